/** Parses the flags of `grade`. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { ClassFolderError } from "../../batch/intake/class-folder-error.ts";
import { DecisionError } from "../../batch/intake/decision.ts";
import { RosterError } from "../../batch/intake/roster-entry.ts";
import { OutputError } from "../../batch/output-lock.ts";
import { SecretError } from "../../batch/seeds.ts";
import type { Selection } from "../../batch/select.ts";
import { shardIn, type Shard } from "../../batch/shard.ts";
import { plainLine } from "../../report/export/plain.ts";
import { listOf, suggestNames, quoteWord } from "../../text/suggest.ts";
import type { Context } from "../command.ts";
import { UsageError } from "../usage-error.ts";

const MOST_JOBS = 256;

/** The flag of commands that grade a class: the probes take a tenth of a grading, and no grade depends on them. */
export const STRETCH_FLAG = {
  stretch: { type: "boolean", about: "also run the stretch probes, which are shown and never graded" },
} as const;

export function selectionOf(flags: {
  readonly only?: string | undefined;
  readonly failed?: boolean | undefined;
  readonly changed?: boolean | undefined;
  readonly force?: boolean | undefined;
}): Selection {
  const { only, failed, changed, force } = flags;
  const names = only
    ?.split(",")
    .map((name) => name.trim().replace(/(?<![/\\])[/\\]+$/, ""))
    .filter((name) => name !== "");
  if (names?.length === 0) throw new UsageError("--only names no submission.", "Write --only ada or --only ada,grace.");
  return { only: names, failed, changed, force };
}

/** Parses `--decide ID=CHOICE`. @throws UsageError when the equals sign is missing */
export function decisionsOf(given: readonly string[] = []): { readonly who: string; readonly choice: string }[] {
  return given.map((text) => {
    const [, who = "", choice = ""] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (who === "")
      throw new UsageError(
        `${quoteWord(text)} is no decision.`,
        "Write --decide ID=PATH for what is to be graded, or ID=zero, ID=excused or ID=undo.",
      );
    return { who: who.trim(), choice: choice.trim() };
  });
}

/** @throws UsageError naming the submissions of `--only` that do not exist */
export function refuseUnknownNames(
  { only = [] }: Selection,
  handedIn: readonly string[],
  here: readonly string[],
): void {
  for (const name of only) {
    if (here.includes(name)) continue;
    if (handedIn.includes(name)) throw new UsageError(`${quoteWord(name)} belongs to another shard.`);
    const near = suggestNames(name, handedIn);
    throw new UsageError(
      `There is no submission ${quoteWord(name)}.`,
      near.length > 0 ? `Did you mean ${listOf(near)}?` : undefined,
    );
  }
}

export function shardOf(given: string | undefined): Shard | undefined {
  if (given === undefined) return undefined;
  const shard = shardIn(given);
  if (shard === undefined)
    throw new UsageError(`${quoteWord(given)} is not a shard.`, "The first of four is written 1/4, the last 4/4.");
  return shard;
}

export function jobsOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const jobs = Number(given);
  if (!/^\d+$/.test(given) || jobs < 1 || jobs > MOST_JOBS)
    throw new UsageError(
      `${quoteWord(given)} is not a number of jobs.`,
      `Write how many are graded at a time, 1 to ${MOST_JOBS}.`,
    );
  return jobs;
}

/** The folders of earlier work. @throws UsageError naming the first that is no folder */
export async function earlierFolders(
  words: readonly string[],
  { cwd }: Pick<Context, "cwd">,
): Promise<{ readonly folder: string; readonly shown: string }[]> {
  const folders = words.map((word) => ({
    folder: path.resolve(cwd, word),
    shown: word.replace(/(?<![/\\])[/\\]+$/, "") || word,
  }));
  for (const { folder, shown } of folders)
    if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true)
      throw new UsageError(`There is no folder ${quoteWord(shown)}.`, "--against takes a folder of earlier work.");
  return folders;
}

/** Otherwise the next command would treat the results as a submission. */
export function refuseOutputInside(folder: string, output: string, shown: string): void {
  const relative = path.relative(folder, output);
  if (relative === "" || !(relative.startsWith("..") || path.isAbsolute(relative)))
    throw new UsageError(
      `The results cannot be stored in ${quoteWord(shown)}, which contains the submissions.`,
      "Name another folder with --output.",
    );
}

/** Converts errors that the user can fix into `UsageError`. */
export async function withUsageErrors<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (FAULTS.some((Fault) => error instanceof Fault))
      throw new UsageError(plainLine((error as Error).message, MESSAGE_CHARACTERS));
    throw error;
  }
}

/** A name in such a message may be the submission's own. */
const MESSAGE_CHARACTERS = 1_000;
const FAULTS = [ClassFolderError, DecisionError, OutputError, RosterError, SecretError];
