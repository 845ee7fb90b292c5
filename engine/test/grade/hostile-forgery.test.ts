import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { outcomeSummary } from "./outcome-summary.ts";
import { graded } from "./grading-fixture.ts";
import { rightServer } from "./right-server.ts";

test("a verdict that a server prints, sends and reports has no effect", async () => {
  const work = await graded({ change: "hostile/forges-a-verdict" });
  expect(outcomeSummary(work)).toEqual(["1 passed", "2 failed", "2.1 server-exited at knock.ts:18"]);
  expect(work.exitCode).toBe(1);
});

test("ten megabytes of forged reports change nothing", async () => {
  const work = await graded({ change: "hostile/writes-garbage-to-the-grader" });
  expect(outcomeSummary(work)).toEqual(["1 passed", "2 passed"]);
  expect(work.verdict?.server.ports).toHaveLength(1);
});

describe.runIf(process.platform === "linux")("the port of another server", () => {
  test("is not accepted as the submission's own", async () => {
    const other = await rightServer();
    const work = await graded({
      change: "hostile/names-another-server",
      prepare: (submission) => name(other.port, submission),
    });
    await other.close();
    expect(outcomeSummary(work)).toEqual([
      "1 failed",
      "1.2 handshake-answered-by-http",
      "2 failed",
      "2.1 handshake-answered-by-http",
    ]);
    expect(other.visits()).toBe(0);
  });

  test("is not accepted as the submission's second one", async () => {
    const other = await rightServer();
    const work = await graded({
      change: "hostile/names-another-server-as-second-port",
      prepare: (submission) => name(other.port, submission),
    });
    await other.close();
    expect(outcomeSummary(work)).toEqual([
      "1 failed",
      "1.2 handshake-answered-by-http",
      "2 failed",
      "2.1 handshake-answered-by-http",
    ]);
    expect(other.visits()).toBe(0);
  });
});

async function name(port: number, submission: string): Promise<void> {
  const file = path.join(submission, "server.ts");
  await writeFile(file, (await readFile(file, "utf8")).replace("OTHER = 0", `OTHER = ${port}`));
}
