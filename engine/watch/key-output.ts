/** The texts that the keys h, t, o, s and v print. */
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { sanitizeLine, sanitizeText } from "../text/sanitize-text.ts";
import { hintText } from "../report/hint.ts";
import { hang, pageFor, type Page } from "../text/layout.ts";
import { terminalReport } from "../report/terminal.ts";
import { arrowOf, payloadOf } from "../text/wire.ts";
import { revealNextHint, failingExercise } from "../state/next-hint.ts";
import { displayPath } from "../state/display-path.ts";
import type { CheckResult, Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";

export interface OutputOptions {
  readonly color: boolean;
  readonly columns: number;
}

const LOG_CHARACTERS = 40_000;
/** More than a kept payload has, which is some 20,000 characters. */
const WHOLE_PAYLOAD_COLUMNS = 100_000;

/** The next, more detailed hint for the failure. Returns text that ends in a newline, and notices. */
export async function hintOutput(
  workbook: Workbook,
  lesson: Lesson,
  definition: LessonDefinition,
  verdict: Verdict,
  outputOptions: OutputOptions,
): Promise<{ text: string; notices: readonly string[] }> {
  const failing = failingExercise(verdict, undefined);
  if (failing === undefined) return { text: "Everything passed; there is nothing to give a hint for.\n", notices: [] };
  const hint = await revealNextHint(workbook, lesson, definition, verdict, failing);
  const text = hintText({
    verdict,
    exercise: hint.exercise,
    level: hint.level,
    failures: definition.failures,
    sources: hint.sources,
    lessonFolder: displayPath(workbook.root, lesson.folder),
    ...outputOptions,
  });
  const after = hint.repeated
    ? "This is the last hint again; there are no more."
    : hint.level < 3
      ? `Hint ${hint.level} of 3. Press h again for one that says more.`
      : "Hint 3 of 3.";
  return { text: `${text.trimEnd()}\n\n${after}\n`, notices: hint.notices };
}

/** Every conversation of the run in full. The one of the reported failure comes last, next to the prompt. */
export function transcriptText(verdict: Verdict, outputOptions: OutputOptions): string {
  const page = pageFor(outputOptions);
  const checks = verdict.exercises
    .flatMap((exercise) => exercise.checks)
    .filter(({ transcript }) => transcript.length > 0);
  if (checks.length === 0) return "No client connected to your server in this run.\n";
  const failing = checks.find(({ status }) => status === "failed");
  const order = failing === undefined ? checks : [...checks.filter((check) => check !== failing), failing];
  return `${order
    .flatMap((check) => ["", ...conversationLines(page, check)])
    .slice(1)
    .join("\n")}\n`;
}

function conversationLines(page: Page, { id, title, status, transcript }: CheckResult): string[] {
  const { bold } = page.colors;
  const word = status === "passed" ? "ok" : status === "failed" ? "FAIL" : status;
  const timeWidth = Math.max(...transcript.map(({ at }) => String(Math.round(at)).length));
  return [
    ...hang(page, `${id}  `, `${word}: ${sanitizeLine(title, { maxChars: 200 })}`, { prefix: bold, text: bold }),
    ...transcript.flatMap((event) => {
      const peer = sanitizeLine(event.peer, { maxChars: 20 });
      const time = String(Math.round(event.at)).padStart(timeWidth);
      return hang(page, `  ${time} ms  ${peer} ${arrowOf(event)} `, payloadOf(event, WHOLE_PAYLOAD_COLUMNS));
    }),
  ];
}

/** The ports that the server opened and what it printed, as far as the verdict contains it. */
export function logText(verdict: Verdict, outputOptions: OutputOptions): string {
  const page = pageFor(outputOptions);
  const { stdout, stderr, ports } = verdict.server;
  const part = (name: string, text: string) => {
    const clean = sanitizeText(text, { maxChars: LOG_CHARACTERS, keep: "end" }).trimEnd();
    return clean === "" ? [] : ["", page.colors.bold(name), ...hang(page, "  ", clean)];
  };
  const opened = ports.map(({ asked, real }) => `asked for port ${asked} and got ${real}`);
  const portsLine = `Your server ${opened.length === 0 ? "opened no port" : opened.join(", ")}.`;
  const printed = [...part("printed (stdout)", stdout), ...part("printed as errors (stderr)", stderr)];
  const lines = [...hang(page, "", portsLine), ...(printed.length > 0 ? printed : ["It printed nothing."])];
  return `${lines.join("\n")}\n`;
}

/** The differences between the learner's files and the solution's. */
export async function solutionText(
  workbook: Workbook,
  lesson: Lesson,
  definition: LessonDefinition,
  outputOptions: OutputOptions,
): Promise<string> {
  // Loaded on demand, so that watch mode starts sooner.
  const [{ compareFolder }, { filesLines }] = await Promise.all([
    import("../compare/compare-folder.ts"),
    import("../compare/render-files.ts"),
  ]);
  const page = pageFor(outputOptions);
  const folders = {
    reference: displayPath(workbook.root, lesson.solution),
    submission: displayPath(workbook.root, lesson.folder),
  };
  const files = await compareFolder(lesson, definition, lesson.folder);
  const lines = [
    ...filesLines(page, files, folders),
    "",
    ...hang(page, "", `- is the solution, + is yours. ${folders.reference}/README.md says why it works.`),
  ];
  return `${lines.slice(1).join("\n")}\n`;
}

/** The report that `check` prints. */
export function wholeReport(
  workbook: Workbook,
  lesson: Lesson,
  definition: LessonDefinition,
  verdict: Verdict,
  next: Lesson | undefined,
  outputOptions: OutputOptions,
): string {
  return terminalReport(verdict, {
    ...outputOptions,
    lessonFolder: displayPath(workbook.root, lesson.folder),
    solutionFolder: displayPath(workbook.root, lesson.solution),
    submissionIsLearner: true,
    again: "save",
    quiz: definition.quiz.choices.length > 0,
    ...(next === undefined ? {} : { next }),
  });
}
