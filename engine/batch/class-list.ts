import { applyPolicy, unusedNames } from "../policy/apply-policy.ts";
import type { LessonPolicy } from "../policy/policy-schema.ts";
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

export interface ClassListOptions {
  /** Whether `handedIn` is the whole class: only then has a student without a submission handed in nothing. @default true */
  readonly knowsAll?: boolean | undefined;
  /** What the verdicts are worth. @default their exercises */
  readonly policy?: LessonPolicy | undefined;
}

/**
 * Assigns verdicts to students.
 * @param handedIn the names of all submissions that are known, including those without a result in this set
 * @param roster without one, the name of a submission serves as the id of its student
 */
export function classList(
  set: ResultSet,
  verdicts: ReadonlyMap<string, Verdict>,
  handedIn: readonly string[],
  roster: Roster | undefined,
  { knowsAll = true, policy }: ClassListOptions = {},
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
  if (policy?.attempts !== undefined && (match?.several.length ?? 0) > 0)
    remarks.push(
      `grading.json says that the ${policy.attempts} of several hand-ins counts; all are listed here, and none is chosen.`,
    );
  const exercises = Math.max(0, ...[...verdicts.values()].map(({ score }) => score.possible));
  const namesOf = ({ id, email }: Student, name?: string) => [name, id, email];
  const gradeOf = (student: Student, name?: string, verdict?: Verdict) =>
    policy === undefined
      ? {}
      : {
          grade: applyPolicy(
            policy,
            { verdict, names: namesOf(student, name), markedLate: name !== undefined && isMarkedLate(name) },
            exercises,
          ),
        };
  const results = [...verdicts].map(([name, verdict]) => {
    const student = studentOf(name);
    return { name, student, verdict, ...gradeOf(student, name, verdict) };
  });
  const without = (student: Student, why: Unjudged["why"], name?: string): Unjudged => ({
    student,
    why,
    ...gradeOf(student, name),
  });
  const unjudged = [
    ...set.entries.flatMap(({ name }) =>
      verdicts.has(name) ? [] : [without(studentOf(name), "not-graded-yet", name)],
    ),
    ...elsewhere.map((name) => without(studentOf(name), "not-graded-yet", name)),
    ...(match?.missing ?? []).map((student) => without(student, knowsAll ? "nothing-handed-in" : "not-graded-yet")),
  ];
  const students = [
    ...results.map(({ name, student }) => namesOf(student, name)),
    ...unjudged.map(({ student }) => namesOf(student)),
    ...handedIn.map((name) => [name]),
  ];
  const unused = policy === undefined ? [] : unusedNames(policy, students);
  return {
    results,
    unjudged,
    remarks:
      unused.length === 0 ? remarks : [...remarks, `grading.json names no student of this class: ${some(unused)}.`],
  };
}

/** As Canvas names the downloads of late submissions: `name_LATE_12_34_file`. */
function isMarkedLate(name: string): boolean {
  return /^[^_]+_LATE_\d+_/i.test(name);
}

function some(names: readonly string[]): string {
  const left = names.length - NAMED;
  return left > 0 ? `${names.slice(0, NAMED).join(", ")} and ${left} more` : listOf(names, "and");
}
