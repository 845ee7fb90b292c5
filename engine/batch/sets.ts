/**
 * A set lists the results of one class with one grading config, by key. An output folder may hold several; the file
 * `current` names the active one. A set is derived from the store and never holds a result itself.
 */
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { readState } from "../state/read-state.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import type { Outcome, ReasonCode, Verdict } from "../verdict.ts";
import type { Shard } from "./shard.ts";
import type { GradingConfig } from "./grading-config.ts";
import { isRecord } from "../is-record.ts";

export const SET_SCHEMA = "workbook.set/1";

export interface ResultSet {
  readonly schema: typeof SET_SCHEMA;
  /** Also the name of its folder, for example `set-3f2a9c1b20de`. */
  readonly name: string;
  readonly config: GradingConfig;
  /** The lesson's title. */
  readonly title: string;
  /** The folder of submissions, as given on the command line. */
  readonly folder: string;
  /** Which part of the class this is; undefined for the whole class. */
  readonly shard?: Shard;
  /**
   * The names of all submissions of the class when this set is a shard, or is merged from shards of which some are
   * missing: a student without an entry may have handed in all the same. Undefined where the entries are all there is.
   */
  readonly handedIn?: readonly string[];
  /** Every submission, sorted by name. */
  readonly entries: readonly SetEntry[];
}

export interface SetEntry {
  readonly name: string;
  readonly key: string;
  /** SHA-256 of the submission. */
  readonly hash: string;
  /** `not-yet`: not graded so far. `needs-a-decision` and `excused` have no score, and are not graded. */
  readonly outcome: Outcome | "not-yet" | "needs-a-decision" | "excused";
  readonly passed: boolean;
  /** In exercises; null when it could not be graded or was not yet. */
  readonly earned: number | null;
  readonly reason?: ReasonCode;
  /** What the instructor has to decide, or decided not to score, as one sentence without a full stop. */
  readonly asked?: string;
  /** Folders and files in the hand-in that can be decided on, where something has to be decided. */
  readonly choices?: readonly string[];
  /** What was done to find and run the work, one phrase each. */
  readonly notes?: readonly string[];
  /** Whether the course system says that it came after the due date. */
  readonly late?: true;
}

/** What a set says of a submission besides its result. */
export type SetFacts = Pick<SetEntry, "notes" | "late">;

/** A submission's entry in a set. */
export function entryOf(
  { name, key, hash }: Pick<SetEntry, "name" | "key" | "hash">,
  verdict: Verdict | undefined,
): SetEntry {
  if (verdict === undefined) return { name, key, hash, outcome: "not-yet", passed: false, earned: null };
  const { outcome, passed, score, reason } = verdict;
  return {
    name,
    key,
    hash,
    outcome,
    passed,
    earned: outcome === "grader-error" ? null : score.earned,
    ...(reason === null ? {} : { reason: reason.code }),
  };
}

/** What a submission's entry says of it besides its result. */
export function factsOf({ notes = [], late }: SetFacts): SetFacts {
  return { ...(notes.length === 0 ? {} : { notes }), ...(late === true ? { late } : {}) };
}

/** Writes `set.json`. Returns the folder of the set. */
export async function writeSet(output: string, set: ResultSet): Promise<string> {
  const folder = path.join(output, set.name);
  await mkdir(folder, { recursive: true });
  await writeAtomic(path.join(folder, "set.json"), `${JSON.stringify(set, undefined, 1)}\n`);
  return folder;
}

/** The set of this name; undefined when there is none in the schema of this version. */
export async function readSet(output: string, name: string): Promise<ResultSet | undefined> {
  const found = await readState(path.join(output, name, "set.json"), isSet);
  return "value" in found ? found.value : undefined;
}

/** The active set; undefined before the first one. */
export async function currentSet(output: string): Promise<ResultSet | undefined> {
  const name = await readFile(path.join(output, "current"), "utf8").catch(() => "");
  return /^set-[0-9a-f]{12}$/.test(name.trim()) ? readSet(output, name.trim()) : undefined;
}

/** Makes a set the active one. */
export async function apply(output: string, name: string): Promise<void> {
  await writeAtomic(path.join(output, "current"), `${name}\n`);
}

function isSet(value: unknown): value is ResultSet {
  return isRecord(value) && value["schema"] === SET_SCHEMA && Array.isArray(value["entries"]);
}
