/** A worker that comes late is a slow client, and what fails meanwhile says nothing about the submission. */
import path from "node:path";
import { expect, test } from "vitest";
import { watchLateness } from "../../workers/lateness.ts";
import { withClassFixture } from "./class-fixture.ts";

/** Stops the process that grades, once, and then drops the client as a server with a heartbeat would. */
const dropsALateClient = (flag: string) => `
import { existsSync, writeFileSync } from "node:fs";
import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  if (existsSync(${JSON.stringify(flag)})) {
    visitor.send(JSON.stringify({ type: "answer", name }));
    return;
  }
  writeFileSync(${JSON.stringify(flag)}, "");
  process.kill(process.ppid, "SIGSTOP");
  setTimeout(() => {
    visitor.terminate();
    process.kill(process.ppid, "SIGCONT");
  }, 300);
}
`;

test("a check that fails while the worker is late is graded again alone", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada", { "knock.ts": dropsALateClient(path.join(fixture.root, "flag")) });
    await fixture.handIn("bob", { "mine.ts": "// bob" });
    const { exitCode } = await fixture.grade("out");
    expect(exitCode).toBe(0);
    const outcomes = (await fixture.journal("out")).flatMap((line) => (line.event === "finished" ? line.outcome : []));
    expect(outcomes).toContain("doubtful");
    const { entries } = await fixture.set("out");
    expect(entries.map(({ name, passed }) => [name, passed])).toEqual([
      ["ada", true],
      ["bob", true],
    ]);
    await fixture.expectNothingLeft();
  });
});

test("measures the longest delay of the event loop since it began", async () => {
  const lateness = watchLateness();
  const turn = () => new Promise((resolve) => setTimeout(resolve, 30));
  await turn();
  for (const until = performance.now() + 150; performance.now() < until;);
  await turn();
  expect(lateness.stop()).toBeGreaterThanOrEqual(100);
});
