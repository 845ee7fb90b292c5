/** Grades a class again with the command that graded it, one grading at a time. */
import { ApiFault } from "../api-fault.ts";

/**
 * Runs a command of the workbook. Resolves with why it failed, as one sentence; empty when it did not.
 * @param words after `npm run` @param cwd absolute path of the folder it is typed in
 */
export type RunCommand = (words: readonly string[], cwd: string, signal: AbortSignal) => Promise<string>;

export interface GradeCommand {
  /** After `npm run`. */
  readonly words: readonly string[];
  /** Absolute path of the folder it is typed in. */
  readonly cwd: string;
}

export class ClassGrading {
  readonly #run: RunCommand;
  readonly #ended = new AbortController();
  #running: Promise<void> | undefined;
  #fault = "";
  /** Submissions about which something was decided: those that the running grading is for, and those that wait for the next. */
  #settling: ReadonlySet<string> = new Set();
  #waiting = new Set<string>();
  /** What follows the running grading. */
  #following: GradeCommand | undefined;

  constructor(run: RunCommand) {
    this.#run = run;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Why a grading failed since one was last begun on a page, as one sentence; empty when none did. */
  get fault(): string {
    return this.#fault;
  }

  /** @throws ApiFault when a grading is running */
  start(command: GradeCommand): void {
    if (this.isRunning) throw new ApiFault("busy", "The class is being graded; wait until that is done.");
    this.#fault = "";
    this.#begin(command);
  }

  /**
   * Grades a submission about which something was decided. A running grading may have read the decisions already: then
   * another one follows, for everything that was decided until then.
   */
  settle(submission: string, command: GradeCommand): void {
    this.#waiting.add(submission);
    if (this.isRunning) {
      this.#following = command;
      return;
    }
    this.#fault = "";
    this.#begin(command);
  }

  /** Whether something was decided about a submission that no grading has carried out yet. */
  isSettling(submission: string): boolean {
    return this.#settling.has(submission) || this.#waiting.has(submission);
  }

  /** Changes with what `isSettling` says. */
  get version(): string {
    return `${this.#settling.size}-${this.#waiting.size}`;
  }

  /** Ends a running grading, which may be continued later. */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  #begin({ words, cwd }: GradeCommand): void {
    this.#settling = this.#waiting;
    this.#waiting = new Set();
    this.#running = this.#run(words, cwd, this.#ended.signal)
      .catch((error: unknown) => `The command could not be run: ${error instanceof Error ? error.message : ""}`)
      .then((fault) => {
        this.#fault ||= fault;
        this.#running = undefined;
        this.#settling = new Set();
        const following = this.#following;
        this.#following = undefined;
        if (following !== undefined && !this.#ended.signal.aborted) this.#begin(following);
      });
  }
}
