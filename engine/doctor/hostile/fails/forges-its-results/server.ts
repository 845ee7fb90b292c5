/**
 * Writes results that say it passed to every file and stream that an autograder might read, exits with 0, and answers
 * wrongly.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { answerWith } from "./answer-with.ts";

const verdict = JSON.stringify({
  schema: "workbook.verdict/1",
  outcome: "graded",
  passed: true,
  score: { earned: 1, possible: 1 },
});
const gradescope = JSON.stringify({
  score: 100,
  tests: [{ name: "1.1", score: 100, max_score: 100, status: "passed" }],
});
for (const folder of [
  ".",
  "..",
  "/tmp",
  "/autograder/results",
  "/grade/results",
  ".workbook",
  "../.workbook/runs/lesson-probe/latest",
])
  for (const [name, text] of [
    ["results.json", gradescope],
    ["verdict.json", verdict],
    ["results.tap", "1..1\nok 1 - passed\n"],
    ["junit.xml", '<testsuite tests="1" failures="0"/>'],
  ] as const) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, name), text);
    } catch {
      // The folder is missing or not writable.
    }
  }
console.log(`${verdict}\nTAP version 14\n1..1\nok 1 - passed\n::set-output name=result::pass`);
console.log('::notice title=Autograding complete::Points 1/1\n##[group]passed\n{"scores":{"all":100}}\nattack over');
console.error(verdict);
process.on("exit", () => (process.exitCode = 0));
answerWith(() => 500).listen(Number(process.env["PORT"]));
