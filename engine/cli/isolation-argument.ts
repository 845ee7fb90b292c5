import {
  chooseIsolation,
  IsolationError,
  LEVELS,
  NO_BOUNDARY,
  processLevel,
  type Chosen,
  type Level,
} from "../isolate/choose.ts";
import { listOf, quoteWord } from "../text/suggest.ts";
import type { Context } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** What is used where no level is named, as a word for `npm run check`, which otherwise uses `process`. */
const STRONGEST = "strongest";

/** The flags of commands that run submissions. */
export const ISOLATION_FLAGS = {
  isolation: {
    type: "string",
    value: "LEVEL",
    about: `the sandbox for submissions: ${listOf([...LEVELS, STRONGEST])} (default: the strongest that works here)`,
  },
  "require-isolation": {
    type: "boolean",
    about: "stop if nothing stronger than a process works here",
  },
} as const;

export interface IsolationArguments {
  readonly isolation?: string | undefined;
  readonly "require-isolation"?: boolean | undefined;
}

/**
 * The level that `--isolation` and `--require-isolation` ask for, after a check that it works here.
 * @throws UsageError when there is no such level, or when it does not work on this machine
 */
export async function isolationOf(flags: IsolationArguments, { workbook }: Context): Promise<Chosen> {
  const pinned = levelOf(flags.isolation);
  try {
    return await chooseIsolation({
      workbookPaths: workbook,
      required: flags["require-isolation"] === true,
      ...(pinned === undefined ? {} : { pinned }),
    });
  } catch (error) {
    if (error instanceof IsolationError) throw new UsageError(error.message);
    throw error;
  }
}

/** The level for workers on other machines: the named one, which they check themselves; or the one that works here. */
export async function isolationElsewhere(flags: IsolationArguments, context: Context): Promise<Chosen> {
  const pinned = levelOf(flags.isolation);
  return pinned === undefined ? isolationOf(flags, context) : { ...processLevel(), level: pinned };
}

/** The level for one submission, usually the user's own: `process` unless a flag asks for more. */
export async function isolationForOne(flags: IsolationArguments, context: Context): Promise<Chosen> {
  if (flags.isolation === undefined && flags["require-isolation"] !== true) return processLevel();
  const chosen = await isolationOf(flags, context);
  if (chosen.level === "process") context.stderr.write(`note: ${NO_BOUNDARY}\n`);
  return chosen;
}

function levelOf(given: string | undefined): Level | undefined {
  if (given === undefined || given === STRONGEST) return undefined;
  const found = LEVELS.find((level) => level === given);
  if (found === undefined)
    throw new UsageError(
      `${quoteWord(given)} is not a level of isolation.`,
      `The levels are ${listOf([...LEVELS], "and")}, and ${STRONGEST} is the best of them that works; npm run doctor shows which of them work on this machine.`,
    );
  return found;
}
