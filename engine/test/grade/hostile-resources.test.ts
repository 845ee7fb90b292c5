import { expect, test } from "vitest";
import { outcomeSummary } from "./outcome-summary.ts";
import { graded } from "./grading-fixture.ts";

/** That the grader's own process stays small is asserted by `graded`. */
test("200 MB of output cost no exercise, and only the end is kept", async () => {
  const work = await graded({ change: "hostile/prints-200-mb" });
  expect(outcomeSummary(work)).toEqual(["1 passed", "2 passed"]);
  expect(work.verdict?.server.stdout.length).toBeLessThanOrEqual(20_000);
});

test("a server that takes 4 GB while it starts is ended, and the verdict says so", async () => {
  const { verdict } = await graded({ folder: "submissions/takes-4-gb-while-starting" }, "--exercise", "1");
  expect(verdict?.reason).toMatchObject({
    code: "exited-while-starting",
    message: "the server was stopped: it used more than 512 MB of memory, before it listened",
  });
});

test("a server that takes 4 GB later is ended, and costs no other exercise", async () => {
  const work = await graded({ change: "hostile/takes-4-gb" });
  // A busy machine may not get as far as the limit within the time that an answer has.
  const code = expect.stringMatching(
    /^2\.1 (server-killed|no-answer|event-loop-blocked|wrong-message)( at knock\.ts:\d+)?$/,
  ) as string;
  expect(outcomeSummary(work)).toEqual(["1 passed", "2 failed", code]);
});

test("a message that takes much more memory once it is parsed is skipped", async () => {
  expect(outcomeSummary(await graded({ change: "hostile/greets-with-a-heap" }))).toEqual(["1 passed", "2 passed"]);
});
