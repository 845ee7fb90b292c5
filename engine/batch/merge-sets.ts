/**
 * Merges output folders, of shards or of machines, into one: all their results under their keys, and one set of all
 * submissions. Shards may overlap; results with the same key are of the same grading, so either will do.
 */
import { collectSet, isGraded, type CollectedSet } from "./collect-set.ts";
import { agree } from "./comparable-verdict.ts";
import type { OutputFolder } from "./output-folder.ts";
import { currentSet, factsOf, type ResultSet, type SetEntry } from "./sets.ts";
import { FolderStore } from "./store.ts";
import path from "node:path";
import { mergedCode, readClassCode, type ClassCode } from "../similar/class-code.ts";
import { CODE_FILE } from "./class-code.ts";

/** The folders cannot be merged. The message is one sentence. */
export class MergeError extends Error {
  override name = "MergeError";
}

export interface Merged {
  readonly collected: CollectedSet;
  /** Submissions with two results that have the same key and disagree; the first one is kept. */
  readonly conflicts: readonly string[];
  /** Submissions that two folders list with different content or seeds; the first one is kept. */
  readonly twofold: readonly string[];
  /** Numbers of the missing shards. */
  readonly missingShards: readonly number[];
  /** The names of all submissions that any of the folders knows, graded or not. */
  readonly handedIn: readonly string[];
  /** Whether those are all of the class; not when shards are missing and the others do not say what was handed in. */
  readonly knowsAll: boolean;
  /** The code of all submissions; undefined when a folder does not hold it, because an older version graded it. */
  readonly code: ClassCode | undefined;
}

interface Source {
  readonly folder: string;
  readonly shown: string;
  readonly set: ResultSet;
  readonly results: FolderStore;
  readonly faults: FolderStore;
}

/**
 * @param folders output folders, absolute and as given on the command line; where two disagree, the first one counts
 * @throws MergeError when one of them holds no results, or was graded with other checks
 */
export async function mergeSets(
  folders: readonly { readonly folder: string; readonly shown: string }[],
  output: OutputFolder,
): Promise<Merged> {
  const sources = [];
  for (const { folder, shown } of folders) sources.push(await sourceAt(folder, shown));
  const [first] = sources;
  if (first === undefined) throw new MergeError("There is nothing to merge.");
  for (const { set, shown } of sources)
    if (set.name !== first.set.name)
      throw new MergeError(`${shown} was graded with other checks, Node, isolation or stretch than ${first.shown}.`);

  const entries = new Map<string, SetEntry>();
  const conflicts: string[] = [];
  const twofold: string[] = [];
  for (const source of sources) {
    let copied = 0;
    for (const entry of source.set.entries) {
      const { name, key } = entry;
      const known = entries.get(name);
      if (known !== undefined && known.key !== key) {
        twofold.push(name);
        continue;
      }
      entries.set(name, entry);
      if (!isGraded(entry)) continue;
      const found = await copy(source, key, output);
      if (found === "copied") copied += 1;
      if (found === "conflict") conflicts.push(name);
    }
    await output.journal.add({ event: "merged", from: source.shown, results: copied });
  }
  const { name, config, title, folder } = first.set;
  const all = [...entries.values()];
  const gradingJobs = all.filter(isGraded).map(({ name, key, hash }) => ({ key, hash, names: [name] }));
  const facts = new Map(all.map((entry) => [entry.name, factsOf(entry)]));
  const ungraded = all.filter((entry) => !isGraded(entry));
  const handedIn = [...new Set(sources.flatMap(({ set }) => [...(set.handedIn ?? []), ...namesIn(set)]))].toSorted();
  const isMore = handedIn.some((name) => !entries.has(name));
  const missing = missingShards(sources);
  const head = { name, config, title, folder, ...(isMore ? { handedIn } : {}) };
  return {
    collected: await collectSet(output, head, gradingJobs, { ungraded, facts }),
    conflicts,
    twofold,
    missingShards: missing,
    handedIn,
    // Every shard knows the whole class, so one that says so is enough.
    knowsAll: missing.length === 0 || sources.some(({ set }) => set.handedIn !== undefined),
    code: await codeIn(sources),
  };
}

function namesIn({ entries }: ResultSet): string[] {
  return entries.map(({ name }) => name);
}

async function codeIn(sources: readonly Source[]): Promise<ClassCode | undefined> {
  const found: ClassCode[] = [];
  for (const { folder, set } of sources) {
    const code = await readClassCode(path.join(folder, set.name, CODE_FILE));
    if (code === undefined) return undefined;
    found.push(code);
  }
  const [first, ...others] = found;
  return first === undefined ? undefined : mergedCode([first, ...others]);
}

async function sourceAt(folder: string, shown: string): Promise<Source> {
  const set = await currentSet(folder);
  if (set === undefined) throw new MergeError(`${shown} contains no results of npm run grade.`);
  return {
    folder,
    shown,
    set,
    results: new FolderStore(path.join(folder, "results")),
    faults: new FolderStore(path.join(folder, "faults")),
  };
}

async function copy(
  source: Source,
  key: string,
  output: OutputFolder,
): Promise<"copied" | "there" | "conflict" | "none"> {
  const result = await source.results.read(key);
  if (result === undefined) {
    const fault = await source.faults.read(key);
    if (fault !== undefined) await output.faults.write(fault);
    return "none";
  }
  if (await output.results.write(result)) return "copied";
  const there = await output.results.read(key);
  return there === undefined || agree(there.verdict, result.verdict) ? "there" : "conflict";
}

function missingShards(sources: readonly Source[]): number[] {
  const of = Math.max(0, ...sources.map(({ set }) => set.shard?.of ?? 0));
  // With a folder that is not a shard, or shards of different partitions, the missing ones are unknown.
  if (sources.some(({ set }) => set.shard?.of !== of)) return [];
  const present = new Set(sources.map(({ set }) => set.shard?.number));
  return Array.from({ length: of }, (_, index) => index + 1).filter((number) => !present.has(number));
}
