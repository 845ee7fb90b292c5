/** A verdict as text for a terminal. Pure; all text from a submission is cleaned. */
import type { Verdict } from "../verdict.ts";
import { adviceLines, nextStepLines, stretchLines, type NextSteps } from "./after-pass.ts";
import { sanitizeLine } from "../text/sanitize-text.ts";
import { exerciseLines, firstFailure } from "./exercises.ts";
import { flow, hang, pageFor, spread, type Page } from "../text/layout.ts";
import { graderErrorLines, notGradableLines } from "./not-graded.ts";
import { count, placeOf, seconds } from "../text/phrases.ts";

export interface TerminalReportOptions extends NextSteps {
  readonly color: boolean;
  /** Terminal width; 40 to 100 are used. @default 80 */
  readonly columns?: number | undefined;
  /** The learner's folder as they would type it, for example `lessons/lesson-ws`. */
  readonly lessonFolder: string;
  /** False for the solution, another folder or a URL: the report then does not point at the learner's files. */
  readonly submissionIsLearner: boolean;
  /** The exercises of which the learner has begun nothing. @default none */
  readonly notStarted?: ReadonlySet<number> | undefined;
  /** The command that grades the same submission again. @default `npm run check <lesson>` for the learner's folder */
  readonly again?: string | undefined;
  /** The command that grades all exercises of it. @default the same */
  readonly all?: string | undefined;
}

/** The whole report, ending in a newline. Without `color` it contains no escape characters. */
export function terminalReport(verdict: Verdict, options: TerminalReportOptions): string {
  const page = pageFor(options);
  const submission = sanitizeLine(verdict.submission, { maxChars: 300 });
  const folder = options.submissionIsLearner ? options.lessonFolder : submission;
  const lines = [
    ...headerLines(page, verdict, options.submissionIsLearner ? undefined : submission),
    "",
    ...bodyLines(page, verdict, folder, options.notStarted),
    "",
    ...summaryLines(page, verdict),
    ...(verdict.outcome === "graded" && verdict.passed
      ? afterPass(page, verdict, options)
      : nextLines(page, verdict, folder, options)),
  ];
  return `${lines.join("\n")}\n`;
}

function headerLines(page: Page, verdict: Verdict, submission: string | undefined): string[] {
  const { bold, dim } = page.colors;
  return [
    ...spread(page, `${verdict.lesson}  `, sanitizeLine(verdict.title, { maxChars: 200 }), `seed ${verdict.seed}`, {
      prefix: bold,
      text: bold,
      right: dim,
    }),
    ...(submission === undefined ? [] : hang(page, "grading ", submission, { prefix: dim })),
  ];
}

/** The exercises of a verdict, or the reason why there are none. `folder` is the submission as the reader would type it. */
export function bodyLines(page: Page, verdict: Verdict, folder: string, notStarted?: ReadonlySet<number>): string[] {
  switch (verdict.outcome) {
    case "graded":
      return exerciseLines(page, verdict.exercises, folder, notStarted);
    case "not-gradable":
      return notGradableLines(page, verdict, folder);
    case "grader-error":
      return [...graderErrorLines(page, verdict), ...checkedBefore(page, verdict, folder)];
  }
}

/** A fault of the workbook in one check does not invalidate the results of the others. */
function checkedBefore(page: Page, { exercises }: Verdict, folder: string): string[] {
  if (exercises.every(({ status }) => status === "error")) return [];
  return ["", ...hang(page, "  ", "What the other checks found:"), "", ...exerciseLines(page, exercises, folder)];
}

function summaryLines(page: Page, verdict: Verdict): string[] {
  const { score, durationMs } = verdict;
  const graded =
    verdict.outcome === "grader-error" ? "not graded" : `${score.earned} of ${count(score.possible, "exercise")}`;
  const paint = verdict.passed ? page.colors.green : page.colors.bold;
  const parts = [graded, seconds(durationMs), ...serversPart(verdict)];
  return [...flow(page, "  ", parts, paint), ...leftOutLines(page, verdict)];
}

/** Empty when there was nothing to start: the submission did not compile. */
function serversPart(verdict: Verdict): string[] {
  const { started, stopped } = verdict.server;
  if (isElsewhere(verdict)) return ["the server was already running"];
  return started === 0 ? [] : [`${count(started, "server")} started, ${stopped} stopped`];
}

/** Each check or probe that needs a process says so itself; this line says it for the whole report. */
function leftOutLines(page: Page, verdict: Verdict): string[] {
  if (!isElsewhere(verdict)) return [];
  return hang(
    page,
    "  ",
    "not checked, because the workbook did not start this server: its files, its log, how its process ends",
    { text: page.colors.dim },
  );
}

function isElsewhere(verdict: Verdict): boolean {
  return verdict.isolation === "none (url)";
}

function afterPass(page: Page, verdict: Verdict, options: TerminalReportOptions): string[] {
  // What is open after a pass is open after a pass of all exercises.
  if (options.all !== undefined && options.all !== options.again)
    return [...adviceLines(page, verdict), "", ...flow(page, "  ", [`next: ${options.all} grades all exercises`])];
  return [
    ...stretchLines(page, verdict.stretch),
    ...adviceLines(page, verdict),
    ...(options.submissionIsLearner ? nextStepLines(page, verdict.lesson, options) : []),
  ];
}

function nextLines(page: Page, verdict: Verdict, folder: string, options: TerminalReportOptions): string[] {
  if (verdict.outcome === "grader-error") return [];
  const again = options.again ?? (options.submissionIsLearner ? `npm run check ${verdict.lesson}` : undefined);
  const place = firstPlace(verdict, folder) ?? (options.submissionIsLearner ? `your files in ${folder}` : undefined);
  const steps = [place, again].filter((step) => step !== undefined);
  const next = steps.length === 0 ? [] : [`next: ${steps.join(", then ")}`];
  return flow(page, "  ", [...next, ...(options.submissionIsLearner ? [`stuck? npm run hint ${verdict.lesson}`] : [])]);
}

/** The line of the submission that the first failure is about, when known. */
function firstPlace(verdict: Verdict, folder: string): string | undefined {
  if (verdict.reason !== null) return placeOf(folder, verdict.reason, { column: false });
  const failed = verdict.exercises.find(({ status }) => status === "failed");
  const first = failed === undefined ? undefined : firstFailure(failed);
  return first === undefined ? undefined : placeOf(folder, first.failure, { column: false });
}
