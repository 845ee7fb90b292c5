import type { Verdict } from "../verdict.ts";
import type { OutputFolder } from "./output-folder.ts";
import { entryOf, writeSet, type ResultSet, type SetEntry, type SetFacts } from "./sets.ts";
import type { Stored } from "./store.ts";
import type { GradingJob } from "./grading-job.ts";

/** A set with its verdicts. */
export interface CollectedSet {
  readonly set: ResultSet;
  /** The set's own folder, absolute. */
  readonly folder: string;
  /** When the last of its gradings ended; undefined when nothing was graded. */
  readonly gradedAt: Date | undefined;
  /** By submission name; includes grader errors. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

export interface CollectOptions {
  /** Submissions that are not graded: entries without a result. */
  readonly ungraded?: readonly SetEntry[];
  /** By submission name. */
  readonly facts?: ReadonlyMap<string, SetFacts>;
}

/** Builds the set of these jobs from the store, and writes it. */
export async function collectSet(
  output: OutputFolder,
  head: Omit<ResultSet, "schema" | "entries">,
  gradingJobs: readonly Pick<GradingJob, "key" | "hash" | "names">[],
  { ungraded = [], facts }: CollectOptions = {},
): Promise<CollectedSet> {
  const found: { entry: SetEntry; verdict: Verdict | undefined }[] = ungraded.map((entry) => ({
    entry,
    verdict: undefined,
  }));
  let last = "";
  for (const { key, hash, names } of gradingJobs) {
    const stored = await storedUnder(output, key);
    const verdict = stored?.verdict;
    if (stored !== undefined && stored.finishedAt > last) last = stored.finishedAt;
    for (const name of names)
      found.push({ entry: { ...entryOf({ name, key, hash }, verdict), ...facts?.get(name) }, verdict });
  }
  found.sort((one, other) => (one.entry.name < other.entry.name ? -1 : 1));
  const set: ResultSet = { schema: "workbook.set/1", ...head, entries: found.map(({ entry }) => entry) };
  return {
    set,
    folder: await writeSet(output.folder, set),
    gradedAt: last === "" ? undefined : new Date(last),
    verdicts: namedVerdicts(set, found),
  };
}

/** Reads a set's verdicts from the store, by submission name. */
export async function verdictsOf(output: OutputFolder, set: ResultSet): Promise<ReadonlyMap<string, Verdict>> {
  const found = [];
  for (const entry of set.entries.filter(isGraded))
    found.push({ entry, verdict: (await storedUnder(output, entry.key))?.verdict });
  return namedVerdicts(set, found);
}

/** Whether a submission is one that gets a result. */
export function isGraded({ outcome }: SetEntry): boolean {
  return outcome !== "needs-a-decision" && outcome !== "excused";
}

async function storedUnder({ results, faults }: OutputFolder, key: string): Promise<Stored | undefined> {
  return (await results.read(key)) ?? (await faults.read(key));
}

/** A stored result names no submission, because identical ones share it; here it gets the submission's folder. */
function namedVerdicts(
  { folder }: ResultSet,
  found: readonly { readonly entry: SetEntry; readonly verdict: Verdict | undefined }[],
): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const { entry, verdict } of found)
    if (verdict !== undefined)
      verdicts.set(entry.name, { ...verdict, submission: `${folder.replace(/(?<!\/)\/+$/, "")}/${entry.name}` });
  return verdicts;
}
