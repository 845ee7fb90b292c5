/**
 * Some lines at the end of a terminal, redrawn where they stand. It neither leaves the main screen nor touches the
 * scrollback nor hides the cursor, so that there is nothing to put back, however the program ends.
 */
import type { Output } from "../output.ts";
import { controlCode } from "../terminal-codes.ts";
import { rowsOf } from "./visible.ts";

/** Where the system does not say how large the terminal is. */
const DEFAULT_ROWS = 24;
const DEFAULT_COLUMNS = 80;

/** Erased before it is written: erasing after a full line takes its last character away. */
const LINE_START = controlCode("G");
const FRESH_LINE = LINE_START + controlCode("K");
const ERASE_BELOW = LINE_START + controlCode("J");

export class Frame {
  readonly #output: Output;
  /** What stands on the terminal; empty when something else was written since. */
  #lines: readonly string[] = [];
  #columns = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  get size(): { readonly rows: number; readonly columns: number } {
    const { rows, columns } = this.#output;
    // Some terminals say they have 0 of them.
    return { rows: rows || DEFAULT_ROWS, columns: columns || DEFAULT_COLUMNS };
  }

  /** Draws the lines over the last ones. */
  draw(lines: readonly string[]): void {
    const { columns } = this.size;
    if (columns === this.#columns && sameLines(lines, this.#lines)) return;
    const last = lines.length - 1;
    const drawn = lines.map((line, index) => `${index === last ? ERASE_BELOW : FRESH_LINE}${line}`);
    this.#output.write(this.#toTop(columns) + drawn.join("\r\n"));
    this.#lines = lines;
    this.#columns = columns;
  }

  /** Writes text that stays, where the frame was and after an empty line; the next frame comes below it. */
  print(text: string): void {
    // Erasing from the screen's first place on makes some terminals keep a copy of the screen in the scrollback.
    const fresh = `${this.#toTop(this.size.columns)}${FRESH_LINE}\r\n${ERASE_BELOW}`;
    this.#output.write(fresh + text.replaceAll("\n", "\r\n"));
    this.#forget();
  }

  /** Draws everything at the next `draw`, for a screen on which something else has written. */
  refresh(): void {
    this.#columns = 0;
  }

  /** Leaves the frame where it stands, and the cursor below it. */
  leave(): void {
    if (this.#lines.length > 0) this.#output.write("\r\n");
    this.#forget();
  }

  #forget(): void {
    this.#lines = [];
    this.#columns = 0;
  }

  /**
   * Moves the cursor from the end of the frame to its start. A terminal that became narrower has wrapped the lines. A
   * frame that reaches above the screen is redrawn from the screen's first row on.
   */
  #toTop(columns: number): string {
    const up = this.#lines.length === 0 ? 0 : rowsOf(this.#lines, columns) - 1;
    return up > 0 ? controlCode(`${up}A`) : "";
  }
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
