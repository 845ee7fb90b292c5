import { markOf } from "../report/export/mark.ts";
import type { Graded, Student, Unjudged } from "../report/export/student.ts";
import type { Verdict } from "../verdict.ts";
import type { AttemptPolicy, Attempts } from "./attempts.ts";
import type { RosterMatch } from "./intake/match-roster.ts";
import { mismatchRemarks } from "./mismatch.ts";
import type { ResultSet, SetEntry } from "./sets.ts";
import { personOf } from "./who.ts";

/** The data of a class that all reports use. */
export interface ClassList {
  /** One for each student of each submission with a verdict that counts. */
  readonly results: readonly NamedResult[];
  readonly unjudged: readonly Unjudged[];
  /** One sentence for each mismatch between roster and submissions, and for each student who handed in several times. */
  readonly remarks: readonly string[];
}

export interface NamedResult extends Graded {
  /** Of the submission. */
  readonly name: string;
}

export interface ClassListOptions {
  /** The names of all submissions that count, including those without a result in this set. */
  readonly handedIn: readonly string[];
  /** Without one, the name of a submission serves as the id of its student. */
  readonly match: RosterMatch | undefined;
  readonly attempts: readonly Attempts[];
  readonly attempt: AttemptPolicy;
}

/** Assigns verdicts to students. */
export function classList(
  set: ResultSet,
  verdicts: ReadonlyMap<string, Verdict>,
  { handedIn, match, attempts, attempt }: ClassListOptions,
): ClassList {
  const entries = new Map(set.entries.map((entry) => [entry.name, entry]));
  const studentsOf = (name: string): readonly Student[] => match?.owners.get(name) ?? [{ id: name }];
  const counting = attempt === "best" ? best(verdicts, match) : new Set(verdicts.keys());
  const hasStrangers = match?.unowned.some((name) => handedIn.includes(name)) === true;
  const absence: Unjudged["why"] = hasStrangers ? "not-matched" : "nothing-handed-in";
  return {
    results: [...verdicts].flatMap(([name, verdict]) =>
      counting.has(name)
        ? studentsOf(name).map((student) => ({ name, student, verdict, ...factsIn(entries.get(name)) }))
        : [],
    ),
    unjudged: [
      ...set.entries
        .filter(({ name }) => !verdicts.has(name))
        .flatMap((entry) => studentsOf(entry.name).map((student) => unjudgedOf(entry, student))),
      ...(match?.missing ?? []).map((student) => ({ student, why: absence })),
    ],
    remarks: [
      ...(match === undefined ? [] : mismatchRemarks(match, handedIn)),
      ...attempts.map(({ names, counting }) => severalRemark(names, counting, attempt, match)),
    ],
  };
}

function unjudgedOf({ name, outcome, asked }: SetEntry, student: Student): Unjudged {
  const why = outcome === "needs-a-decision" || outcome === "excused" ? outcome : "not-graded-yet";
  return { student, why, submission: name, ...(asked === undefined ? {} : { found: asked }) };
}

function factsIn(entry: SetEntry | undefined): Pick<Graded, "late" | "notes"> {
  return { late: entry?.late, notes: entry?.notes };
}

/** Of several submissions by one person, the one with the highest score counts; of equal ones the last by name. */
function best(verdicts: ReadonlyMap<string, Verdict>, match: RosterMatch | undefined): ReadonlySet<string> {
  const people = new Map<string, string>();
  const earned = (name: string) => {
    const verdict = verdicts.get(name);
    return verdict === undefined ? -1 : (markOf(verdict)?.earned ?? -1);
  };
  for (const name of verdicts.keys()) {
    const person = personOf(name, match) ?? `only ${name}`;
    const before = people.get(person);
    if (before === undefined || earned(name) >= earned(before)) people.set(person, name);
  }
  return new Set(people.values());
}

function severalRemark(
  names: readonly string[],
  counting: readonly string[],
  attempt: AttemptPolicy,
  match: RosterMatch | undefined,
): string {
  const [first = ""] = names;
  const students = match?.owners.get(first)?.map(({ id, name }) => name ?? id) ?? [];
  const who = students.length > 0 ? students.join(" and ") : "One person";
  const list = names.join(", then ");
  const which = attempt === "best" ? "the best of them counts" : `${counting.join(", ")} counts`;
  return `${who} handed in ${names.length} times: ${list}; ${which} (--attempt ${attempt}).`;
}
