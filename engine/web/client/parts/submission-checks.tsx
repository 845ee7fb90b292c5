import type { JSX } from "preact";
import type { Verdict } from "../../../verdict.ts";
import { classHref } from "../route.ts";
import type { ListQuery } from "../state/class-rows.ts";
import { Conversation } from "./conversation.tsx";
import { Fields } from "./fields.tsx";
import { ReasonBlock } from "./reason.tsx";
import { SubmissionContext } from "./source-link.tsx";
import { StateMark } from "./state-mark.tsx";

interface ChecksProps {
  readonly id: string;
  readonly name: string;
  readonly verdict: Verdict;
  /** The id of the check to show; null for the first that failed. */
  readonly chosen: string | null;
  readonly event: string | null;
  /** Which lines of the class the reader goes through. */
  readonly list: ListQuery;
}

/** The checks of one submission, one of them with its conversation. */
export function SubmissionChecks({ id: submission, name, verdict, chosen, event, list }: ChecksProps): JSX.Element {
  const checks = verdict.exercises.flatMap((exercise) => exercise.checks);
  const check = checks.find(({ id }) => id === chosen) ?? checks.find(({ status }) => status === "failed") ?? checks[0];
  return (
    <SubmissionContext.Provider value={name}>
      {verdict.reason !== null && <ReasonBlock reason={verdict.reason} />}
      <div class="wire">
        <nav class="wire-checks" aria-label="Checks">
          {verdict.exercises.map((exercise) => (
            <ol key={exercise.id}>
              {exercise.checks.map(({ id, title, status, transcript }) => (
                <li key={id}>
                  <a
                    href={classHref(submission, { ...list, check: id })}
                    title={title}
                    aria-current={id === check?.id ? "true" : undefined}
                  >
                    <span class="numeric">{id}</span> <StateMark state={status} />
                    <span class="soft small events">{transcript.length}</span>
                  </a>
                </li>
              ))}
            </ol>
          ))}
        </nav>
        {check !== undefined && (
          <section aria-labelledby="check-title">
            <h2 id="check-title">
              <span class="number">{check.id}</span> {check.title}
            </h2>
            {check.failure !== null && (
              <div class="failure">
                <Fields failure={check.failure} />
              </div>
            )}
            {check.skipped !== undefined && <p class="notice">This check was skipped: {check.skipped}.</p>}
            {check.transcript.length > 0 && (
              <Conversation
                key={check.id}
                transcript={check.transcript}
                failure={check.failure}
                name={`${name}, check ${check.id}`}
                event={event === null ? undefined : Number(event)}
                hrefOf={(index) => classHref(submission, { ...list, check: check.id, event: index })}
              />
            )}
          </section>
        )}
      </div>
    </SubmissionContext.Provider>
  );
}
