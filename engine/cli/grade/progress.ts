/** Shows the progress of grading a class: one line that is redrawn in a terminal, occasional lines elsewhere. */
import type { Output } from "../../output.ts";
import { seconds } from "../../text/phrases.ts";
import { displayWidth, shortened } from "../../text/width.ts";
import { controlCode } from "../../terminal-codes.ts";

/** The shortest time between two redraws, for remote terminals. */
const REDRAW_MS = 100;
/** How many lines are printed for a class without a terminal. */
const PLAIN_STEPS = 10;
const BAR_COLUMNS = 24;
/** Moves to the start of the line and erases it. */
const FRESH_LINE = controlCode("G") + controlCode("K");

export interface ProgressOptions {
  readonly stream: Pick<Output, "isTTY" | "columns" | "write">;
  /** How many are to be graded. */
  readonly total: number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/** Counts up to a total and shows it on a stream. */
export class ClassProgress {
  readonly #stream: ProgressOptions["stream"];
  readonly #total: number;
  readonly #now: () => number;
  readonly #live: boolean;
  readonly #from: number;
  #done = 0;
  #drawnAt = -Infinity;
  #onScreen = false;
  #said = false;

  constructor({ stream, total, now = () => performance.now() }: ProgressOptions) {
    this.#stream = stream;
    this.#total = total;
    this.#now = now;
    this.#live = stream.isTTY && process.env["TERM"] !== "dumb";
    this.#from = now();
    if (total > 0) this.#draw();
  }

  /** Adds to the count. */
  add(count: number): void {
    const before = this.#done;
    this.#done += count;
    if (this.#live) {
      if (this.#now() - this.#drawnAt >= REDRAW_MS || this.#done >= this.#total) this.#draw();
    } else if (stepOf(before, this.#total) !== stepOf(this.#done, this.#total)) {
      this.#stream.write(`${this.#text()}\n`);
    }
  }

  /** Prints a line that stays, above the progress line. */
  say(line: string): void {
    this.clear();
    this.#said = true;
    this.#stream.write(`${line}\n`);
    if (this.#live && this.#done < this.#total) this.#draw();
  }

  /** Erases the progress line. */
  clear(): void {
    if (this.#onScreen) this.#stream.write(FRESH_LINE);
    this.#onScreen = false;
  }

  /** Ends the progress line; an empty line separates what follows. */
  end(): void {
    this.clear();
    if (!this.#live || this.#said) this.#stream.write("\n");
  }

  #draw(): void {
    if (!this.#live) return;
    this.#drawnAt = this.#now();
    this.#onScreen = true;
    // A line as wide as the terminal would wrap, and could not be redrawn.
    const room = (this.#stream.columns || 80) - 1;
    const text = `  ${this.#text()}`;
    const full = `  ${this.#bar()}${text}`;
    const fitting = [full, text, `  ${this.#text(" ")}`].find((line) => displayWidth(line) <= room);
    this.#stream.write(`${FRESH_LINE}${fitting ?? shortened(text, room)}`);
  }

  #bar(): string {
    const full = Math.round((this.#done / Math.max(1, this.#total)) * BAR_COLUMNS);
    return `[${"#".repeat(full)}${".".repeat(BAR_COLUMNS - full)}]`;
  }

  /** @param word after the count; omitted in a narrow terminal */
  #text(word = " graded "): string {
    const elapsed = this.#now() - this.#from;
    const counted = `${this.#done} of ${this.#total}${word}`.trimEnd();
    if (this.#done === 0 || elapsed <= 0) return counted;
    const rate = this.#done / (elapsed / 1000);
    const left = this.#total - this.#done;
    const rest = left === 0 ? `in ${seconds(elapsed)}` : `${timeLeft(left / rate)} left`;
    return `${counted} · ${rateText(rate)} · ${rest}`;
  }
}

/** For example `3.1 a second` or `12 a minute`. */
export function rateText(perSecond: number): string {
  return perSecond >= 1 ? `${perSecond.toFixed(1)} a second` : `${Math.max(1, Math.round(perSecond * 60))} a minute`;
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5_400) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}

function stepOf(done: number, total: number): number {
  return Math.floor((done / Math.max(1, total)) * PLAIN_STEPS);
}
