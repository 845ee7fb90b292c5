import type { JSX } from "preact";
import type { LessonView } from "../../api.ts";
import { CheckLine } from "../parts/check.tsx";
import { Hints } from "../parts/hints.tsx";
import { NextSteps } from "../parts/next-steps.tsx";
import { ReasonBlock } from "../parts/reason.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { Stretch } from "../parts/stretch.tsx";
import { runAgain } from "../state/grading.ts";
import { live } from "../state/live.ts";
import { count, duration } from "../../../text/phrases.ts";
import { isUnderWay, verdictNow } from "../state/live-state.ts";
import { firstFailing, exerciseStatusOf, type ExerciseStatus } from "../state/exercise-status.ts";

export interface ExercisesProps {
  readonly lesson: LessonView;
  /** The id of the check in the address, or `none` when the reader closed the open one. */
  readonly chosen: string | null;
  readonly view: "text" | "exercises";
}

/** The exercises during and after a run, with the first failure in full, and the stretch checks. */
export function Exercises({ lesson, chosen, view }: ExercisesProps): JSX.Element {
  const state = live.value;
  const exercises = exerciseStatusOf(lesson.exercises, state);
  const failing = firstFailing(exercises);
  const open = chosen ?? failing?.id;
  const verdict = isUnderWay(state) ? null : verdictNow(state);
  const reason = verdict?.reason ?? null;
  return (
    <section class="exercises" aria-labelledby="exercises" tabIndex={-1}>
      <h2 id="exercises" class="visually-hidden">
        Exercises
      </h2>
      {verdict?.passed === true && verdict.exercises.length === lesson.exercises.length && (
        <NextSteps lesson={lesson} />
      )}
      {reason !== null && <ReasonBlock reason={reason} slug={lesson.slug} />}
      {exercises.map((exercise) => (
        <Exercise
          key={exercise.id}
          slug={lesson.slug}
          exercise={exercise}
          open={open}
          view={view}
          hasHints={failing !== undefined && exercise.checks.some(({ result }) => result.id === failing.id)}
        />
      ))}
      {state.latest !== null && <Stretch verdict={state.latest.verdict} isOld={state.grading !== null} />}
    </section>
  );
}

interface ExerciseProps {
  readonly slug: string;
  readonly exercise: ExerciseStatus;
  /** The id of the check whose details are shown. */
  readonly open: string | undefined;
  readonly view: "text" | "exercises";
  /** Only the first failing exercise has hints, because later ones may fail because of it. */
  readonly hasHints: boolean;
}

function Exercise({ slug, exercise, open, view, hasHints }: ExerciseProps): JSX.Element {
  const { id, title, heading, state, settled, checks, durationMs } = exercise;
  return (
    <section class="exercise" id={`exercise-${id}`} aria-labelledby={`exercise-${id}-title`}>
      <header class="exercise-head">
        <h3 id={`exercise-${id}-title`}>
          <span class="number">{id}</span>
          {title}
        </h3>
        <StateMark state={state} />
        <p class="small soft numeric">
          <a href={`/lessons/${slug}#${heading}`}>in the lesson</a>
          {durationMs !== null && durationMs > 0 && ` · ${duration(durationMs)}`}
          {" · "}
          <button type="button" class="plain" onClick={() => runAgain(slug, id)}>
            run this one<span class="visually-hidden"> (exercise {id})</span>
          </button>
        </p>
      </header>
      {checks.length > 0 && (
        <details open={(!settled && state !== "not-started") || checks.some(({ result }) => result.id === open)}>
          <summary>{count(checks.length, "check")}</summary>
          <ol class="checks">
            {checks.map((check) => (
              <CheckLine key={check.result.id} slug={slug} check={check} open={check.result.id === open} view={view}>
                {hasHints && check.result.id === open && <Hints slug={slug} exercise={id} />}
              </CheckLine>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}
