import type { ComponentChildren, JSX } from "preact";
import { DIAGRAM_STYLE } from "../../diagram/diagram-style.ts";
import { isAnythingSimilar } from "../../similar/similar-work.ts";
import { count } from "../../text/phrases.ts";
import { markOf } from "../export/mark.ts";
import { plainLine } from "../export/plain.ts";
import type { Graded } from "../export/student.ts";
import type { ClassReportInput } from "./class-input.ts";
import { CLASS_REPORT_STYLE } from "./class-report-style.ts";
import { Asked, NotGraded, Notes, RegradeChanges, Unscored } from "./lists.tsx";
import { FrequentFailures, Scores } from "./overview.tsx";
import { htmlPage } from "./page.tsx";
import { Similar } from "./similar.tsx";
import { Submission, type Depth } from "./submission.tsx";
import { SubmissionsTable } from "./submissions-table.tsx";
import { anchorsOf } from "./who.tsx";

const TITLE_CHARACTERS = 200;
/** Above this many submissions, each shows less, so that browsers open the page without delay. */
const LARGE_CLASS = 100;

/** The results of a class as one self-contained HTML page. It runs no script and loads nothing. */
export function classReport(input: ClassReportInput): string {
  const { results, asked = [], excused = [], notMatched = [], absent = [], similar, difference } = input;
  const title = plainLine(results[0]?.verdict.title ?? "No submissions", TITLE_CHARACTERS);
  const anchors = anchorsOf(results.map(({ student }) => student));
  const students = new Map(results.map(({ student }) => [student.id, student]));
  const depth: Depth = results.length > LARGE_CLASS ? "first failure" : "first failure of each exercise";
  return htmlPage({
    title: `${title}: results of the class`,
    style: `${DIAGRAM_STYLE}${CLASS_REPORT_STYLE}`,
    body: (
      <>
        <header>
          <h1>{title}</h1>
          <p>{inShort(results, absent.length, asked.length)}</p>
          <Facts input={input} />
        </header>
        <nav aria-label="Contents">
          <ul>
            {asked.length > 0 ? <Entry to="asked">Needs a decision</Entry> : null}
            <Entry to="scores">Scores</Entry>
            <Entry to="failures">What fails most</Entry>
            <Entry to="submissions">Submissions</Entry>
            {hasFault(results) ? <Entry to="not-graded">Could not be graded</Entry> : null}
            {absent.length > 0 ? <Entry to="absent">Handed in nothing</Entry> : null}
            {similar !== undefined && isAnythingSimilar(similar) ? (
              <Entry to="similar">Look at these together</Entry>
            ) : null}
            {difference === undefined ? null : <Entry to="regrade">What this grading changed</Entry>}
            <Entry to="in-full">Each submission in full</Entry>
          </ul>
        </nav>
        <main>
          <Asked asked={asked} />
          <Scores results={results} />
          <FrequentFailures results={results} anchors={anchors} />
          <SubmissionsTable results={results} anchors={anchors} />
          <NotGraded results={results} anchors={anchors} />
          <Notes results={results} anchors={anchors} />
          <Unscored id="excused" heading="Excused" students={excused} />
          <Unscored id="not-matched" heading="No submission matched" students={notMatched} />
          <Unscored id="absent" heading="Handed in nothing" students={absent} />
          <Similar results={results} similar={similar} students={students} anchors={anchors} />
          {difference === undefined ? null : (
            <RegradeChanges regrade={difference} students={students} anchors={anchors} />
          )}
          <section aria-labelledby="in-full">
            <h2 id="in-full">Each submission in full</h2>
            <p>
              Of every submission you see the {depth}, with its conversation; long ones are shortened in the middle. All
              conversations in full, including those of passed checks, are in the verdict files next to this page. Only
              what is unfolded is printed.
            </p>
            {results.map((graded) => (
              <Submission
                key={graded.student.id}
                graded={graded}
                anchor={anchors.get(graded.student.id)}
                depth={depth}
              />
            ))}
          </section>
        </main>
      </>
    ),
  });
}

function Entry({ to, children }: { readonly to: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <li>
      <a href={`#${to}`}>{children}</a>
    </li>
  );
}

function Facts({ input: { results, grading } }: { readonly input: ClassReportInput }): JSX.Element {
  const distinct = (texts: readonly string[]) => [...new Set(texts)].join(", ");
  const isolations = distinct(results.map(({ verdict }) => verdict.isolation));
  return (
    <dl class="facts">
      <dt>lesson</dt>
      <dd>{plainLine(distinct(results.map(({ verdict }) => verdict.lesson)), TITLE_CHARACTERS) || "none"}</dd>
      <dt>graded</dt>
      <dd>
        <time dateTime={grading.at.toISOString()}>{grading.at.toISOString().replace(/T(\d\d:\d\d).*/, " $1 UTC")}</time>
      </dd>
      <dt>seeds</dt>
      <dd>{plainLine(grading.seeds, TITLE_CHARACTERS)}</dd>
      <dt>isolation</dt>
      <dd>{isolations === "" ? "none" : isolations.replaceAll("process", "process (not a security boundary)")}</dd>
      <dt>with</dt>
      <dd>{plainLine(grading.versions.join(", "), TITLE_CHARACTERS)}</dd>
    </dl>
  );
}

function inShort(results: readonly Graded[], absent: number, asked: number): string {
  const outcomes = results.map(({ verdict }) => verdict);
  const passed = outcomes.filter((verdict) => markOf(verdict) !== null && verdict.passed).length;
  const notRun = outcomes.filter(({ outcome }) => outcome === "not-gradable").length;
  const faults = outcomes.filter(({ outcome }) => outcome === "grader-error").length;
  return [
    count(results.length, "submission"),
    `${passed} passed every exercise`,
    ...(asked === 0
      ? []
      : [`${asked} more ${asked === 1 ? "needs" : "need"} a decision and ${asked === 1 ? "has" : "have"} no score`]),
    ...(notRun === 0 ? [] : [`${notRun} could not be run`]),
    ...(faults === 0 ? [] : [`${faults} could not be graded`]),
    ...(absent === 0 ? [] : [`${absent} handed in nothing`]),
  ]
    .join("; ")
    .concat(".");
}

function hasFault(results: readonly Graded[]): boolean {
  return results.some(({ verdict }) => verdict.outcome === "grader-error");
}
