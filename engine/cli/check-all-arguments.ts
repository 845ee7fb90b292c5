import { quoteWord } from "../text/suggest.ts";
import { checkAll } from "./check-all.ts";
import type { Context } from "./command.ts";
import { interruptible } from "./interrupt.ts";
import { isolationForOne, type IsolationArguments } from "./isolation-argument.ts";
import { seedOf } from "./seed-argument.ts";
import { UsageError } from "./usage-error.ts";

/** The flags that fit all lessons. */
const FLAGS_OF_ALL: readonly string[] = ["seed", "isolation", "require-isolation"];

interface AllFlags extends IsolationArguments {
  readonly seed?: string | undefined;
}

/**
 * Grades the whole course as the words after `all` and the flags ask for it. Returns the exit code.
 * @throws UsageError for what is about one lesson
 */
export async function checkAllAsAsked(words: readonly string[], flags: AllFlags, context: Context): Promise<number> {
  const refused = Object.keys(flags).find((flag) => !FLAGS_OF_ALL.includes(flag));
  if (refused !== undefined)
    throw new UsageError(`--${refused} is about one lesson, not about all of them.`, "Name the lesson instead of all.");
  const [word, extra] = words;
  if (word !== undefined && (word !== "solution" || extra !== undefined))
    throw new UsageError(
      `${quoteWord(word === "solution" ? (extra ?? "") : word)} does not fit all lessons.`,
      "Type npm run check all, or npm run check all solution.",
    );
  const options = {
    subject: word === undefined ? ("learner" as const) : ("solution" as const),
    seed: seedOf(flags.seed),
    isolation: await isolationForOne(flags, context),
  };
  return await interruptible((signal) => checkAll({ ...options, signal }, context));
}
