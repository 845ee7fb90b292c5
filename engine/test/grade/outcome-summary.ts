import type { Graded } from "./grading-fixture.ts";

/** How each exercise went, and the codes of what failed: short enough to stand in one line of a test. */
export function outcomeSummary({ verdict, printed, stderr }: Graded): string[] {
  if (verdict === undefined) throw new Error(`no verdict was kept; the command printed ${printed}${stderr}`);
  if (verdict.reason !== null) return [`${verdict.outcome}: ${verdict.reason.code}`];
  return verdict.exercises.flatMap(({ id, status, checks }) => [
    `${id} ${status}`,
    ...checks.flatMap(({ id: check, failure }) =>
      failure === null
        ? []
        : [`${check} ${failure.code}${failure.file === undefined ? "" : ` at ${failure.file}:${failure.line}`}`],
    ),
  ]);
}
