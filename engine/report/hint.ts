/** The hint ladder: a question, a pointer, the lines to look at. It never prints the solution. */
import type { CheckResult, Failure, Reason, Verdict } from "../verdict.ts";
import { cleanLine, cleanText } from "../clean.ts";
import { findExcerpt, type Excerpt } from "./excerpt.ts";
import type { HintEntry } from "./hint-entry.ts";
import { hintFor } from "./hint-table.ts";
import { hang, pageFor, type Page } from "./layout.ts";
import { shortened } from "./width.ts";

export type HintLevel = 1 | 2 | 3;

export interface HintInput {
  /** The last verdict on the learner's folder. */
  readonly verdict: Verdict;
  readonly exercise: number;
  readonly level: HintLevel;
  /** File, relative to the lesson -> text of the learner's file, in reading order. */
  readonly sources: ReadonlyMap<string, string>;
  /** As the learner types it, for example `lessons/lesson-ws`. */
  readonly lessonFolder: string;
  readonly color: boolean;
  /** Terminal width; 40 to 100 are used. @default 80 */
  readonly columns?: number | undefined;
}

/** What the hint is about: a failed check, or the reason why there was none. */
interface Subject {
  readonly code: string;
  readonly where: Failure | Reason;
  readonly check: CheckResult | undefined;
  readonly ownHint: string;
  readonly about: string;
}

/** Rows that one line of code may take. */
const LINES_OF_CODE = 2;

const GENERIC: HintEntry = {
  question: "Put what was sent, expected and received side by side: which line of yours decides the difference?",
  pointer:
    "Read the exercise in the lesson's README once more, then follow the conversation in the report line by line through your code.",
  anchors: [/\.on(?:ce)?\s*\(/, /\.listen\s*\(/, /^\s*export\b/],
  start: "todo",
};

/**
 * One hint as text, ending in a newline. For an exercise that passed it says that there is nothing to hint at. Which
 * hint comes next is for the command to say: it knows how far the reader has climbed.
 */
export function hintText(input: HintInput): string {
  const page = pageFor(input);
  const { verdict, exercise } = input;
  const subject = subjectOf(verdict, exercise);
  if (subject === undefined) return `${nothingToHint(page, verdict, exercise).join("\n")}\n`;

  const known = hintFor(subject.code);
  const entry = known ?? GENERIC;
  const place = subject.check === undefined ? verdict.lesson : `${verdict.lesson}, check ${subject.check.id}`;
  const lines = [
    ...hang(
      page,
      `${place}  `,
      cleanLine(subject.check?.title ?? subject.code.replaceAll("-", " "), { maxChars: 200 }),
      { prefix: page.colors.bold, text: page.colors.bold },
    ),
    "",
    ...bodyLines(page, input, subject, entry, known !== undefined),
  ];
  return `${lines.join("\n")}\n`;
}

function bodyLines(page: Page, input: HintInput, subject: Subject, entry: HintEntry, known: boolean): string[] {
  const words = entry.byStatus?.[statusOf(subject)] ?? entry;
  switch (input.level) {
    case 1:
      // The check knows its own failure better than a generic question does.
      return paragraph(page, known || subject.ownHint === "" ? words.question : subject.ownHint);
    case 2:
      return [
        ...paragraph(page, words.pointer),
        ...(known && subject.ownHint !== "" ? ["", ...paragraph(page, `For this check: ${subject.ownHint}`)] : []),
      ];
    case 3:
      return linesToLookAt(page, input, subject, entry);
  }
}

function linesToLookAt(page: Page, input: HintInput, subject: Subject, entry: HintEntry): string[] {
  const { sources, lessonFolder, exercise } = input;
  if (sources.size === 0) return paragraph(page, `No file of yours is in ${lessonFolder} yet.`);
  const empty = [...sources].filter(([, text]) => text.trim() === "").map(([file]) => file);
  if (empty.length === sources.size) {
    const names = empty.map((file) => `${lessonFolder}/${cleanLine(file, { maxChars: 200 })}`).join(", ");
    return paragraph(
      page,
      `${names}: the file is still empty. npm run reset ${input.verdict.lesson} puts the starter there, with a marker where each exercise begins.`,
    );
  }
  const { anchors, start } = entry;
  const excerpt = findExcerpt({
    sources,
    file: subject.where.file,
    line: subject.where.line,
    anchors,
    start,
    exercise,
    about: subject.about,
  });
  if (excerpt === undefined)
    return paragraph(
      page,
      `Nothing in ${[...sources.keys()].map((file) => `${lessonFolder}/${cleanLine(file, { maxChars: 200 })}`).join(" or ")} looks like the start of this exercise. Read the exercise in ${lessonFolder}/README.md and begin there.`,
    );
  return [
    ...paragraph(page, "Look at these lines of yours, and say aloud what each does when this check runs:"),
    "",
    ...excerptLines(page, excerpt, lessonFolder),
  ];
}

function excerptLines(page: Page, excerpt: Excerpt, folder: string): string[] {
  const { bold, cyan } = page.colors;
  const width = String(excerpt.from + excerpt.lines.length).length;
  return [
    ...hang(page, "  ", `${folder}/${cleanLine(excerpt.file, { maxChars: 200 })}:${excerpt.focus}`, { text: cyan }),
    ...excerpt.lines.flatMap((line, index) => {
      const number = excerpt.from + index;
      const focused = number === excerpt.focus;
      const gutter = `  ${focused ? ">" : " "} ${String(number).padStart(width)} | `;
      const code = cleanLine(line.replaceAll("\t", "  "), { maxChars: 400 });
      const styles = focused ? { prefix: bold, text: bold } : {};
      return hang(page, gutter, shortened(code, LINES_OF_CODE * (page.columns - gutter.length)), styles);
    }),
  ];
}

function subjectOf(verdict: Verdict, exercise: number): Subject | undefined {
  if (verdict.outcome === "grader-error") return undefined;
  const { reason } = verdict;
  if (reason !== null)
    return {
      code: reason.code,
      where: reason,
      check: undefined,
      ownHint: clean(reason.hint ?? ""),
      about: reason.message,
    };
  const result = verdict.exercises.find(({ id }) => id === exercise);
  const check = result?.checks.find(({ status, failure }) => status === "failed" && failure !== null);
  if (check === undefined || check.failure === null) return undefined;
  const { failure } = check;
  return {
    code: failure.code,
    where: failure,
    check,
    ownHint: clean(failure.hint),
    about: `${failure.code} ${check.title} ${failure.expected}`,
  };
}

/** The HTTP status the last answer to a handshake came with, or 0. */
function statusOf({ check }: Subject): number {
  const answer = check?.transcript.findLast(
    ({ dir, kind, code }) =>
      dir === "in" && (kind === "response" || kind === "upgrade") && code !== undefined && code !== 101,
  );
  return answer?.code ?? 0;
}

function nothingToHint(page: Page, verdict: Verdict, exercise: number): string[] {
  if (verdict.outcome === "grader-error")
    return hang(
      page,
      "",
      "The last grading failed by a fault of the workbook, so there is nothing to hint at. Run the check again.",
    );
  const passed = verdict.exercises.some(({ id, status }) => id === exercise && status === "passed");
  return hang(
    page,
    "",
    passed
      ? `Exercise ${exercise} passed the last time it was graded: there is nothing to hint at.`
      : `Exercise ${exercise} has no failed check to hint at. Run npm run check ${verdict.lesson} first.`,
  );
}

function paragraph(page: Page, text: string): string[] {
  return hang(page, "  ", text);
}

function clean(text: string): string {
  return cleanText(text, { maxChars: 1_000 }).trim();
}
