/** gradebook.csv: one row per student and one column per lesson, for classes that hand in several lessons. */
import { sortStudents, type SortOrder } from "../sort-students.ts";
import { csvText, EXCEL_BOM, type Cell } from "./csv.ts";
import { markOf } from "./mark.ts";
import { hundredths } from "./plain.ts";
import type { Graded, Student, Unjudged } from "./student.ts";

export interface LessonResults {
  /** The lesson's name, for example `lesson-ws`. */
  readonly lesson: string;
  readonly results: readonly Graded[];
  readonly unjudged: readonly Unjudged[];
}

interface Score {
  readonly earned: number | null;
  readonly possible: number;
}

/**
 * Scores are points of the policy, or exercises without one. A cell is empty where a lesson has no score for a student:
 * nothing handed in, a fault of the workbook, an excuse, or several submissions of which none is said to count.
 */
export function lessonsCsv(lessons: readonly LessonResults[], order: SortOrder): string {
  const students = new Map<string, Student>();
  for (const { results, unjudged } of lessons)
    for (const { student } of [...results, ...unjudged])
      students.set(student.id, { ...students.get(student.id), ...student });
  const columns = lessons.map(({ lesson, results, unjudged }) => {
    const possible = Math.max(0, ...[...results, ...unjudged].map((one) => scoreOf(one)?.possible ?? 0));
    const scores = new Map<string, number | null>();
    for (const one of [...unjudged, ...results]) {
      const { id } = one.student;
      // Two scores for one cell: a person has to say which counts.
      scores.set(id, scores.has(id) ? null : (scoreOf(one)?.earned ?? null));
    }
    return { lesson, possible: hundredths(possible), scores };
  });
  const total = hundredths(columns.reduce((sum, { possible }) => sum + possible, 0));
  const rows = [...students.values()].map((student) => {
    const cells = columns.map(({ scores }) => scores.get(student.id) ?? null);
    return { student, cells, sum: hundredths(cells.reduce<number>((sum, cell) => sum + (cell ?? 0), 0)) };
  });
  const byScore = (one: { readonly sum: number }, other: { readonly sum: number }) => other.sum - one.sum;
  const named = sortStudents(rows, order === "score" ? "family-name" : order);
  const sorted = order === "score" ? named.toSorted(byScore) : named;
  const header: Cell[] = [
    "student",
    "name",
    "email",
    ...columns.map(({ lesson, possible }) => `${lesson} (of ${possible})`),
    `total (of ${total})`,
  ];
  const lines = sorted.map(({ student: { id, name, email }, cells, sum }): Cell[] => [id, name, email, ...cells, sum]);
  return EXCEL_BOM + csvText([header, ...lines]);
}

function scoreOf(one: Graded | Unjudged): Score | null {
  if (one.grade !== undefined) return { earned: one.grade.final, possible: one.grade.possible };
  return "verdict" in one ? markOf(one.verdict) : null;
}
