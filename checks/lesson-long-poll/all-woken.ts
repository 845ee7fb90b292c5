/** Several polls of one board, which one change has to answer. */
import { expect, explained, type Explanation, type HeldRequest, type HttpAnswer, type HttpClient } from "#kit";
import { areWokenBy, letHandlersRun } from "./after-failure.ts";
import { failures } from "./failures.ts";

/**
 * Fails unless each of these polls is answered. Returns their answers.
 * @param change another change of the board, which shows whether that wakes the polls
 */
export async function expectAllAnswered(
  http: HttpClient,
  polls: readonly HeldRequest[],
  change: () => Promise<unknown>,
): Promise<HttpAnswer[]> {
  const answers: HttpAnswer[] = [];
  for (const poll of polls)
    answers.push(
      await explained(
        () => expect(poll).toBeAnswered(),
        () => whoIsWoken(http, polls, change),
        "still-held",
      ),
    );
  return answers;
}

/** Which of these polls are answered and, where none is, whether another change of the board wakes them. */
async function whoIsWoken(
  http: HttpClient,
  polls: readonly HeldRequest[],
  change: () => Promise<unknown>,
): Promise<Explanation> {
  const numbers = polls.flatMap(({ isPending }, index) => (isPending ? [] : [index + 1]));
  if (numbers.length === 0)
    return { code: failures[(await areWokenBy(polls, change)) ? "creation-wakes-nobody" : "no-change-wakes"] };
  const [number] = numbers;
  const isOne = numbers.length === 1;
  const isEverySecond = !isOne && isAlternating(polls) && (await isEverySecondAgain(http, polls, change));
  return {
    code: failures[
      isOne && number === 1
        ? "oldest-alone-woken"
        : isOne && number === polls.length
          ? "newest-alone-woken"
          : isEverySecond
            ? "every-second-woken"
            : "not-all-woken"
    ],
    expected: `an answer to each of the ${polls.length} polls of this board`,
    received: `an answer to number ${numbers.join(", ")} of them; the others are still open`,
  };
}

/** Whether the first of these polls is answered, the second is not, the third is, and so on. */
function isAlternating(polls: readonly HeldRequest[]): boolean {
  return polls.every(({ isPending }, index) => isPending === (index % 2 === 1));
}

/** Whether it is the same with those that are still held, and others that come behind them. */
async function isEverySecondAgain(
  http: HttpClient,
  polls: readonly HeldRequest[],
  change: () => Promise<unknown>,
): Promise<boolean> {
  const held = polls.filter(({ isPending }) => isPending);
  const [path = ""] = polls.map(({ asked }) => asked.slice("GET ".length));
  for (let client = 0; client < polls.length; client++) {
    held.push(await http.hold(path));
    await letHandlersRun(http);
  }
  await areWokenBy(held, change);
  await letHandlersRun(http);
  return isAlternating(held);
}
