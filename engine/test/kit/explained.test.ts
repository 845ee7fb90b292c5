/** Questions that a check asks once it has failed. */
import { expect, test } from "vitest";
import { explained } from "../../kit/explained.ts";
import { CheckFailure } from "../../kit/failure.ts";

const silent = new CheckFailure({ code: "no-message", sent: "a ping", expected: "a pong", received: "nothing" });
const failing = () => Promise.reject(silent);

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => "none",
    (error: unknown) => error,
  );
}

test("an expectation that is met asks nothing", async () => {
  const asked = () => Promise.reject(new Error("it was asked"));
  expect(await explained(() => 7, asked)).toBe(7);
});

test("what is found takes the place of what was observed, and the moment of the failure stays", async () => {
  const found = explained(failing, async ({ received }) => ({ code: "works-once", received: `${received} twice` }));
  const { observation } = (await failureOf(found)) as CheckFailure;
  expect(observation).toEqual({ ...silent.observation, code: "works-once", received: "nothing twice" });
});

test("the failure stays where nothing is found, and where the questions fail in turn", async () => {
  expect(await failureOf(explained(failing, () => undefined))).toBe(silent);
  const cut = new CheckFailure({ code: "connection-closed", sent: "a ping", expected: "a pong", received: "1006" });
  expect(await failureOf(explained(failing, () => Promise.reject(cut)))).toBe(silent);
});

test("failures with other codes are not explained", async () => {
  const asked = () => ({ why: "asked" });
  expect(await failureOf(explained(failing, asked, "works-once"))).toBe(silent);
  expect(await failureOf(explained(failing, asked, "works-once", "no-message"))).not.toBe(silent);
});

test("a mistake in the check is no failure of the submission, wherever it is", async () => {
  const mistake = new TypeError("the check is wrong");
  expect(
    await failureOf(
      explained(
        () => Promise.reject(mistake),
        () => ({}),
      ),
    ),
  ).toBe(mistake);
  expect(await failureOf(explained(failing, () => Promise.reject(mistake)))).toBe(mistake);
});
