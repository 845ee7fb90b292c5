/** The log of the console's server: its last lines, emitted in batches, and saved for a restart of the workbook. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { readState } from "../../state/read-state.ts";
import { writeAtomic } from "../../state/write-atomic.ts";
import type { LogLine } from "../api-live.ts";
import { LineCutter, placesIn } from "./log-lines.ts";

export const LINES_KEPT = 1_000;
/** Lines within this time are emitted together. */
const BATCH_MS = 30;
/** Only the last lines of a larger batch are emitted, as no reader could follow the others. */
const BATCH_LINES = 200;
/** How long after a change the file is written. */
const KEEP_AFTER_MS = 500;

type Stream = LogLine["stream"];

export interface ServerLogOptions {
  /** Absolute path of the folder of the log file. */
  readonly folder: string;
  /** The lesson's folder as it is shown. */
  readonly shownFolder: string;
  readonly onLines: (lines: readonly LogLine[]) => void;
}

export class ServerLog {
  readonly #options: ServerLogOptions;
  readonly #file: string;
  #lines: LogLine[];
  #count: number;
  #start = 0;
  #cutters = newCutters();
  #batch: LogLine[] = [];
  #left = 0;
  #telling: NodeJS.Timeout | undefined;
  #keeping: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();

  static async open(options: ServerLogOptions): Promise<ServerLog> {
    const found = await readState(path.join(options.folder, "log.json"), isLog);
    return new ServerLog(options, "value" in found ? found.value.slice(-LINES_KEPT) : []);
  }

  private constructor(options: ServerLogOptions, lines: LogLine[]) {
    this.#options = options;
    this.#file = path.join(options.folder, "log.json");
    this.#lines = lines;
    this.#count = lines.at(-1)?.n ?? 0;
  }

  /** The last lines, oldest first. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** The last start that printed anything. */
  get lastStart(): number {
    return this.#lines.at(-1)?.start ?? 0;
  }

  /** Attributes the output from now on to this start of the server. */
  begin(start: number): void {
    this.#start = start;
    this.#cutters = newCutters();
  }

  /** Adds output. @param show sanitizes a text for display */
  take(stream: Stream, chunk: Buffer, show: (text: string) => string): void {
    for (const line of this.#cutters[stream].take(chunk)) this.#add(stream, line, show);
  }

  /** Called when the server has ended: adds its incomplete last line. */
  finish(show: (text: string) => string): void {
    for (const stream of ["stdout", "stderr"] as const)
      for (const line of this.#cutters[stream].rest()) this.#add(stream, line, show);
  }

  /** Emits and saves the waiting lines. */
  async close(): Promise<void> {
    clearTimeout(this.#telling);
    clearTimeout(this.#keeping);
    this.#tell();
    this.#keep();
    await this.#written;
  }

  #add(stream: Stream, line: string, show: (text: string) => string): void {
    const text = show(line);
    // `show` removed the whole line, which was not for the learner.
    if (text === "" && line !== "") return;
    this.#batch.push({
      n: (this.#count += 1),
      start: this.#start,
      stream,
      text,
      places: placesIn(text, this.#options.shownFolder),
    });
    if (this.#batch.length > BATCH_LINES * 2) this.#left += this.#batch.splice(0, BATCH_LINES).length;
    this.#telling ??= setTimeout(() => this.#tell(), BATCH_MS);
  }

  #tell(): void {
    this.#telling = undefined;
    const surplus = Math.max(0, this.#batch.length - BATCH_LINES);
    const left = this.#left + surplus;
    const lines = this.#batch.splice(0).slice(surplus);
    this.#left = 0;
    const [first] = lines;
    if (first === undefined) return;
    const gap = { ...first, n: first.n - 1, text: `… ${left} more lines`, places: [] };
    const shown = left === 0 ? lines : [gap, ...lines];
    this.#lines = [...this.#lines, ...shown].slice(-LINES_KEPT);
    this.#options.onLines(shown);
    this.#keeping ??= setTimeout(() => this.#keep(), KEEP_AFTER_MS);
    this.#keeping.unref();
  }

  #keep(): void {
    this.#keeping = undefined;
    const content = `${JSON.stringify(this.#lines)}\n`;
    // Lines that cannot be written are only missing after the next restart.
    this.#written = this.#written
      .then(() => mkdir(this.#options.folder, { recursive: true }))
      .then(() => writeAtomic(this.#file, content))
      .catch(() => undefined);
  }
}

function newCutters(): Record<Stream, LineCutter> {
  return { stdout: new LineCutter(), stderr: new LineCutter() };
}

function isLog(value: unknown): value is LogLine[] {
  return (
    Array.isArray(value) &&
    value.every((line: Partial<LogLine> | null) => typeof line?.text === "string" && Number.isSafeInteger(line.n))
  );
}
