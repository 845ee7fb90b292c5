/** A graded class as it is on disk at one moment: results, roster, policy and decisions, as every report shows them. */
import path from "node:path";
import { readClassFacts, type ClassFacts } from "../../batch/class-file.ts";
import { classList, type ClassList } from "../../batch/class-list.ts";
import { Pseudonyms } from "../../batch/pseudonyms.ts";
import type { ResultSet } from "../../batch/sets.ts";
import { policyFor, type Policy } from "../../policy/policy-schema.ts";
import { PolicyError, readPolicy } from "../../policy/read-policy.ts";
import { peopleIn, type Person } from "./class-people.ts";
import type { GradesFolder } from "./grades-folder.ts";

export interface ClassSnapshot {
  readonly set: ResultSet;
  readonly facts: ClassFacts;
  /** Undefined when there is none, or it cannot be used. */
  readonly policy: Policy | undefined;
  /** Why the policy cannot be used, as one sentence; empty when it can. */
  readonly policyFault: string;
  /** With real names. */
  readonly list: ClassList;
  readonly shown: ClassList;
  /** Undefined where names are shown. */
  readonly pseudonyms: Pseudonyms | undefined;
  readonly people: readonly Person[];
}

export interface SnapshotOptions {
  /** Whether names are hidden; they are in any case where the class was graded anonymously. */
  readonly hide: boolean;
  /** See `gradingSecret`. */
  readonly secret: () => Promise<string>;
}

/** @throws ClassFolderError when the folder has no grades; SecretError */
export async function readClass(grades: GradesFolder, { hide, secret }: SnapshotOptions): Promise<ClassSnapshot> {
  const { set, facts } = await readHead(grades);
  const { policy, policyFault } = await policyIn(facts.policy);
  const own = policy && policyFor(policy, set.config.lesson);
  const list = classList(set, await grades.verdicts(set), { ...facts.who, policy: own });
  const pseudonyms =
    hide || facts.anonymous ? new Pseudonyms(await secret(), namesIn(facts), facts.who.match) : undefined;
  const shown = pseudonyms?.list(list) ?? list;
  return {
    set,
    facts,
    policy,
    policyFault,
    list,
    shown,
    pseudonyms,
    people: peopleIn(list, shown, facts.sort),
  };
}

/** What is cheap to read: no results. @throws ClassFolderError when the folder has no grades */
export async function readHead(grades: GradesFolder): Promise<Pick<ClassSnapshot, "set" | "facts">> {
  const set = await grades.set();
  return { set, facts: (await readClassFacts(grades.folderOf(set))) ?? factsIn(set) };
}

/** All submissions, those of earlier attempts too. */
function namesIn({ who: { handedIn, attempts } }: ClassFacts): string[] {
  return [...new Set([...handedIn, ...attempts.flatMap(({ names }) => names)])];
}

async function policyIn(file: string): Promise<Pick<ClassSnapshot, "policy" | "policyFault">> {
  try {
    return { policy: file === "" ? undefined : await readPolicy(file, path.basename(file)), policyFault: "" };
  } catch (error) {
    if (error instanceof PolicyError) return { policy: undefined, policyFault: error.message };
    throw error;
  }
}

/** What a set alone says of its class, where an earlier version of the workbook graded it. */
function factsIn({ entries }: ResultSet): ClassFacts {
  const handedIn = entries.map(({ name }) => name);
  return {
    who: { handedIn, match: undefined, attempts: [], attempt: "latest" },
    sort: "family-name",
    anonymous: false,
    policy: "",
    similar: null,
    command: null,
  };
}
