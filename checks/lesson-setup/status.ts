import { CheckFailure, expect, type HttpAnswer, type JsonShape } from "#kit";
import { asInTable, errorBody, INVALID } from "./answers.ts";
import { failures } from "./failures.ts";

/** Characters of a body that a sentence shows. */
const SHOWN_CHARACTERS = 120;

/**
 * Fails unless the answer has one of these status codes. In this lesson the status is the learner's own work, so what came
 * in its place says more about the cause than the kit's expectation can know.
 */
export function expectStatus(answer: HttpAnswer, ...statuses: readonly number[]): void {
  const { status, sent, body, event } = answer;
  if (statuses.includes(status)) return;
  const shown = body.length > SHOWN_CHARACTERS ? `${body.slice(0, SHOWN_CHARACTERS)}…` : body;
  throw new CheckFailure({
    code: failureOf(answer, statuses),
    sent,
    expected: `status ${statuses.join(" or ")}`,
    received: `status ${status}${body === "" ? "" : ` with the body ${shown}`}`,
    event,
  });
}

/** Fails unless a task that was deleted is not there for this move. */
export function expectGoneFor(move: HttpAnswer): void {
  try {
    expectStatus(move, 404);
  } catch (error) {
    if (!(error instanceof CheckFailure) || error.observation.code !== failures["not-refused"]) throw error;
    throw new CheckFailure({ ...error.observation, code: failures["deleted-task-moved"] });
  }
}

/** Fails unless a body that breaks this rule is refused as an invalid one, with an error. */
export function expectInvalid(answer: HttpAnswer, broken: string): void {
  try {
    expectStatus(answer, ...INVALID);
  } catch (error) {
    if (!(error instanceof CheckFailure) || error.observation.code !== failures["not-refused"]) throw error;
    throw new CheckFailure({ ...error.observation, why: `${broken}, and the request was carried out` });
  }
  expect(answer).toMatchJson(errorBody);
}

/** Fails unless the answer refuses the body as an invalid one, or has created a task of this shape. */
export function expectRefusedOr(answer: HttpAnswer, task: JsonShape): void {
  expectStatus(answer, 201, ...INVALID);
  if (answer.status === 201) expect(asInTable(answer)).toMatchJson({ data: task });
  else expect(answer).toMatchJson(errorBody);
}

function failureOf({ status, saysError }: HttpAnswer, wanted: readonly number[]) {
  if (status === 501) return failures["route-not-written"];
  if (status >= 500) return failures["handler-threw"];
  const isSuccess = status < 400;
  const wantsSuccess = wanted.some((one) => one < 400);
  if (isSuccess === wantsSuccess) return failures["another-status"];
  if (isSuccess && saysError) return failures["refused-with-success"];
  return isSuccess ? failures["not-refused"] : failures["wrongly-refused"];
}
