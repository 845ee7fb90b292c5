import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ClassView, SubmissionView } from "../../api.ts";
import { Conversation } from "../parts/conversation.tsx";
import { DiffFiles } from "../parts/diff-files.tsx";
import { Fields } from "../parts/fields.tsx";
import { SubmissionContext } from "../parts/source-link.tsx";
import { ReasonBlock } from "../parts/reason.tsx";
import { Missing } from "../parts/missing.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { classHref } from "../route.ts";
import { ask, AskError } from "../state/ask.ts";
import { resultSentence } from "../state/sentences.ts";
import { useDiff } from "./compare.tsx";

export interface SubmissionProps {
  readonly id: string;
  readonly about: ClassView;
  readonly query: URLSearchParams;
}

/** One submission of a class: its checks with their conversations, and its files compared with the solution's. */
export function Submission({ id, about, query }: SubmissionProps): JSX.Element {
  const [found, setFound] = useState<SubmissionView | string>();
  useEffect(() => {
    setFound(undefined);
    void ask("GET /api/class/:id", { at: { id } }).then(setFound, (error: unknown) => {
      if (!(error instanceof AskError)) throw error;
      setFound(error.message);
    });
  }, [id]);
  const isDiff = query.has("diff");
  const diff = useDiff(isDiff && typeof found === "object" && found.canCompare, id, () =>
    ask("GET /api/class/:id/diff", { at: { id } }),
  );
  if (found === undefined) return <p class="soft view">Reading the submission…</p>;
  if (typeof found === "string") return <Missing sentence={found} />;
  const place = about.submissions.findIndex((row) => row.id === id);
  const [before, after] = [about.submissions[place - 1], about.submissions[place + 1]];
  return (
    <>
      <header class="plain-head">
        <p class="label">
          <a href={classHref()}>{about.title}: the class</a>
        </p>
        <h1>{found.row.name}</h1>
        <p>
          {resultSentence(found.verdict)} <span class="soft small numeric">seed {found.verdict.seed}</span>
        </p>
        <nav class="choose" aria-label="Views of the submission">
          <a href={classHref(id)} aria-current={isDiff ? undefined : "page"}>
            Checks
          </a>
          {found.canCompare && (
            <a href={classHref(id, { diff: "sides" })} aria-current={isDiff ? "page" : undefined}>
              Compare with the solution
            </a>
          )}
        </nav>
      </header>
      <div class="view">
        {!isDiff && (
          <SubmissionContext.Provider value={found.row.name}>
            <Checks submission={found} chosen={query.get("check")} event={query.get("event")} />
          </SubmissionContext.Provider>
        )}
        {isDiff && typeof diff === "string" && <p class="notice failed">{diff}</p>}
        {isDiff && typeof diff === "object" && (
          <DiffFiles
            diff={diff}
            layout={query.get("diff") === "unified" ? "unified" : "sides"}
            hrefOf={(view) => classHref(id, { diff: view })}
          />
        )}
      </div>
      <footer class="foot">
        <span>{before !== undefined && <a href={classHref(before.id)}>{before.name}</a>}</span>
        <span>{after !== undefined && <a href={classHref(after.id)}>{after.name}</a>}</span>
      </footer>
    </>
  );
}

interface ChecksProps {
  readonly submission: SubmissionView;
  readonly chosen: string | null;
  readonly event: string | null;
}

function Checks({ submission: { row, verdict }, chosen, event }: ChecksProps): JSX.Element {
  const checks = verdict.exercises.flatMap((exercise) => exercise.checks);
  const check = checks.find(({ id }) => id === chosen) ?? checks.find(({ status }) => status === "failed") ?? checks[0];
  return (
    <>
      {verdict.reason !== null && <ReasonBlock reason={verdict.reason} />}
      <div class="wire">
        <nav class="wire-checks" aria-label="Checks">
          {verdict.exercises.map((exercise) => (
            <ol key={exercise.id}>
              {exercise.checks.map(({ id, title, status, transcript }) => (
                <li key={id}>
                  <a
                    href={classHref(row.id, { check: id })}
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
                name={`${row.name}, check ${check.id}`}
                event={event === null ? undefined : Number(event)}
                hrefOf={(index) => classHref(row.id, { check: check.id, event: index })}
              />
            )}
          </section>
        )}
      </div>
    </>
  );
}
