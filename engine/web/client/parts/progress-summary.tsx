import type { JSX } from "preact";
import type { LessonView } from "../../api.ts";
import { lessonHref } from "../route.ts";
import { runAgain, running } from "../state/grading.ts";
import { live } from "../state/live.ts";
import { count, duration } from "../../../text/phrases.ts";
import { timeOfDay } from "../state/sentences.ts";
import { isUnderWay, verdictNow } from "../state/live-state.ts";
import { exerciseStatusOf } from "../state/exercise-status.ts";
import { Seed } from "./seed.tsx";
import { StateMark } from "./state-mark.tsx";

/** The status of the exercises in one line, with a button to run again and the seed. */
export function ProgressSummary({ lesson }: { readonly lesson: LessonView }): JSX.Element {
  const exercises = exerciseStatusOf(lesson.exercises, live.value);
  return (
    <section class="progress-summary" aria-label="Progress">
      <ol>
        {exercises.map(({ id, title, state }) => (
          <li key={id}>
            <a href={`${lessonHref(lesson.slug, "exercises")}#exercise-${id}`} title={title}>
              <span class="name">Exercise {id}</span> <StateMark state={state} />
            </a>
          </li>
        ))}
      </ol>
      <div class="run">
        <Summary />
        <Seed slug={lesson.slug} />
        <button type="button" disabled={running.busy} onClick={() => runAgain(lesson.slug)}>
          Run again
        </button>
      </div>
    </section>
  );
}

function Summary(): JSX.Element {
  const { grading, latest } = live.value;
  const verdict = verdictNow(live.value);
  if (isUnderWay(live.value)) {
    const saved = grading === null || grading.saved.length === 0 ? "" : ` after ${grading.saved.join(", ")}`;
    return <span class="soft small">checking{saved}</span>;
  }
  if (verdict === null) return <span class="soft small">not checked yet</span>;
  const { score, durationMs } = verdict;
  return (
    <span class="soft small numeric">
      {score.earned} of {count(score.possible, "exercise")}
      {grading === null && latest !== null
        ? ` · ${duration(durationMs)} · ${timeOfDay(latest.gradedAt)}`
        : " · trying what lies beyond"}
    </span>
  );
}
