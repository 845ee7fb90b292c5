import { casesOf, wentWrong } from "../export/cases.ts";
import { plainLine, plainText } from "../export/plain.ts";
import { scoreLine } from "../export/score-text.ts";
import type { Graded } from "../export/student.ts";
import { nameOf, transcriptText, verdictText } from "../export/words.ts";
import type { ShownSolution } from "./feedback-page.tsx";

const NAME_CHARACTERS = 200;
const DETAIL_CHARACTERS = 4_000;
const COMMENT_CHARACTERS = 10_000;
const SOLUTION_CHARACTERS = 100_000;

/** The feedback for one student as plain text: score, comment, the checks, and what was on the wire where one failed. */
export function feedbackText({ student, verdict, grade }: Graded, solution: ShownSolution): string {
  const comment = plainText(grade?.comment ?? "", COMMENT_CHARACTERS);
  const wires = casesOf(verdict)
    .filter((one) => wentWrong(one) && one.transcript.length > 0)
    .map((one) => `On the wire, ${nameOf(one)}:\n${transcriptText(one.transcript, DETAIL_CHARACTERS)}`);
  const files = [...solution].map(
    ([name, text]) => `The solution, ${plainLine(name, NAME_CHARACTERS)}:\n${plainText(text, SOLUTION_CHARACTERS)}`,
  );
  const by = grade?.decision == null ? "" : `\n${plainLine(grade.decision.by, NAME_CHARACTERS)}`;
  const parts = [
    `${plainLine(student.name ?? student.id, NAME_CHARACTERS)}: ${scoreLine({ verdict, grade })}`,
    ...(comment === "" ? [] : [`Comment:\n${comment}${by}`]),
    verdictText(verdict, DETAIL_CHARACTERS),
    ...wires,
    ...files,
  ];
  return `${parts.join("\n\n")}\n`;
}
