/**
 * One frame on a terminal, redrawn where it stands, and the keys that are pressed meanwhile.
 *
 * It neither leaves the main screen nor hides the cursor nor touches the scrollback, so that the only thing to put back
 * is raw mode. Node does that itself whenever it can still run code at its end; after `kill -9` a shell does, or `stty sane`.
 */
import type { ReadStream, WriteStream } from "node:tty";
import { ESCAPE_LIMIT_MS, KeyReader, type Key } from "./keys.ts";
import { rowsOf } from "./visible.ts";

/** Where the system does not say how large the terminal is. */
const DEFAULT_ROWS = 24;
const DEFAULT_COLUMNS = 80;

/** To the start of the line, and nothing left on it. Erased before it is written: after a full line it would eat the last sign. */
const FRESH_LINE = "\r\u001b[K";
const ERASE_BELOW = "\r\u001b[J";

export interface TerminalEvents {
  /** Keys that arrived together. */
  readonly onKeys: (keys: readonly Key[]) => void;
  readonly onResize: () => void;
  /** The process was stopped (Ctrl-Z) and goes on. */
  readonly onContinue: () => void;
  /** Nobody can read or type any more. */
  readonly onGone: () => void;
}

export class Terminal {
  readonly #input: ReadStream | undefined;
  readonly #output: WriteStream;
  readonly #events: TerminalEvents;
  readonly #keys = new KeyReader();
  /** The lines of the frame, while it is the last thing on the terminal. */
  #frame: readonly string[] = [];
  #frameColumns = 0;
  #escape: NodeJS.Timeout | undefined;

  /** @param input where keys come from; undefined when nobody types there */
  constructor(input: ReadStream | undefined, output: WriteStream, events: TerminalEvents) {
    this.#input = input;
    this.#output = output;
    this.#events = events;
  }

  open(): void {
    this.#input?.setRawMode(true);
    this.#input?.on("data", this.#take);
    for (const name of ["end", "close", "error"] as const) this.#input?.on(name, this.#events.onGone);
    this.#output.on("error", this.#events.onGone);
    this.#output.on("resize", this.#events.onResize);
    process.on("SIGCONT", this.#continue);
  }

  /** Leaves the cursor on a line of its own below the frame, and the terminal as it was found. */
  close(): void {
    clearTimeout(this.#escape);
    process.off("SIGCONT", this.#continue);
    this.#output.off("resize", this.#events.onResize);
    this.#output.off("error", this.#events.onGone);
    this.#output.on("error", () => {});
    for (const name of ["end", "close", "error"] as const) this.#input?.off(name, this.#events.onGone);
    this.#input?.off("data", this.#take);
    this.#input?.on("error", () => {});
    this.#leaveFrame();
    this.#cooked();
    this.#input?.pause();
  }

  get size(): { rows: number; columns: number } {
    const { rows, columns } = this.#output;
    // Some terminals say they have 0 of them.
    return { rows: rows || DEFAULT_ROWS, columns: columns || DEFAULT_COLUMNS };
  }

  /** Draws the frame over the last one. */
  draw(lines: readonly string[]): void {
    const { columns } = this.size;
    if (columns === this.#frameColumns && sameLines(lines, this.#frame)) return;
    const last = lines.length - 1;
    const drawn = lines.map((line, index) => `${index === last ? ERASE_BELOW : FRESH_LINE}${line}`);
    this.#output.write(this.#toTop(columns) + drawn.join("\r\n"));
    this.#frame = lines;
    this.#frameColumns = columns;
  }

  /** Writes text where the frame was; the next frame comes below it. */
  print(text: string): void {
    this.#output.write(`${this.#toTop(this.size.columns)}${ERASE_BELOW}${text.replaceAll("\n", "\r\n")}`);
    this.#forget();
  }

  /** Draws everything anew at the next `draw`, over what is there. For screens that something else wrote on. */
  refresh(): void {
    this.#frameColumns = 0;
  }

  /** Stops this process and everything it was started with, as Ctrl-Z does outside raw mode. */
  suspend(): void {
    if (process.platform === "win32") return;
    this.#leaveFrame();
    this.#cooked();
    process.kill(0, "SIGTSTP");
    // Where no shell controls jobs, the system does not stop anybody, and nobody is continued.
    setImmediate(this.#continue);
  }

  readonly #continue = (): void => {
    // Node believes that the mode is as it left it; the shell has changed it meanwhile.
    this.#cooked();
    try {
      this.#input?.setRawMode(true);
    } catch {
      this.#events.onGone();
    }
    this.#forget();
    this.#events.onContinue();
  };

  readonly #take = (bytes: Buffer): void => {
    clearTimeout(this.#escape);
    const keys = this.#keys.read(bytes);
    if (this.#keys.isWaiting) this.#escape = setTimeout(() => this.#events.onKeys(this.#keys.flush()), ESCAPE_LIMIT_MS);
    if (keys.length > 0) this.#events.onKeys(keys);
  };

  #cooked(): void {
    try {
      this.#input?.setRawMode(false);
    } catch {
      // The terminal is gone, and its mode with it.
    }
  }

  /** The cursor below the frame, which stays. */
  #leaveFrame(): void {
    if (this.#frame.length > 0) this.#output.write("\r\n");
    this.#forget();
  }

  #forget(): void {
    this.#frame = [];
    this.#frameColumns = 0;
  }

  /**
   * Moves the cursor from the end of the frame to its start. When the terminal became narrower, it has wrapped the
   * frame's lines. A frame that reaches above the screen is redrawn from the screen's first row.
   */
  #toTop(columns: number): string {
    const up = this.#frame.length === 0 ? 0 : rowsOf(this.#frame, columns) - 1;
    return up > 0 ? `\u001b[${up}A` : "";
  }
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
