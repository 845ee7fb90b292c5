/** One submission in full, in a collapsed `details` element. */
import type { JSX } from "preact";
import type { CheckResult, ExerciseResult, Verdict } from "../../verdict.ts";
import { plainEnd, plainLine, plainText } from "../export/plain.ts";
import type { Graded } from "../export/student.ts";
import { scoreLine } from "../export/score-text.ts";
import { nameOf } from "../export/words.ts";
import { Conversation } from "./conversation.tsx";
import { FailureParts, ReasonParts } from "./failure-parts.tsx";
import { State } from "./state.tsx";
import { scoreOf } from "./submissions-table.tsx";
import { Name } from "./who.tsx";

const LINE_CHARACTERS = 300;
const LOG_CHARACTERS = 2_000;

/** How many conversations of failed checks a submission shows. */
export type Depth = "first failure" | "first failure of each exercise";

export function Submission({
  graded: { student, verdict, grade },
  anchor,
  depth,
}: {
  readonly graded: Graded;
  readonly anchor: string | undefined;
  readonly depth: Depth;
}): JSX.Element {
  return (
    <details class="submission">
      <summary>
        <Name student={student} /> <span class="dim">{scoreOf({ verdict, grade })}</span>
      </summary>
      {/* The id is inside, not on the details element: browsers then unfold it when a link to it is followed. */}
      <div id={anchor}>
        <p>{scoreLine({ verdict, grade })}.</p>
        {grade === undefined || grade.comment === "" ? null : (
          <blockquote>{plainText(grade.comment, LOG_CHARACTERS)}</blockquote>
        )}
        <dl class="facts">
          <dt>submission</dt>
          <dd>{plainLine(verdict.submission, LINE_CHARACTERS)}</dd>
          {student.id === verdict.submission ? null : (
            <>
              <dt>student</dt>
              <dd>
                {plainLine([student.id, student.email ?? ""].filter((part) => part !== "").join(", "), LINE_CHARACTERS)}
              </dd>
            </>
          )}
          <dt>seed</dt>
          <dd>{String(verdict.seed)}</dd>
          <dt>isolation</dt>
          <dd>{verdict.isolation}</dd>
        </dl>
        {verdict.outcome === "graded" || verdict.reason === null ? null : <ReasonParts reason={verdict.reason} />}
        {verdict.outcome === "not-gradable" ? null : <Exercises exercises={verdict.exercises} depth={depth} />}
        <Remarks verdict={verdict} />
        <Log title="The end of what the server wrote to stderr" text={verdict.server.stderr} />
        <Log title="The end of what the server wrote to stdout" text={verdict.server.stdout} />
      </div>
    </details>
  );
}

/** Every exercise with its checks. */
export function Exercises({
  exercises,
  depth,
}: {
  readonly exercises: readonly ExerciseResult[];
  readonly depth: Depth;
}): JSX.Element {
  const firsts = exercises.map(({ checks }) => checks.find(isFault)).filter((check) => check !== undefined);
  const detailed = new Set(depth === "first failure" ? firsts.slice(0, 1) : firsts);
  return (
    <>
      {exercises.map((exercise) => (
        <section key={exercise.id}>
          <h3 class="small">
            {nameOf(exercise)}: <State status={exercise.status} />
          </h3>
          {exercise.checks.length === 0 || exercise.status === "passed" ? null : (
            <ul class="checks">
              {exercise.checks.map((check) => (
                <Check key={check.id} check={check} inDetail={detailed.has(check)} />
              ))}
            </ul>
          )}
        </section>
      ))}
    </>
  );
}

function Check({ check, inDetail }: { readonly check: CheckResult; readonly inDetail: boolean }): JSX.Element {
  const { status, failure, skipped } = check;
  return (
    <li>
      <State status={status} /> {nameOf(check)}
      {status === "skipped" ? <span class="dim"> ({plainLine(skipped ?? "skipped", LINE_CHARACTERS)})</span> : null}
      {inDetail && failure !== null ? <FailureParts failure={failure} /> : null}
      {!inDetail && failure !== null ? (
        <>
          : <code>{plainLine(failure.code, LINE_CHARACTERS)}</code>, {plainLine(failure.received, LINE_CHARACTERS)}
        </>
      ) : null}
      {inDetail ? <Conversation check={check} /> : null}
    </li>
  );
}

/** What was seen beyond the exercises. */
export function Remarks({ verdict: { advice, stretch } }: { readonly verdict: Verdict }): JSX.Element | null {
  const shown = stretch.filter(({ status }) => status !== "skipped");
  if (advice.length === 0 && shown.length === 0) return null;
  return (
    <>
      <h3 class="small">Beyond the exercises, never graded</h3>
      <ul>
        {shown.map((probe) => (
          <li key={probe.id}>
            <State
              status={probe.status === "passed" ? "passed" : "skipped"}
              word={probe.status === "passed" ? "yes" : "no"}
            />{" "}
            {nameOf(probe)}
          </li>
        ))}
        {advice.map(({ code, text }) => (
          <li key={code}>{plainLine(text, LINE_CHARACTERS)}</li>
        ))}
      </ul>
    </>
  );
}

function Log({ title, text }: { readonly title: string; readonly text: string }): JSX.Element | null {
  const end = plainEnd(text, LOG_CHARACTERS);
  if (end === "") return null;
  return (
    <>
      <h3 class="small">{title}</h3>
      <pre tabIndex={0} role="group" aria-label={title}>
        {end}
      </pre>
    </>
  );
}

function isFault({ status }: CheckResult): boolean {
  return status === "failed" || status === "error";
}
