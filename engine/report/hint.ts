/** Hints as terminal text: a question, a pointer, the lines to look at. Never the solution. */
import type { Verdict } from "../verdict.ts";
import { sanitizeLine } from "../text/sanitize-text.ts";
import type { Excerpt } from "./excerpt.ts";
import { hintParts, type HintQuestion } from "./hint-parts.ts";
import { hang, pageFor, type Page } from "../text/layout.ts";
import { shortened } from "../text/width.ts";

export interface HintInput extends HintQuestion {
  readonly color: boolean;
  /** Terminal width; 40 to 100 are used. @default 80 */
  readonly columns?: number | undefined;
}

/** Rows that one line of code may take. */
const LINES_OF_CODE = 2;

/**
 * One hint as text, ending in a newline. For an exercise that passed, a sentence that says so. The command adds which hint
 * comes next, because it knows the level reached.
 */
export function hintText(input: HintInput): string {
  const page = pageFor(input);
  const { verdict, exercise, lessonFolder } = input;
  const parts = hintParts(input);
  if (parts === undefined) return `${nothingToHint(page, verdict, exercise).join("\n")}\n`;
  const { checkId, heading, paragraphs, excerpt } = parts;
  const place = checkId === null ? verdict.lesson : `${verdict.lesson}, check ${checkId}`;
  const { bold } = page.colors;
  const lines = [
    ...hang(page, `${place}  `, heading, { prefix: bold, text: bold }),
    ...paragraphs.flatMap((paragraph) => ["", ...hang(page, "  ", paragraph)]),
    ...(excerpt === null ? [] : ["", ...excerptLines(page, excerpt, lessonFolder)]),
  ];
  return `${lines.join("\n")}\n`;
}

function excerptLines(page: Page, excerpt: Excerpt, folder: string): string[] {
  const { bold, cyan } = page.colors;
  const width = String(excerpt.from + excerpt.lines.length).length;
  return [
    ...hang(page, "  ", `${folder}/${sanitizeLine(excerpt.file, { maxChars: 200 })}:${excerpt.focus}`, { text: cyan }),
    ...excerpt.lines.flatMap((line, index) => {
      const number = excerpt.from + index;
      const focused = number === excerpt.focus;
      const gutter = `  ${focused ? ">" : " "} ${String(number).padStart(width)} | `;
      const code = sanitizeLine(line.replaceAll("\t", "  "), { maxChars: 400 });
      const styles = focused ? { prefix: bold, text: bold } : {};
      return hang(page, gutter, shortened(code, LINES_OF_CODE * (page.columns - gutter.length)), styles);
    }),
  ];
}

function nothingToHint(page: Page, verdict: Verdict, exercise: number): string[] {
  if (verdict.outcome === "grader-error")
    return hang(
      page,
      "",
      "The last grading failed because of a fault in the workbook, so there is no hint. Run the check again.",
    );
  const passed = verdict.exercises.some(({ id, status }) => id === exercise && status === "passed");
  return hang(
    page,
    "",
    passed
      ? `Exercise ${exercise} passed the last time it was graded: it needs no hint.`
      : `Exercise ${exercise} has no failed check to give a hint for. Run npm run check ${verdict.lesson} first.`,
  );
}
