import { listOf } from "../text/suggest.ts";
import type { Graded, Student, Unjudged } from "../report/export/student.ts";
import type { Verdict } from "../verdict.ts";
import { matchRoster } from "./intake/match-roster.ts";
import type { Roster } from "./intake/roster.ts";
import type { ResultSet } from "./sets.ts";

/** How many names a remark lists before it counts the rest. */
const NAMED = 8;

/** The data of a class that all reports use. */
export interface ClassList {
  /** One for each submission with a verdict. */
  readonly results: readonly NamedResult[];
  readonly unjudged: readonly Unjudged[];
  /** One sentence for each mismatch between roster and submissions. */
  readonly remarks: readonly string[];
}

export interface NamedResult extends Graded {
  /** Of the submission. */
  readonly name: string;
}

/**
 * Assigns verdicts to students.
 * @param handedIn the names of all submissions that are known, including those without a result in this set
 * @param roster without one, the name of a submission serves as the id of its student
 * @param knowsAll whether `handedIn` is the whole class: only then has a student without a submission handed in nothing
 */
export function classList(
  set: ResultSet,
  verdicts: ReadonlyMap<string, Verdict>,
  handedIn: readonly string[],
  roster: Roster | undefined,
  knowsAll = true,
): ClassList {
  const match = roster === undefined ? undefined : matchRoster(roster, handedIn);
  const studentOf = (name: string): Student => match?.owners.get(name) ?? { id: name };
  const unowned = match?.unowned ?? [];
  // Another machine grades the other shards; in a merged set, they are missing.
  const listed = new Set(set.entries.map(({ name }) => name));
  const elsewhere = set.shard === undefined ? handedIn.filter((name) => !listed.has(name)) : [];
  const remarks = [
    ...(unowned.length === 0 ? [] : [`Not in the roster: ${some(unowned)}.`]),
    ...(match?.several ?? []).map(
      ({ student, names }) => `${student.id} handed in ${names.length} times: ${names.join(", ")}.`,
    ),
  ];
  return {
    results: [...verdicts].map(([name, verdict]) => ({ name, student: studentOf(name), verdict })),
    unjudged: [
      ...set.entries
        .filter(({ name }) => !verdicts.has(name))
        .map(({ name }) => ({ student: studentOf(name), why: "not-graded-yet" as const })),
      ...elsewhere.map((name) => ({ student: studentOf(name), why: "not-graded-yet" as const })),
      ...(match?.missing ?? []).map((student) => ({
        student,
        why: knowsAll ? ("nothing-handed-in" as const) : ("not-graded-yet" as const),
      })),
    ],
    remarks,
  };
}

function some(names: readonly string[]): string {
  const left = names.length - NAMED;
  return left > 0 ? `${names.slice(0, NAMED).join(", ")} and ${left} more` : listOf(names, "and");
}
