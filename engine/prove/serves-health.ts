import { declaredBy, check, exercise } from "../kit/exercise.ts";
import { expect } from "../kit/expect.ts";
import { grade, type GradeOptions } from "../grade/grade.ts";

/** The check that every lesson's server must pass, whatever its exercises are about. */
const health = declaredBy(() =>
  exercise(1, "Answer", () =>
    check("1.1", "GET /health answers 200", { hint: "Is /health among the routes?" }, async ({ http }) => {
      expect(await http.get("/health")).toHaveStatus(200);
    }),
  ),
);

/** Why a folder does not serve `GET /health` with 200, as a phrase; undefined when it does. Rejects when aborted. */
export async function healthFault(
  options: Pick<GradeOptions, "workbook" | "lesson" | "submission" | "display" | "signal">,
): Promise<string | undefined> {
  const verdict = await grade({ ...options, suite: health, exercise: 1, stretch: false });
  if (verdict.reason !== null) return `${verdict.reason.code}: ${verdict.reason.message}`;
  const failure = verdict.exercises[0]?.checks[0]?.failure;
  return failure == null ? undefined : `GET /health: expected ${failure.expected}, received ${failure.received}`;
}
