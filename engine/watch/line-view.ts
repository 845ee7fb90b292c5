import { sanitizeLine } from "../text/sanitize-text.ts";
import type { OutputOptions } from "./key-output.ts";
import { verdictLine } from "./verdict-line.ts";
import type { View } from "./view.ts";
import type { WatchState } from "./watch-state.ts";

const NOTE_CHARACTERS = 4_000;

interface TextOutput {
  write(text: string): unknown;
}

/** Watch mode for pipes and logs: one line for each verdict, and what else there is to say on the error stream. */
export class LineView implements View {
  readonly outputOptions: OutputOptions = { color: false, columns: 80 };
  readonly #output: TextOutput;
  readonly #errors: TextOutput;
  #shown: WatchState | undefined;
  /** The line that was written when the exercises of this run were decided. */
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
      // The probes are not on the line, so it holds; unless the workbook itself failed in them.
      const isTold = this.#early !== undefined && state.verdict.outcome === "graded";
      if (!isTold) this.#output.write(`${verdictLine(state.verdict)}\n`);
    }
  }

  print(text: string): void {
    this.#output.write(text);
  }

  refresh(): void {
    // Lines stay as they are.
  }

  leave(): void {
    // So does the cursor.
  }

  close(): void {
    // The end of the output says it.
  }

  #note(text: string): void {
    this.#errors.write(`note: ${sanitizeLine(text, { maxChars: NOTE_CHARACTERS })}\n`);
  }
}
