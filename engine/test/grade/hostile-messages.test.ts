import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { found } from "./found.ts";
import { graded, LESSONS } from "./house.ts";

const CHECKS = "checks/lesson-door/lesson-door.check.ts";

/** A busy machine may not get as far as the flood within the time that an answer has. */
const LATE_OR_FLOODED = expect.stringMatching(/^2\.1 (flooded|no-answer|not-json|event-loop-blocked)$/) as string;

/** Exercise 1 does not knock: whatever a knock does, it must not cost that one. */
describe.concurrent("a knock", () => {
  test("that is answered so slowly that the check as a whole takes too long", async () => {
    const checks = await readFile(path.join(LESSONS, "workbook", CHECKS), "utf8");
    const oneKnock =
      'visitor.send({ type: "knock", name: random.word() });\n    await expect(visitor).toReceive(answer);\n';
    expect(checks).toContain(oneKnock);
    const workbook = { [CHECKS]: checks.replace(oneKnock, oneKnock.repeat(15)) };
    expect(found(await graded({ change: "hostile/answers-slowly", workbook }, "--exercise", "2"))).toEqual([
      "2 failed",
      "2.1 too-slow",
    ]);
  });

  test("that is followed by an endless loop", async () => {
    await expect(answerTo("loops-on-knock")).resolves.toEqual(["1 passed", "2 failed", "2.1 event-loop-blocked"]);
  });

  test("that is answered too late", async () => {
    await expect(answerTo("answers-late")).resolves.toEqual(["1 passed", "2 failed", "2.1 no-answer"]);
  });

  test("that is answered with a frame of 100 MiB", async () => {
    await expect(answerTo("answers-too-large")).resolves.toEqual(["1 passed", "2 failed", LATE_OR_FLOODED]);
  });

  test("that is answered a million times", async () => {
    await expect(answerTo("answers-a-million-times")).resolves.toEqual(["1 passed", "2 failed", LATE_OR_FLOODED]);
  });

  test("that is answered without end", async () => {
    await expect(answerTo("sends-without-end")).resolves.toEqual(["1 passed", "2 failed", LATE_OR_FLOODED]);
  });

  test("that is answered with ping frames without end", async () => {
    await expect(answerTo("pings-without-end")).resolves.toEqual(["1 passed", "2 failed", LATE_OR_FLOODED]);
  });

  test("that crashes the server", async () => {
    await expect(answerTo("crashes-on-knock")).resolves.toEqual([
      "1 passed",
      "2 failed",
      "2.1 server-stopped at knock.ts:5",
    ]);
  });

  test("that ends the server", async () => {
    await expect(answerTo("exits-on-knock")).resolves.toEqual(["1 passed", "2 failed", "2.1 server-exited"]);
  });

  test("that is answered by hanging up", async () => {
    await expect(answerTo("closes-on-knock")).resolves.toEqual(["1 passed", "2 failed", "2.1 connection-closed"]);
  });

  test("that is answered, while hanging up crashes the server", async () => {
    await expect(answerTo("throws-in-its-close-handler")).resolves.toEqual([
      "1 passed",
      "2 failed",
      "2.2 server-stopped at knock.ts:5",
    ]);
  });
});

async function answerTo(name: string): Promise<string[]> {
  return found(await graded({ change: `hostile/${name}` }));
}
