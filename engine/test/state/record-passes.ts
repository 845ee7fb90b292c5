/** Runs as a separate process: records, one after the other, that the given exercises of a lesson passed. */
import { recordVerdict } from "../../state/progress.ts";
import { saveRun } from "../../state/runs.ts";
import type { Verdict } from "../../verdict.ts";
import { workbookAt } from "../../workbook.ts";

const [root = "", lesson = "", ...exercises] = process.argv.slice(2);
const workbook = workbookAt(root);
for (const id of exercises.map(Number)) {
  const verdict = {
    schema: "workbook.verdict/1",
    lesson,
    outcome: "graded",
    exercises: [{ id, title: "", status: "passed", durationMs: 0, checks: [] }],
    server: { stdout: "", stderr: "" },
    submission: "",
  } as unknown as Verdict;
  const results = await Promise.all([recordVerdict(workbook, verdict), saveRun(workbook, verdict)]);
  for (const notice of results.flatMap((result) => result.notices)) process.stderr.write(`${notice}\n`);
}
