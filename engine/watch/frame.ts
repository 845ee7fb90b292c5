/**
 * Lines at the end of a terminal that are redrawn in place. It uses the main screen, never touches the scrollback and
 * never hides the cursor, so there is nothing to restore, however the program ends.
 */
import type { Output } from "../output.ts";
import { controlCode } from "../terminal-codes.ts";
import { rowsOf } from "./visible.ts";

/** Used when the size of the terminal is unknown. */
const DEFAULT_ROWS = 24;
const DEFAULT_COLUMNS = 80;

/** A line is erased before it is written: erasing after a full line would remove its last character. */
const LINE_START = controlCode("G");
const FRESH_LINE = LINE_START + controlCode("K");
const ERASE_BELOW = LINE_START + controlCode("J");

export class Frame {
  readonly #output: Output;
  /** The lines on the terminal; empty when something else was written since. */
  #lines: readonly string[] = [];
  #columns = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  get size(): { readonly rows: number; readonly columns: number } {
    const { rows, columns } = this.#output;
    // Some terminals report 0.
    return { rows: rows || DEFAULT_ROWS, columns: columns || DEFAULT_COLUMNS };
  }

  /** Draws the lines over the previous ones. */
  draw(lines: readonly string[]): void {
    const { columns } = this.size;
    if (columns === this.#columns && sameLines(lines, this.#lines)) return;
    const last = lines.length - 1;
    const drawn = lines.map((line, index) => `${index === last ? ERASE_BELOW : FRESH_LINE}${line}`);
    this.#output.write(this.#toTop(columns) + drawn.join("\r\n"));
    this.#lines = lines;
    this.#columns = columns;
  }

  /** Writes text that stays, in place of the frame and after an empty line; the next frame is drawn below it. */
  print(text: string): void {
    // Erasing from the top left corner makes some terminals copy the screen into the scrollback.
    const fresh = `${this.#toTop(this.size.columns)}${FRESH_LINE}\r\n${ERASE_BELOW}`;
    this.#output.write(fresh + text.replaceAll("\n", "\r\n"));
    this.#forget();
  }

  /** Makes the next `draw` redraw everything, because something else wrote on the screen. */
  refresh(): void {
    this.#columns = 0;
  }

  /** Leaves the frame on the screen, and the cursor below it. */
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
