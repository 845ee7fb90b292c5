/** Shows watch mode as text that is only appended to, for screen readers and dumb terminals. */
import { sanitizeLine } from "../text/sanitize-text.ts";
import { wholeReport, type OutputOptions } from "./key-output.ts";
import { hang, pageFor } from "../text/layout.ts";
import { keysOf } from "./key-labels.ts";
import { lessonSentence } from "./lesson-list.ts";
import type { View } from "./view.ts";
import { nextLesson, type WatchState } from "./watch-state.ts";
import type { Workbook } from "../workbook.ts";

interface TextOutput {
  write(text: string): unknown;
  readonly columns?: number | undefined;
}

const DEFAULT_COLUMNS = 80;
const LINE_CHARACTERS = 4_000;

export class PlainView implements View {
  readonly #workbook: Workbook;
  readonly #output: TextOutput;
  readonly #color: boolean;
  #shown: WatchState | undefined;

  constructor(workbook: Workbook, output: TextOutput, color: boolean) {
    this.#workbook = workbook;
    this.#output = output;
    this.#color = color;
  }

  get outputOptions(): OutputOptions {
    return { color: this.#color, columns: this.#output.columns || DEFAULT_COLUMNS };
  }

  update(state: WatchState): void {
    const before = this.#shown;
    this.#shown = state;
    // File names, and messages that contain one, may contain line breaks.
    const news = newsLines(before, state).map((line) => sanitizeLine(line, { maxChars: LINE_CHARACTERS }));
    if (state.mode === "lessons" && before?.mode !== "lessons") news.push(...this.#keys(state));
    if (state.verdict !== undefined && state.verdict !== before?.verdict) news.push(...this.#report(state));
    if (news.length > 0) this.#output.write(`${news.join("\n")}\n`);
  }

  print(text: string): void {
    this.#output.write(`\n${text}`);
  }

  refresh(): void {
    // Text is never redrawn.
  }

  leave(): void {
    // The cursor is below the text already.
  }

  close({ lesson }: WatchState): void {
    this.#output.write(`watch ended; npm run watch ${lesson.slug} goes on from here\n`);
  }

  #keys(state: WatchState): string[] {
    if (!state.hasKeys) return [];
    const keys = keysOf(state).map(({ key, label }) => `${key} ${label}`);
    return ["", ...hang(pageFor(this.outputOptions), "keys: ", keys.join(", "))];
  }

  #report(state: WatchState): string[] {
    const { verdict, lesson, definition } = state;
    if (verdict === undefined) return [];
    const report = wholeReport(this.#workbook, lesson, definition, verdict, nextLesson(state), this.outputOptions);
    return ["", report.trimEnd(), ...this.#keys(state)];
  }
}

/** The changes, as sentences. */
function newsLines(before: WatchState | undefined, state: WatchState): string[] {
  const lines: string[] = [];
  if (state.lesson.slug !== before?.lesson.slug)
    lines.push(`watching ${state.lesson.slug}, ${state.lesson.title}: ${state.lessonFolder}`);
  if (state.polling !== undefined && state.polling !== before?.polling)
    lines.push(`looking for saves twice a second: ${state.polling}`);
  if (state.grading && before?.grading !== true)
    lines.push(state.cause.length === 0 ? "checking ..." : `${state.cause.join(", ")} changed, checking ...`);
  if (state.again && before?.again !== true) lines.push("checking again after that");
  if (state.fault !== undefined && state.checkedAt !== before?.checkedAt)
    lines.push(`the workbook failed while grading; this is no fault of your code: ${state.fault}`);
  if (state.lasting !== before?.lasting) lines.push(...state.lasting);
  if (state.notes !== before?.notes) lines.push(...state.notes);
  if (state.mode === "lessons") {
    if (before?.mode !== "lessons") lines.push("", ...state.course.map(lessonSentence));
    const marked = state.course[state.marked];
    if (marked !== undefined && (before?.mode !== "lessons" || before.marked !== state.marked))
      lines.push(`marked: ${lessonSentence(marked)}`);
  }
  if (state.mode === "reset" && before?.mode !== "reset") lines.push(resetQuestion(state));
  if (state.mode === "report" && before?.mode === "lessons") lines.push(`back to ${state.lesson.slug}`);
  return lines;
}

function resetQuestion({ changed, lessonFolder }: WatchState): string {
  const files = changed.map((file) => `${lessonFolder}/${file}`).join(", ");
  return `Put the starter back in ${files}? A copy of all your files is kept first. y or n`;
}
