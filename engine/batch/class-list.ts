import { applyPolicy, unusedNames } from "../policy/apply-policy.ts";
import type { LessonPolicy } from "../policy/policy-schema.ts";
import { markOf } from "../report/export/mark.ts";
import type { Graded, Student, Unjudged } from "../report/export/student.ts";
import type { Verdict } from "../verdict.ts";
import type { AttemptPolicy, Attempts } from "./attempts.ts";
import type { RosterMatch } from "./intake/match-roster.ts";
import { mismatchRemarks, some } from "./mismatch.ts";
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
  /** Whether `handedIn` is the whole class: only then has a student without a submission handed in nothing. @default true */
  readonly knowsAll?: boolean | undefined;
  /** What the verdicts are worth. @default their exercises */
  readonly policy?: LessonPolicy | undefined;
}

/** Assigns verdicts, and what they are worth, to students. */
export function classList(
  set: ResultSet,
  verdicts: ReadonlyMap<string, Verdict>,
  { handedIn, match, attempts, attempt, knowsAll = true, policy }: ClassListOptions,
): ClassList {
  const entries = new Map(set.entries.map((entry) => [entry.name, entry]));
  const studentsOf = (name: string): readonly Student[] => match?.owners.get(name) ?? [{ id: name }];
  const exercises = Math.max(0, ...[...verdicts.values()].map(({ score }) => score.possible));
  const gradeOf = (student: Student, name?: string, verdict?: Verdict): Pick<Graded, "grade"> =>
    policy === undefined
      ? {}
      : {
          grade: applyPolicy(
            policy,
            { verdict, names: namesOf(student, name), markedLate: entries.get(name ?? "")?.late === true },
            exercises,
          ),
        };
  const worth = (name: string, verdict: Verdict) => {
    const [student = { id: name }] = studentsOf(name);
    const { grade } = gradeOf(student, name, verdict);
    return (grade === undefined ? markOf(verdict)?.earned : grade.final) ?? -1;
  };
  const counting = attempt === "best" ? best(verdicts, match, worth) : new Set(verdicts.keys());
  const results = [...verdicts].flatMap(([name, verdict]) =>
    counting.has(name)
      ? studentsOf(name).map((student) => ({
          name,
          student,
          verdict,
          ...factsIn(entries.get(name)),
          ...gradeOf(student, name, verdict),
        }))
      : [],
  );
  const ofStudents = (name: string, make: (student: Student) => Unjudged) =>
    studentsOf(name).map((student) => ({ ...make(student), ...gradeOf(student, name) }));
  // Another machine grades the other shards; in a merged set, they are missing.
  const elsewhere = set.shard === undefined ? handedIn.filter((name) => !entries.has(name)) : [];
  const absence = absenceOf(match, handedIn, knowsAll);
  const unjudged = [
    ...set.entries
      .filter(({ name }) => !verdicts.has(name))
      .flatMap((entry) => ofStudents(entry.name, (student) => unjudgedOf(entry, student))),
    ...elsewhere.flatMap((name) => ofStudents(name, (student) => ({ student, why: "not-graded-yet" }))),
    ...(match?.missing ?? []).map((student) => ({ student, why: absence, ...gradeOf(student) })),
  ];
  return {
    results,
    unjudged,
    remarks: [
      ...(match === undefined ? [] : mismatchRemarks(match, handedIn)),
      ...attempts.map(({ names, counting }) => severalRemark(names, counting, attempt, match)),
      ...unusedRemarks(policy, [
        ...results.map(({ name, student }) => namesOf(student, name)),
        ...unjudged.map(({ student }) => namesOf(student)),
        ...handedIn.map((name) => [name]),
      ]),
    ],
  };
}

/** The names by which a policy may mean a student. */
function namesOf({ id, email }: Student, submission?: string): (string | undefined)[] {
  return [submission, id, email];
}

/** Why a student of the roster has no submission. */
function absenceOf(match: RosterMatch | undefined, handedIn: readonly string[], knowsAll: boolean): Unjudged["why"] {
  if (!knowsAll) return "not-graded-yet";
  return match?.unowned.some((name) => handedIn.includes(name)) === true ? "not-matched" : "nothing-handed-in";
}

function unusedRemarks(
  policy: LessonPolicy | undefined,
  students: readonly (readonly (string | undefined)[])[],
): string[] {
  const unused = policy === undefined ? [] : unusedNames(policy, students);
  return unused.length === 0 ? [] : [`grading.json names no student of this class: ${some(unused)}.`];
}

function unjudgedOf({ name, outcome, asked }: SetEntry, student: Student): Unjudged {
  const why = outcome === "needs-a-decision" || outcome === "excused" ? outcome : "not-graded-yet";
  return { student, why, submission: name, ...(asked === undefined ? {} : { found: asked }) };
}

function factsIn(entry: SetEntry | undefined): Pick<Graded, "late" | "notes"> {
  return { late: entry?.late, notes: entry?.notes };
}

/** Of several submissions by one person, the one that is worth most counts, penalties included; of equal ones the last by name. */
function best(
  verdicts: ReadonlyMap<string, Verdict>,
  match: RosterMatch | undefined,
  worth: (name: string, verdict: Verdict) => number,
): ReadonlySet<string> {
  const people = new Map<string, { readonly name: string; readonly points: number }>();
  for (const [name, verdict] of verdicts) {
    const person = personOf(name, match) ?? `only ${name}`;
    const points = worth(name, verdict);
    if (points >= (people.get(person)?.points ?? points)) people.set(person, { name, points });
  }
  return new Set([...people.values()].map(({ name }) => name));
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
