/** Everybody in a class as the page lists them: one line for each submission, and for each student without one. */
import type { ClassList, NamedResult } from "../../batch/class-list.ts";
import { sortStudents, type SortOrder } from "../../report/sort-students.ts";
import type { Graded, Student, Unjudged } from "../../report/export/student.ts";
import type { Verdict } from "../../verdict.ts";

export interface Person {
  /** Identifies the line in addresses: the name of the submission, or the id of a student without one. */
  readonly id: string;
  /** As they are shown, of which one is of each student: the work of a group has several. */
  readonly shown: readonly Shown[];
  /** As they are, whatever is shown. */
  readonly students: readonly Student[];
  /** The real name of the submission; undefined without one. */
  readonly submission: string | undefined;
}

/** What reports say of one student. */
export type Shown = Pick<Graded, "student" | "late" | "notes" | "grade"> & {
  readonly verdict?: Verdict;
  readonly unjudged?: Unjudged;
};

/** The names of the students as they are shown. */
export function nameOf({ id, shown }: Person): string {
  return shown.map(({ student }) => student.name ?? student.id).join(" and ") || id;
}

type Line = Shown & { readonly name: string; readonly real: Student; readonly submission: string | undefined };

/**
 * @param shown the same list, with pseudonyms or without: `Pseudonyms.list` keeps its order
 */
export function peopleIn(list: ClassList, shown: ClassList, order: SortOrder): Person[] {
  const lines: Line[] = [
    ...list.results.map((result, index) => lineOf(result, shown.results[index] ?? result)),
    ...list.unjudged.map((one, index) => unjudgedLine(one, shown.unjudged[index] ?? one)),
  ];
  const people = new Map<string, Person>();
  for (const { name, real, submission, ...one } of sortStudents(lines, order)) {
    // A student without a submission may be called like somebody's submission.
    const key = submission === undefined ? `student ${name}` : `submission ${name}`;
    const known = people.get(key) ?? { id: name, shown: [], students: [], submission };
    people.set(key, { ...known, shown: [...known.shown, one], students: [...known.students, real] });
  }
  return [...people.values()];
}

function lineOf(real: NamedResult, { name, ...shown }: NamedResult): Line {
  return { ...shown, name, real: real.student, submission: real.name };
}

function unjudgedLine(real: Unjudged, shown: Unjudged): Line {
  const { student, grade, submission } = shown;
  return {
    student,
    grade,
    unjudged: shown,
    name: submission ?? student.id,
    real: real.student,
    submission: real.submission,
  };
}
