/**
 * Exercism's results.json, version 3 ("The test runner interface" of its documentation).
 *
 * The format knows pass, fail and error only. A skipped check is left out: it was not run, and of a failing exercise
 * Exercism shows the first failure alone. `test_code` holds the conversation, which is what our checks consist of.
 *
 * `error` at the top means that no test ran. It stands for a submission that could not be run, and for a fault of the
 * workbook, with no tests in either case: there is no status for "we do not know", and `fail` would be a claim about
 * the learner. The message says whose fault it was.
 */
import type { Verdict } from "../../verdict.ts";
import { jsonLine } from "../json.ts";
import { casesOf, wentWrong, type Case } from "./cases.ts";
import { EXTRAS_CHARACTERS, fitted } from "./fitted.ts";
import { plainText } from "./plain.ts";
import { faultText, nameOf, outcomeLine, transcriptText, verdictText } from "./words.ts";

const FILE_BYTES = 500_000;
/** The limit is 65,535 characters; this many UTF-16 units are never more than that many bytes. */
const MESSAGE_CHARACTERS = 21_845;
/** The learner's own output on one test, the note about what was left out included. */
const OUTPUT_CHARACTERS = 500;

export function exercism(verdict: Verdict): string {
  if (verdict.outcome !== "graded") return error(verdictText(verdict, 4_000));
  const text = fitted(FILE_BYTES, (maxChars) => jsonLine(resultsOf(verdict, maxChars)));
  return text ?? error(`${outcomeLine(verdict)}. The results are larger than this format allows.`);
}

function error(message: string): string {
  return jsonLine({ version: 3, status: "error", message: plainText(message, MESSAGE_CHARACTERS) });
}

function resultsOf(verdict: Verdict, maxChars: number): object {
  const cases = casesOf(verdict).filter(({ status }) => status !== "skipped");
  const first = cases.find(wentWrong);
  return {
    version: 3,
    status: verdict.passed ? "pass" : "fail",
    tests: cases.map((one) => testOf(one, one === first ? outputOf(verdict) : "", maxChars)),
  };
}

function testOf(one: Case, output: string, maxChars: number): object {
  const code = maxChars < EXTRAS_CHARACTERS ? "" : transcriptText(one.transcript, maxChars);
  return {
    name: nameOf(one),
    status: one.status === "passed" ? "pass" : one.status === "error" ? "error" : "fail",
    ...(wentWrong(one) ? { message: faultText(one, maxChars) } : {}),
    ...(output === "" ? {} : { output }),
    ...(code === "" ? {} : { test_code: code }),
    task_id: one.exercise.id,
  };
}

/** Known for the submission as a whole; it goes to the one test that is shown. */
function outputOf({ server }: Verdict): string {
  return plainText(`${server.stdout}\n${server.stderr}`, OUTPUT_CHARACTERS);
}
