/** The export formats by name. Each is a pure function of verdicts. */
import type { Grade } from "../../policy/grade.ts";
import type { Verdict } from "../../verdict.ts";
import { jsonReport } from "../json.ts";
import { canvas } from "./canvas.ts";
import { EXCEL_BOM } from "./csv.ts";
import { SheetError } from "./csv-sheet.ts";
import { exercism } from "./exercism.ts";
import { github, githubClass } from "./github.ts";
import { classStepSummary, stepSummary } from "./github-summary.ts";
import type { Filled, Replacing, WrittenGrades } from "./gradebook.ts";
import { gradescope } from "./gradescope.ts";
import { junit, junitOfClass } from "./junit.ts";
import { moodle, type MoodleLabels } from "./moodle.ts";
import { prairielearn } from "./prairielearn.ts";
import { resultsCsv } from "./results-csv.ts";
import type { Graded, Unjudged } from "./student.ts";
import { summary } from "./summary.ts";
import { tap, tapOfClass } from "./tap.ts";

/** One submission, one file. */
export interface SubmissionReporter {
  readonly scope: "submission";
  /** One line, for help. */
  readonly summary: string;
  /** Without the dot. */
  readonly extension: string;
  readonly render: (
    verdict: Verdict,
    options: { readonly token: string; readonly grade?: Grade | undefined },
  ) => string;
  /** True when the text is lines that GitHub Actions obeys, every word of a submission in them escaped or guarded. */
  readonly commands?: boolean;
  /** A second text, to be appended to the file that this environment variable names, when it is set. */
  readonly also?: { readonly variable: string; readonly render: (verdict: Verdict) => string };
}

/** A class, one file. */
export interface ClassReporter {
  readonly scope: "class";
  readonly summary: string;
  readonly extension: string;
  /** True when it fills an exported file, which `render` needs as `sheet`. */
  readonly fills: boolean;
  /** @throws SheetError when the sheet is missing or of another kind */
  readonly render: (results: readonly Graded[], options?: ClassOptions) => Filled;
  /** True when the text is for the log of a CI step, not for a file. */
  readonly prints?: boolean;
  /** A second text, to be appended to the file that this environment variable names, when it is set. */
  readonly also?: {
    readonly variable: string;
    readonly render: (results: readonly Graded[], options?: ClassOptions) => string;
  };
}

export interface ClassOptions {
  /** Students of the class without a verdict. */
  readonly unjudged?: readonly Unjudged[] | undefined;
  /** See `guarded`. */
  readonly token?: string | undefined;
  readonly sheet?: string | undefined;
  /** The assignment in the sheet. @default the one named like the lesson */
  readonly column?: string | undefined;
  /** The grades that each reporter wrote earlier, and whether those that a person entered are replaced. */
  readonly written?: Readonly<Record<string, WrittenGrades>> | undefined;
  readonly replaceGrades?: boolean | undefined;
  /** What Moodle calls its columns, when not in English. */
  readonly labels?: Partial<MoodleLabels> | undefined;
}

export const SUBMISSION_REPORTERS: Readonly<Record<string, SubmissionReporter>> = {
  json: {
    scope: "submission",
    summary: "the verdict as one JSON object",
    extension: "json",
    render: (verdict) => jsonReport(verdict),
  },
  junit: {
    scope: "submission",
    summary: "JUnit XML for Jenkins and GitLab",
    extension: "xml",
    render: (verdict) => junit(verdict),
  },
  tap: { scope: "submission", summary: "TAP version 14", extension: "tap", render: (verdict) => tap(verdict) },
  github: {
    scope: "submission",
    summary: "annotations, Classroom points and step summary of GitHub Actions",
    extension: "txt",
    commands: true,
    render: (verdict, { token }) => github(verdict, token),
    also: { variable: "GITHUB_STEP_SUMMARY", render: stepSummary },
  },
  gradescope: {
    scope: "submission",
    summary: "Gradescope's results.json",
    extension: "json",
    render: (verdict, { grade }) => gradescope(verdict, grade),
  },
  exercism: {
    scope: "submission",
    summary: "Exercism's results.json, version 3",
    extension: "json",
    render: (verdict) => exercism(verdict),
  },
  prairielearn: {
    scope: "submission",
    summary: "PrairieLearn's results.json",
    extension: "json",
    render: (verdict, { grade }) => prairielearn(verdict, grade),
  },
};

export const CLASS_REPORTERS: Readonly<Record<string, ClassReporter>> = {
  csv: {
    scope: "class",
    summary: "one row per student",
    extension: "csv",
    fills: false,
    render: (results, options) => whole(EXCEL_BOM + resultsCsv(results, options?.unjudged)),
  },
  json: {
    scope: "class",
    summary: "the class as one JSON object",
    extension: "json",
    fills: false,
    render: (results, options) => whole(summary(results, options?.unjudged)),
  },
  junit: {
    scope: "class",
    summary: "JUnit XML, a suite for each exercise of each student",
    extension: "xml",
    fills: false,
    render: (results) => whole(junitOfClass(results)),
  },
  tap: {
    scope: "class",
    summary: "TAP version 14, a subtest for each student",
    extension: "tap",
    fills: false,
    render: (results) => whole(tapOfClass(results)),
  },
  github: {
    scope: "class",
    summary: "annotations and step summary of GitHub Actions",
    extension: "txt",
    fills: false,
    prints: true,
    render: (results, options) => whole(githubClass(results, options?.token ?? "")),
    also: {
      variable: "GITHUB_STEP_SUMMARY",
      render: (results, options) => classStepSummary(results, options?.unjudged),
    },
  },
  canvas: {
    scope: "class",
    summary: "fills a gradebook exported from Canvas",
    extension: "csv",
    fills: true,
    render: (results, options) =>
      canvas(results, { sheet: sheetOf(options), column: options?.column, ...replacing("canvas", options) }),
  },
  moodle: {
    scope: "class",
    summary: "fills Moodle's offline grading worksheet",
    extension: "csv",
    fills: true,
    render: (results, options) =>
      moodle(results, { sheet: sheetOf(options), labels: options?.labels, ...replacing("moodle", options) }),
  },
};

function replacing(reporter: string, options: ClassOptions | undefined): Replacing {
  return { written: options?.written?.[reporter], replaceGrades: options?.replaceGrades };
}

function whole(text: string): Filled {
  return { text, remarks: [] };
}

function sheetOf(options: ClassOptions | undefined): string {
  if (options?.sheet === undefined) throw new SheetError("This format fills an exported gradebook; none was given.");
  return options.sheet;
}
