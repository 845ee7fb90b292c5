/** Grades a class again with the command that graded it, one grading at a time. */
import { ApiFault } from "../api-fault.ts";

/**
 * Runs a command of the workbook. Resolves with why it failed, as one sentence; empty when it did not.
 * @param words after `npm run` @param cwd absolute path of the folder it is typed in
 */
export type RunCommand = (words: readonly string[], cwd: string, signal: AbortSignal) => Promise<string>;

export class ClassGrading {
  readonly #run: RunCommand;
  readonly #ended = new AbortController();
  #running: Promise<void> | undefined;
  #fault = "";

  constructor(run: RunCommand) {
    this.#run = run;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Why the last grading failed, as one sentence; empty when it did not. */
  get fault(): string {
    return this.#fault;
  }

  /** @throws ApiFault when a grading is running */
  start(words: readonly string[], cwd: string): void {
    if (this.isRunning) throw new ApiFault("busy", "The class is being graded; wait until that is done.");
    this.#fault = "";
    this.#running = this.#run(words, cwd, this.#ended.signal)
      .catch((error: unknown) => `The command could not be run: ${error instanceof Error ? error.message : ""}`)
      .then((fault) => {
        this.#fault = fault;
        this.#running = undefined;
      });
  }

  /** Ends a running grading, which may be continued later. */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }
}
