import { sanitizeLine } from "../text/sanitize-text.ts";
import type { OutputOptions } from "./key-output.ts";
import { verdictLine } from "./verdict-line.ts";
import type { View } from "./view.ts";
import type { WatchState } from "./watch-state.ts";

const NOTE_CHARACTERS = 4_000;

interface TextOutput {
  write(text: string): unknown;
}

/** Shows watch mode in pipes and logs: one line for each verdict, and notes on the error stream. */
export class LineView implements View {
  readonly outputOptions: OutputOptions = { color: false, columns: 80 };
  readonly #output: TextOutput;
  readonly #errors: TextOutput;
  #shown: WatchState | undefined;
  /** The verdict line that was written while stretch probes still ran. */
  #early: string | undefined;

  constructor(output: TextOutput, errors: TextOutput) {
    this.#output = output;
    this.#errors = errors;
  }

  update(state: WatchState): void {
    const before = this.#shown;
    this.#shown = state;
    if (state.polling !== undefined && state.polling !== before?.polling)
      this.#note(`looking for saves twice a second: ${state.polling}`);
    if (state.fault !== undefined && state.checkedAt !== before?.checkedAt)
      this.#note(`the workbook failed while grading: ${state.fault}`);
    if (state.lasting !== before?.lasting) for (const note of state.lasting) this.#note(note);
    if (state.notes !== before?.notes) for (const note of state.notes) this.#note(note);
    if (state.grading && before?.grading !== true) this.#early = undefined;
    if (state.graded !== undefined && state.graded !== before?.graded) {
      this.#early = verdictLine(state.graded);
      this.#output.write(`${this.#early}\n`);
    }
    if (state.verdict !== undefined && state.verdict !== before?.verdict) {
      // The line does not mention the probes, so it stays true unless the workbook itself failed in them.
      const isShown = this.#early !== undefined && state.verdict.outcome === "graded";
      if (!isShown) this.#output.write(`${verdictLine(state.verdict)}\n`);
    }
  }

  print(text: string): void {
    this.#output.write(text);
  }

  refresh(): void {
    // Lines are never redrawn.
  }

  leave(): void {
    // Each line ends with a newline already.
  }

  close(): void {
    // The end of the output shows it.
  }

  #note(text: string): void {
    this.#errors.write(`note: ${sanitizeLine(text, { maxChars: NOTE_CHARACTERS })}\n`);
  }
}
