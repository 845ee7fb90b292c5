import { plainLine } from "./plain.ts";
import type { Graded } from "./student.ts";
import { outcomeLine, TITLE_CHARACTERS } from "./words.ts";

const GRADE_CHARACTERS = 300;

/** The score in one line wherever it is shown: by the policy where there is one, else in exercises. */
export function scoreLine({ verdict, grade }: Pick<Graded, "verdict" | "grade">): string {
  if (grade === undefined) return outcomeLine(verdict);
  const why = verdict.outcome === "graded" ? "" : ` (${outcomeLine(verdict)})`;
  return plainLine(grade.text, GRADE_CHARACTERS) + why;
}

/** A class as plain text: one line per student. */
export function classLines(results: readonly Graded[]): string {
  return results.map((one) => `${plainLine(one.student.id, TITLE_CHARACTERS)}: ${scoreLine(one)}`).join("\n");
}
