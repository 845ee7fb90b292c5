/** The short lists of the report: what could not be graded, who handed in nothing, what a regrade changed. */
import type { JSX } from "preact";
import { count } from "../../text/phrases.ts";
import { plainLine } from "../export/plain.ts";
import type { Graded, Student } from "../export/student.ts";
import type { AskedSubmission, Regrade, RegradeChange } from "./class-input.ts";
import { Name, NameLink, type Anchors } from "./who.tsx";

const LINE_CHARACTERS = 300;

type Students = ReadonlyMap<string, Student>;

/** What the instructor has to decide, each with what was found. */
export function Asked({ asked }: { readonly asked: readonly AskedSubmission[] }): JSX.Element | null {
  if (asked.length === 0) return null;
  return (
    <section aria-labelledby="asked">
      <h2 id="asked">Needs a decision</h2>
      <p>
        {count(asked.length, "submission")} could not be graded as handed in. They have no score in any gradebook until
        you run <code>npm run grade</code> with <code>--decide ID=PATH</code>, <code>ID=zero</code> or{" "}
        <code>ID=excused</code>.
      </p>
      <dl>
        {asked.map(({ student, submission, found }) => (
          <div key={submission}>
            <dt>
              <Name student={student} />
              {submission === student.id ? null : (
                <>
                  {" "}
                  <code>{plainLine(submission, LINE_CHARACTERS)}</code>
                </>
              )}
            </dt>
            <dd>{plainLine(found, LINE_CHARACTERS)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Where the work of some was found, and what was put right. */
export function Notes({
  results,
  anchors,
}: {
  readonly results: readonly Graded[];
  readonly anchors: Anchors;
}): JSX.Element | null {
  const noted = results.filter(({ notes = [] }) => notes.length > 0);
  if (noted.length === 0) return null;
  return (
    <section aria-labelledby="notes">
      <h2 id="notes">Found and graded</h2>
      <ul>
        {noted.map(({ student, notes = [] }) => (
          <li key={student.id}>
            <NameLink student={student} anchors={anchors} />: {plainLine(notes.join("; "), LINE_CHARACTERS)}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function NotGraded({
  results,
  anchors,
}: {
  readonly results: readonly Graded[];
  readonly anchors: Anchors;
}): JSX.Element | null {
  const failed = results.filter(({ verdict }) => verdict.outcome === "grader-error");
  if (failed.length === 0) return null;
  return (
    <section aria-labelledby="not-graded">
      <h2 id="not-graded">Could not be graded</h2>
      <p>
        The workbook failed on {count(failed.length, "submission")}. This is not the students' fault: these submissions
        have no score.
      </p>
      <ul>
        {failed.map(({ student, verdict }) => (
          <li key={student.id}>
            <NameLink student={student} anchors={anchors} />:{" "}
            {plainLine(verdict.reason?.message ?? "no reason is known", LINE_CHARACTERS)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Students without a score who need no attention. */
export function Unscored({
  id,
  heading,
  students,
}: {
  readonly id: string;
  readonly heading: string;
  readonly students: readonly Student[];
}): JSX.Element | null {
  if (students.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      <ul class="columns">
        {students.map((student) => (
          <li key={student.id}>
            <Name student={student} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function RegradeChanges({
  regrade: { gains, loses, otherwise, same, again = [], added = [] },
  students,
  anchors,
}: {
  readonly regrade: Regrade;
  readonly students: Students;
  readonly anchors: Anchors;
}): JSX.Element {
  const list = (title: string, changes: readonly RegradeChange[]) =>
    changes.length === 0 ? null : (
      <>
        <h3>
          {title}: {changes.length}
        </h3>
        <ul>
          {changes.map((change) => (
            <li key={change.name}>
              <NameLink student={students.get(change.name) ?? { id: change.name }} anchors={anchors} />: {change.before}{" "}
              before, {change.after} now{change.checks.length === 0 ? "" : ` (${checksOf(change)})`}
            </li>
          ))}
        </ul>
      </>
    );
  return (
    <section aria-labelledby="regrade">
      <h2 id="regrade">What this grading changed</h2>
      <p>{count(same, "submission")} with the same result as before.</p>
      {list("Better", gains)}
      {list("Worse", loses)}
      {list("Same score for other reasons", otherwise)}
      <Names title="Handed in again" ids={again} students={students} anchors={anchors} />
      <Names title="New" ids={added} students={students} anchors={anchors} />
    </section>
  );
}

function Names({
  title,
  ids,
  students,
  anchors,
}: {
  readonly title: string;
  readonly ids: readonly string[];
  readonly students: Students;
  readonly anchors: Anchors;
}): JSX.Element | null {
  if (ids.length === 0) return null;
  return (
    <>
      <h3>
        {title}: {ids.length}
      </h3>
      <ul class="columns">
        {ids.map((id) => (
          <li key={id}>
            <NameLink student={students.get(id) ?? { id }} anchors={anchors} />
          </li>
        ))}
      </ul>
    </>
  );
}

function checksOf({ checks }: RegradeChange): string {
  return plainLine(
    checks.map(({ id, before, after }) => `${id === "" ? "" : `${id} `}${before} → ${after}`).join(", "),
    LINE_CHARACTERS,
  );
}
