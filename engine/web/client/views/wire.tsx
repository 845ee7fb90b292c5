import type { JSX } from "preact";
import type { LessonView } from "../../api.ts";
import { Conversation } from "../parts/conversation.tsx";
import { Fields } from "../parts/fields.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { lessonHref } from "../route.ts";
import { live } from "../state/live.ts";
import { count } from "../../../text/phrases.ts";
import { firstFailing, exerciseStatusOf } from "../state/exercise-status.ts";

/** The transcript of each check. */
export function Wire({ lesson, query }: { readonly lesson: LessonView; readonly query: URLSearchParams }): JSX.Element {
  const exercises = exerciseStatusOf(lesson.exercises, live.value);
  const checks = exercises.flatMap((exercise) => exercise.checks.map(({ result }) => result));
  const asked = query.get("check");
  const check =
    checks.find(({ id }) => id === asked) ??
    firstFailing(exercises) ??
    checks.find(({ transcript }) => transcript.length > 0);
  if (check === undefined)
    return <p class="notice">Nothing has gone over the wire yet: no check has run on your server.</p>;
  const event = query.get("event");
  return (
    <div class="wire">
      <nav class="wire-checks" aria-label="Checks">
        {exercises.map(({ id, checks: own }) => (
          <ol key={id}>
            {own.map(({ result }) => (
              <li key={result.id}>
                <a
                  href={lessonHref(lesson.slug, "wire", { check: result.id })}
                  aria-current={result.id === check.id ? "true" : undefined}
                  title={result.title}
                >
                  <span class="numeric">{result.id}</span> <StateMark state={result.status} />
                  <span class="soft small events">{result.transcript.length}</span>
                </a>
              </li>
            ))}
          </ol>
        ))}
      </nav>
      <section aria-labelledby="wire-title">
        <h2 id="wire-title">
          <span class="number">{check.id}</span> {check.title}
        </h2>
        {check.failure !== null && (
          <details class="wire-failure">
            <summary>
              <StateMark state={check.status} /> expected {check.failure.expected}
            </summary>
            <Fields failure={check.failure} />
          </details>
        )}
        {check.transcript.length === 0 ? (
          <p class="notice">
            {check.skipped === undefined
              ? "This check ended before anything went over the wire."
              : `This check was skipped: ${check.skipped}.`}
          </p>
        ) : (
          <Conversation
            key={check.id}
            transcript={check.transcript}
            failure={check.failure}
            name={`check ${check.id}`}
            event={event === null ? undefined : Number(event)}
            hrefOf={(index) => lessonHref(lesson.slug, "wire", { check: check.id, event: index })}
          />
        )}
        <p class="small soft">
          Times count from the start of the check. {count(check.transcript.length, "event")}, none left out.
        </p>
      </section>
    </div>
  );
}
