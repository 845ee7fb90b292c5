import { markOf, shareOf } from "../../report/export/mark.ts";
import { scoreOf } from "../../report/html/submissions-table.tsx";
import type { ClassRow } from "../api.ts";
import { nameOf, type Person } from "./class-people.ts";

/** What went wrong, from `causesIn`: the keys by which the page filters, and the first as a sentence. */
export interface RowCauses {
  readonly keys: readonly string[];
  readonly first: string;
}

/** The line of a submission, or of a student without one, in the table of the class. */
export function rowOf(
  person: Person,
  causes: RowCauses,
  { choices, settling }: Pick<ClassRow, "choices" | "settling">,
): ClassRow {
  const { id, shown, submission } = person;
  const [one] = shown;
  const { verdict, unjudged, late = false, notes = [] } = one ?? {};
  const mark = verdict === undefined ? null : markOf(verdict);
  const name = nameOf(person);
  return {
    id,
    name,
    submission: submission === undefined || name === id ? null : id,
    status: unjudged?.why ?? verdict?.outcome ?? "not-graded-yet",
    passed: mark !== null && verdict?.passed === true,
    score: scoreText(shown),
    share: shareIn(shown) ?? (mark === null ? null : shareOf(mark)),
    grade: one?.grade ?? null,
    exercises: Object.fromEntries((verdict?.exercises ?? []).map(({ id, status }) => [String(id), status])),
    causes: causes.keys,
    // The status says already that it was excused.
    cause: causes.first || (unjudged?.found ?? "").replace(/^excused: /, ""),
    late,
    notes,
    choices,
    settling,
  };
}

/** One text, or one for each of a group whose grades differ. */
function scoreText(shown: Person["shown"]): string {
  const texts = shown.map(({ student, verdict, grade }) => {
    const text = verdict === undefined ? (grade?.text ?? "") : scoreOf({ verdict, grade });
    return { name: student.name ?? student.id, text };
  });
  const [first] = texts;
  if (first === undefined || texts.every(({ text }) => text === first.text)) return first?.text ?? "";
  return texts.map(({ name, text }) => `${name}: ${text}`).join("; ");
}

function shareIn([one]: Person["shown"]): number | undefined {
  const grade = one?.grade;
  if (grade === undefined || grade.final === null) return undefined;
  return grade.possible === 0 ? 0 : grade.final / grade.possible;
}
