/**
 * What was done in an output folder: an append-only file with one JSON object per line. It is for people and
 * statistics. Only the store says what is finished, so a lost or truncated line does no harm.
 */
import { open, readFile } from "node:fs/promises";

export type JournalEntry =
  | { readonly event: "started"; readonly key: string; readonly names: readonly string[]; readonly alone: boolean }
  | { readonly event: "finished"; readonly key: string; readonly outcome: string; readonly durationMs: number }
  | { readonly event: "failed"; readonly key: string; readonly message: string }
  | { readonly event: "merged"; readonly from: string; readonly results: number }
  | { readonly event: "applied"; readonly set: string }
  | {
      readonly event: "ended";
      readonly set: string;
      /** Gradings of this command, and results that existed before it. */
      readonly graded: number;
      readonly kept: number;
      readonly durationMs: number;
    };

/** `at`: ISO 8601. */
export type JournalLine = JournalEntry & { readonly at: string };

export class Journal {
  readonly #file: string;
  /** Whether the last line may be incomplete. */
  #isCut = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** Ends a line that a killed command left incomplete. Called once, before the first `add`. */
  async repair(): Promise<void> {
    const text = await readFile(this.#file, "utf8").catch(() => "");
    this.#isCut = text !== "" && !text.endsWith("\n");
    if (this.#isCut) await this.#append("");
  }

  /** Appends a line. Lines of one process are in the order of the calls. Never rejects: a line that cannot be written is lost. */
  add(entry: JournalEntry): Promise<void> {
    const line = JSON.stringify({ at: new Date().toISOString(), ...entry });
    this.#writing = this.#writing.then(() => this.#append(`${line}\n`));
    return this.#writing;
  }

  /** Every line that can be parsed, in order. */
  async lines(): Promise<JournalLine[]> {
    const text = await readFile(this.#file, "utf8").catch(() => "");
    return text.split("\n").flatMap((line) => {
      try {
        return line === "" ? [] : [JSON.parse(line) as JournalLine];
      } catch {
        return [];
      }
    });
  }

  /** A line that was written in part, as on a full disk, is ended by the next one. */
  async #append(line: string): Promise<void> {
    const text = this.#isCut ? `\n${line}` : line;
    try {
      const handle = await open(this.#file, "a");
      try {
        await handle.writeFile(text);
      } finally {
        await handle.close();
      }
      this.#isCut = false;
    } catch {
      this.#isCut = true;
    }
  }
}
