/**
 * Exercism's results.json, version 3 ("The test runner interface" of its documentation).
 *
 * The format has only pass, fail and error. A skipped check is left out: it did not run, and Exercism shows only the first
 * failure anyway. `test_code` holds the conversation, which is what a check consists of.
 *
 * `error` at the top level means that no test ran. It is used for a submission that could not be run and for a fault of
 * the workbook, in both cases without tests: the format has no status for "unknown", and `fail` would blame the learner.
 * The message says whose fault it was.
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
/** The limit for the learner's own output on one test, including the note about what was left out. */
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

/** The output is known only for the whole submission, so it goes to the one test that Exercism shows. */
function outputOf({ server }: Verdict): string {
  return plainText(`${server.stdout}\n${server.stderr}`, OUTPUT_CHARACTERS);
}
