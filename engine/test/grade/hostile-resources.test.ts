import { expect, test } from "vitest";
import { found } from "./found.ts";
import { graded } from "./house.ts";

/** That the grader's own process stays small is asserted by `graded`. */
test("200 MB of output cost nobody an exercise, and only their end is kept", async () => {
  const work = await graded({ change: "hostile/prints-200-mb" });
  expect(found(work)).toEqual(["1 passed", "2 passed"]);
  expect(work.verdict?.server.stdout.length).toBeLessThanOrEqual(20_000);
});

test("a server that takes 4 GB is ended, and the exercise says so", async () => {
  const work = await graded({ change: "hostile/takes-4-gb" });
  expect(found(work)).toEqual(["1 passed", "2 failed", "2.1 server-killed"]);
  expect(work.verdict?.exercises[1]?.checks[0]?.failure?.received).toBe(
    "nothing; your server was stopped: it used more than 512 MB of memory",
  );
});

test("a message that takes much more memory once it is parsed is read past", async () => {
  expect(found(await graded({ change: "hostile/greets-with-a-heap" }))).toEqual(["1 passed", "2 passed"]);
});
