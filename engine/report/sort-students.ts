/** The order of students in reports. */
import type { Grade } from "../policy/grade.ts";
import type { Verdict } from "../verdict.ts";
import { markOf, shareOf } from "./export/mark.ts";
import type { Student } from "./export/student.ts";

export const SORT_ORDERS = ["family-name", "name", "id", "score"] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

interface Sortable {
  readonly student: Student;
  readonly verdict?: Verdict;
  readonly grade?: Grade | undefined;
}

// Of no language: names of many stand in one class. Accents count only where letters are the same.
const collator = new Intl.Collator("und", { numeric: true, sensitivity: "variant" });

/** The students in this order; those with equal keys by id. `score` puts the best first, and those without a score last. */
export function sortStudents<T extends Sortable>(students: readonly T[], order: SortOrder): T[] {
  const byId = (one: T, other: T) => collator.compare(one.student.id, other.student.id);
  const byName = (one: T, other: T) => collator.compare(nameOf(one.student), nameOf(other.student)) || byId(one, other);
  const byFamily = (one: T, other: T) =>
    collator.compare(familyNameOf(one.student), familyNameOf(other.student)) || byName(one, other);
  const byScore = (one: T, other: T) => scoreOf(other) - scoreOf(one) || byFamily(one, other);
  return students.toSorted({ "family-name": byFamily, name: byName, id: byId, score: byScore }[order]);
}

/**
 * The family name: from its column in the roster, else what is before the comma of `Lovelace, Ada`, else the last word of
 * the name, with the particles in lower case before it. The id of a student without a name.
 */
export function familyNameOf({ id, name, familyName }: Student): string {
  if (familyName !== undefined) return familyName;
  if (name === undefined) return id;
  const [before = "", after] = name.split(/[,;]/, 2);
  if (after !== undefined) return before.trim();
  const words = name.trim().split(/\s+/);
  const first = words.findIndex((word, index) => index > 0 && /^\p{Ll}/u.test(word));
  return words.slice(first > 0 ? first : -1).join(" ");
}

function nameOf({ id, name }: Student): string {
  return name ?? id;
}

function scoreOf({ verdict, grade }: Sortable): number {
  if (grade !== undefined) return grade.final === null ? -1 : grade.final / (grade.possible || 1);
  const mark = verdict === undefined ? null : markOf(verdict);
  return mark === null ? -1 : shareOf(mark);
}
