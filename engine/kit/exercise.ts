/**
 * `exercise`, `check` and `stretch`, with which a check file declares its suite. They run nothing; the declarations are
 * collected while the file is evaluated.
 */
import type { LessonFailureDefinition } from "../failures/definition.ts";
import { isFailureCode, type LessonFailure } from "../failures/registry.ts";
import { CheckFileError, SuiteBuilder, type CheckBody, type CheckOptions, type StretchOptions } from "./check-suite.ts";

/** The check files being evaluated, the innermost last. Evaluation is synchronous, so between two tasks it is empty. */
const builders: SuiteBuilder[] = [];

/** The declarations made by `evaluate`, which must be synchronous. Throws its errors, and `CheckFileError`. */
export function declaredBy(evaluate: () => void): SuiteBuilder {
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

/**
 * Defines failures that only this lesson has, by code; `checks/<lesson>/failures.ts` exports them, `lesson.ts` lists them.
 * @throws CheckFileError for a code that is not lower-case words with dashes, or that the engine defines already
 */
export function defineFailures<const Code extends string>(
  definitions: Readonly<Record<Code, LessonFailureDefinition>>,
): { readonly [Each in Code]: LessonFailure } {
  const named = Object.entries<LessonFailureDefinition>(definitions).map(([code, definition]) => ({
    code,
    ...definition,
  }));
  for (const failure of named) {
    if (!/^[a-z]+(?:-[a-z]+)*$/.test(failure.code))
      throw new CheckFileError(`the failure code "${failure.code}" must be lower-case words with dashes between them`);
    if (isFailureCode(failure.code))
      throw new CheckFileError(
        `the failure ${failure.code} is defined by the engine; give the lesson's own another code`,
      );
    // lesson.ts defines them too, outside any check file.
    builders.at(-1)?.failure(failure);
  }
  return Object.fromEntries(named.map((failure) => [failure.code, failure])) as { [Each in Code]: LessonFailure };
}

function builder(what: string): SuiteBuilder {
  const innermost = builders.at(-1);
  if (innermost === undefined)
    throw new CheckFileError(
      `${what} is declared while no check file is being evaluated; run it with npm run check or npx vitest run --project checks`,
    );
  return innermost;
}
