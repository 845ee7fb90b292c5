/**
 * JUnit XML in the dialect that Ant, Jenkins and GitLab share.
 *
 * Rules followed, from Jenkins' SuiteResult and GitLab's "Unit test reports": one failure per case, since further ones
 * are lost; the message both as attribute and as text, since GitLab reads only the text; `classname` and `name` unique
 * together, since a repeated pair is dropped; seconds with a decimal point; no character that XML 1.0 forbids.
 *
 * A submission that could not be run is one `failure` for each exercise; a fault of the workbook is an `error`, which
 * every reader counts separately.
 */
import type { ExerciseResult, Verdict } from "../../verdict.ts";
import { casesOfExercise, type Case } from "./cases.ts";
import { fitted } from "./fitted.ts";
import { plainLine, position, secondsOf } from "./plain.ts";
import type { Graded } from "./student.ts";
import { codeOf, faultLine, faultText, nameOf, TITLE_CHARACTERS, transcriptText } from "./words.ts";
import { element } from "./xml.ts";

/** GitLab takes files below 30 MB. */
const FILE_BYTES = 30_000_000 - 1;

interface Suite {
  readonly xml: string;
  readonly cases: readonly Case[];
  readonly seconds: number;
}

/** One suite for each exercise of one submission. */
export function junit(verdict: Verdict): string {
  const render = (maxChars: number) => report(verdict.lesson, suitesOf(verdict, verdict.lesson, maxChars));
  return fitted(FILE_BYTES, render) ?? tooLarge(verdict.lesson);
}

/** One suite for each exercise of each student. Names of suites and classes begin with the student's id. */
export function junitOfClass(results: readonly Graded[]): string {
  const owners = uniqueOwners(results.map(({ student }) => short(student.id)));
  const render = (maxChars: number) => {
    const suites = results.map(({ verdict }, index) => suitesOf(verdict, owners[index] ?? "", maxChars));
    return report(results[0]?.verdict.lesson ?? "", suites.flat());
  };
  return fitted(FILE_BYTES, render) ?? tooLarge("class");
}

/** Ids that are equal after cleaning get a number, or GitLab would drop the second. */
function uniqueOwners(owners: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return owners.map((owner) => {
    const times = (seen.get(owner) ?? 0) + 1;
    seen.set(owner, times);
    return times === 1 ? owner : `${owner.slice(0, TITLE_CHARACTERS - 20)} (${times})`;
  });
}

function report(name: string, suites: readonly Suite[]): string {
  const cases = suites.flatMap((suite) => suite.cases);
  const time = suites.reduce((sum, suite) => sum + suite.seconds, 0);
  const attributes = { name: short(name), ...countsOf(cases), time: time.toFixed(3) };
  return document(
    element(
      "testsuites",
      attributes,
      suites.map(({ xml }) => xml),
    ),
  );
}

function suitesOf(verdict: Verdict, owner: string, maxChars: number): Suite[] {
  return verdict.exercises.map((exercise) => suiteOf(exercise, verdict, owner, maxChars));
}

function suiteOf(exercise: ExerciseResult, verdict: Verdict, owner: string, maxChars: number): Suite {
  const cases = casesOfExercise(exercise, verdict.reason);
  const seconds = secondsOf(exercise.durationMs);
  const attributes = {
    name: short(`${owner} ${exercise.id} ${exercise.title}`),
    ...countsOf(cases),
    time: seconds.toFixed(3),
  };
  // Jenkins reads the part before the last dot as a package.
  const classname = `${short(owner)}.exercise-${exercise.id}`;
  const children = [propertiesOf(verdict), ...cases.map((one) => caseOf(one, classname, maxChars))];
  return { xml: element("testsuite", attributes, children), cases, seconds };
}

function propertiesOf({ submission, outcome, seed, isolation }: Verdict): string {
  const properties = Object.entries({ submission, outcome, seed, isolation });
  return element(
    "properties",
    {},
    properties.map(([name, value]) => element("property", { name, value: short(String(value)) })),
  );
}

function caseOf(one: Case, classname: string, maxChars: number): string {
  const { fault, status } = one;
  const place =
    status === "failed" && fault?.file !== undefined ? { file: short(fault.file), line: position(fault.line) } : {};
  const attributes = { classname, name: nameOf(one), time: secondsOf(one.durationMs).toFixed(3), ...place };
  const wire = transcriptText(one.transcript, maxChars);
  const output = wire === "" ? [] : [element("system-out", {}, wire)];
  switch (status) {
    case "passed":
      return element("testcase", attributes);
    case "skipped":
      return element("testcase", attributes, [element("skipped", { message: faultLine(one) })]);
    case "failed":
    case "error": {
      const summary = { type: codeOf(one), message: faultLine(one) };
      const name = status === "failed" ? "failure" : "error";
      return element("testcase", attributes, [element(name, summary, faultText(one, maxChars)), ...output]);
    }
  }
}

function countsOf(cases: readonly Case[]): Record<"tests" | "failures" | "errors" | "skipped", number> {
  const count = (status: Case["status"]) => cases.filter((one) => one.status === status).length;
  return { tests: cases.length, failures: count("failed"), errors: count("error"), skipped: count("skipped") };
}

/** A report with a single error, which no reader counts as a pass or a failure. */
function tooLarge(name: string): string {
  const counts = { tests: 1, failures: 0, errors: 1, skipped: 0, time: "0.000" };
  const error = element("error", { type: "too-large", message: "The results are larger than a JUnit report may be." });
  const one = element("testcase", { classname: short(name), name: "report", time: "0.000" }, [error]);
  const suite = element("testsuite", { name: short(name), ...counts }, [one]);
  return document(element("testsuites", { name: short(name), ...counts }, [suite]));
}

function document(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function short(text: string): string {
  return plainLine(text, TITLE_CHARACTERS);
}
