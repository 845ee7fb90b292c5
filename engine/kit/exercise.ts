/**
 * `exercise`, `check` and `stretch`: the words a check file is written in. They run nothing; what they say is collected
 * into a `CheckSuite` while the file is evaluated.
 */
import {
  CheckFileError,
  SuiteBuilder,
  type CheckBody,
  type CheckOptions,
  type CheckSuite,
  type StretchOptions,
} from "./check-suite.ts";

/** The files being evaluated, the innermost last. Evaluation is synchronous, so between two tasks there is none. */
const builders: SuiteBuilder[] = [];

/** What `evaluate`, which must be synchronous, declares. Throws what it throws, and `CheckFileError`. */
export function declaredBy(evaluate: () => void): CheckSuite {
  const builder = new SuiteBuilder();
  builders.push(builder);
  try {
    evaluate();
  } finally {
    builders.pop();
  }
  return builder;
}

/** One exercise of the lesson: `body` declares its checks with `check`. Every exercise gets a server of its own. */
export function exercise(id: number, title: string, body: () => void): void {
  builder(`exercise ${id}`).exercise(id, title, body);
}

/** One graded observation. `id` is `<exercise>.<number>`, `title` a behaviour in the present tense. */
export function check(id: string, title: string, options: CheckOptions, body: CheckBody): void {
  builder(`check ${id}`).check(id, title, options, body);
}

/** A probe that is shown but never graded. Probes run after the exercises, and only once all of them passed. */
export function stretch(id: string, title: string, options: StretchOptions, body: CheckBody): void {
  builder(`probe ${id}`).stretch(id, title, options, body);
}

function builder(what: string): SuiteBuilder {
  const innermost = builders.at(-1);
  if (innermost === undefined)
    throw new CheckFileError(
      `${what} is declared while no check file is being evaluated; run it with npm run check or npx vitest run --project checks`,
    );
  return innermost;
}
