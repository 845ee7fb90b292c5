/** The declarations of a check file, as data. They refer to no server, so several gradings can share one suite. */
import { isFailureCode, type FailureCode, type LessonFailure } from "../failures/registry.ts";
import type { Tools } from "./check-tools.ts";

export interface CheckSuite {
  readonly exercises: readonly Exercise[];
  readonly probes: readonly Probe[];
}

/** The graded checks of one exercise, in the order in which they run. */
export interface Exercise {
  readonly id: number;
  readonly title: string;
  readonly checks: readonly Check[];
}

/** One graded observation. */
export interface Check extends CheckOptions {
  /** `<exercise>.<number>`, for example `1.4`. */
  readonly id: string;
  readonly title: string;
  readonly body: CheckBody;
}

/** An observation that is shown but never graded. */
export interface Probe extends StretchOptions {
  /** For example `S3`. */
  readonly id: string;
  readonly title: string;
  readonly body: CheckBody;
}

export type CheckBody = (tools: Tools) => Promise<void>;

export interface CheckOptions {
  /** One to three sentences: a question or a pointer, never the solution. */
  readonly hint: string;
  /** The check that must pass first; when it did not, this one is skipped. */
  readonly needs?: string;
  /** Hints in place of `hint` for particular failures. A failure of the lesson is named by its `code`. */
  readonly hints?: CodeHints;
}

/** Hints by failure code. */
export type CodeHints = Readonly<Partial<Record<FailureCode, string>>>;

export interface StretchOptions {
  /** Why the behaviour matters, for a server that fails the probe. */
  readonly why: string;
  /** The probe may end the server, so no other probe uses it. */
  readonly exclusive?: boolean;
  /** The probe watches the process, so it is skipped for a server that runs elsewhere. */
  readonly needsProcess?: boolean;
}

/** The check file declares something that cannot be run: a mistake of the author, never of the learner. */
export class CheckFileError extends Error {
  override name = "CheckFileError";
}

/** Collects the declarations of one check file. Throws `CheckFileError`, naming the check or exercise. */
export class SuiteBuilder implements CheckSuite {
  readonly exercises: Exercise[] = [];
  readonly probes: Probe[] = [];
  /** The codes of the lesson's own failures. */
  readonly failures: string[] = [];
  readonly #ids = new Set<string>();
  /** The exercise whose body is being evaluated. */
  #open: { readonly id: number; readonly checks: Check[] } | undefined;

  exercise(id: number, title: string, body: () => void): Exercise {
    if (this.#open !== undefined)
      throw new CheckFileError(`exercise ${id} is declared inside exercise ${this.#open.id}`);
    if (this.exercises.some((other) => other.id === id)) throw new CheckFileError(`there are two exercises ${id}`);
    const open = { id, checks: [] };
    this.#open = open;
    try {
      // An async body could declare checks after the suite is complete.
      if ((body() as unknown) instanceof Promise)
        throw new CheckFileError(`the body of exercise ${id} is async, but checks must be declared synchronously`);
    } finally {
      this.#open = undefined;
    }
    if (open.checks.length === 0) throw new CheckFileError(`exercise ${id} has no checks`);
    const exercise = { title, ...open };
    this.exercises.push(exercise);
    return exercise;
  }

  check(id: string, title: string, options: CheckOptions, body: CheckBody): void {
    const open = this.#open;
    if (open === undefined) throw new CheckFileError(`check ${id} is declared outside any exercise`);
    if (!id.startsWith(`${open.id}.`)) throw new CheckFileError(`check ${id} is declared in exercise ${open.id}`);
    this.#claim(id);
    refuseIncomplete(`check ${id}`, options, body, ["hint", "which asks or points and never shows the solution"]);
    const { needs } = options;
    if (needs !== undefined && !open.checks.some((earlier) => earlier.id === needs))
      throw new CheckFileError(`check ${id} needs ${needs}, which is not declared before it in the same exercise`);
    const unknown = Object.keys(options.hints ?? {}).find(
      (code) => !isFailureCode(code) && !this.failures.includes(code),
    );
    if (unknown !== undefined)
      throw new CheckFileError(
        `check ${id} has a hint for ${unknown}, which is neither a failure of the engine nor one of the lesson`,
      );
    open.checks.push({ ...options, id, title, body });
  }

  stretch(id: string, title: string, options: StretchOptions, body: CheckBody): Probe {
    if (this.#open !== undefined) throw new CheckFileError(`probe ${id} is declared inside exercise ${this.#open.id}`);
    this.#claim(id);
    refuseIncomplete(`probe ${id}`, options, body, ["why", "which says why the behaviour matters"]);
    const probe = { ...options, id, title, body };
    this.probes.push(probe);
    return probe;
  }

  failure({ code }: LessonFailure): void {
    this.failures.push(code);
  }

  #claim(id: string): void {
    if (this.#ids.has(id)) throw new CheckFileError(`the check file declares two checks ${id}`);
    this.#ids.add(id);
  }
}

/** The compiler that check files pass through checks no types. */
function refuseIncomplete(
  what: string,
  options: unknown,
  body: unknown,
  [text, meaning]: readonly [text: string, meaning: string],
): void {
  const given: unknown = typeof options === "object" && options !== null ? Reflect.get(options, text) : undefined;
  if (typeof given !== "string" || given.trim() === "")
    throw new CheckFileError(`${what} has no ${text}: its third argument must be { ${text}: "…" }, ${meaning}`);
  if (typeof body !== "function")
    throw new CheckFileError(`${what} has no body: its fourth argument must be an async function that gets the tools`);
}
