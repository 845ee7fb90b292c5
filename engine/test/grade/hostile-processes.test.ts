import { describe, expect, test } from "vitest";
import { outcomeSummary } from "./outcome-summary.ts";
import { graded } from "./grading-fixture.ts";

/** Each of these serves its visitors well. That nothing of it is left is asserted by `graded`. */
describe.concurrent("nothing is left of a server", () => {
  test.each([
    { that: "ignores SIGTERM", name: "ignores-sigterm" },
    { that: "calls process.exit in its exit handler", name: "exits-in-its-exit-handler" },
    { that: "starts a detached child", name: "leaves-a-child" },
    { that: "starts a detached child that holds its output open", name: "leaves-a-child-holding-its-output" },
    { that: "starts a detached child without environment", name: "leaves-a-child-without-environment" },
    { that: "starts a child that starts another when it is asked to end", name: "leaves-a-child-that-comes-back" },
    { that: "leaves a daemon in a session of its own", name: "leaves-a-daemon" },
  ])("that $that", async ({ name }) => {
    expect(outcomeSummary(await graded({ change: `hostile/${name}` }))).toEqual(["1 passed", "2 passed"]);
  });

  test.runIf(process.platform === "linux")("that leaves a daemon without environment", async () => {
    expect(outcomeSummary(await graded({ change: "hostile/leaves-a-daemon-without-environment" }))).toEqual([
      "1 passed",
      "2 passed",
    ]);
  });

  test("that closes its channel to the grader", async () => {
    // The number of that line may be given to the next connection, so what then happens is the server's own doing.
    const { exitCode } = await graded({ change: "hostile/closes-the-line-to-the-grader" });
    expect(exitCode).toBeLessThan(2);
  });
});
