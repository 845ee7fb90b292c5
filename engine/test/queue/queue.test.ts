import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "vitest";
import type { Stored } from "../../batch/store.ts";
import type { ClassFixture } from "../batch/class-fixture.ts";
import { finished } from "../grade/grading-fixture.ts";
import { inFolder, until } from "../grade/processes.ts";
import { expectAllRight, inQueue, STEP_LIMIT_MS, TEST_LIMIT_MS } from "./queue-class.ts";
import { hasRedis } from "./redis.ts";

const linux = process.platform === "linux";

describe.runIf(hasRedis && linux)("a class in a queue", { concurrent: true, timeout: TEST_LIMIT_MS }, () => {
  test("no result is lost when a worker and a grading are killed in the middle of their work", async ({ expect }) => {
    const names = ["ada", "bob"];
    await inQueue(names, async ({ fixture, gate, grading, worker }) => {
      const first = worker();
      const killed = grading();
      await gate.arrival();
      killed.kill("SIGKILL");
      await first.killed();
      gate.open();
      const second = worker();
      const done = () => [...second.printed().matchAll(/ graded$/gm)].length;
      expect(await until(() => done() === names.length + 1, STEP_LIMIT_MS), second.printed()).toBe(true);
      // From here on there is no worker.
      await second.drained();
      expect(second.printed()).toContain("Finishing the running jobs");
      expect(await finished(grading())).toMatchObject({ exitCode: 0, stderr: "" });
      await expectAllRight(fixture, names);
    });
  });

  test("two workers that grade the same submission leave one result", async ({ expect }) => {
    await inQueue(["ada"], async ({ fixture, gate, grading, worker }) => {
      const slow = worker();
      const graded = finished(grading());
      await gate.arrival();
      // The worker is alive, but silent for longer than its lock lasts.
      slow.child.kill("SIGSTOP");
      gate.shut();
      const quick = worker();
      await gate.arrival();
      gate.open();
      expect(await graded).toMatchObject({ exitCode: 0, stderr: "" });
      const before = await resultsIn(fixture);
      slow.child.kill("SIGCONT");
      const lines = () => [...slow.printed().matchAll(/^[0-9a-f]{12} .*$/gm)];
      expect(await until(() => lines().length > 0, STEP_LIMIT_MS)).toBe(true);
      await Promise.all([slow.drained(), quick.drained()]);
      await expectAllRight(fixture, ["ada"]);
      expect(await resultsIn(fixture)).toEqual(before);
      const journal = await fixture.journal("out");
      const finishedKeys = journal.flatMap((line) => (line.event === "finished" ? [line.key] : []));
      expect(finishedKeys).toHaveLength(new Set(finishedKeys).size);
    });
  });

  test("no result is lost when the server pauses or loses all its data", async ({ expect }) => {
    const names = ["ada", "bob"];
    await inQueue(names, async ({ fixture, redis, gate, grading, worker }) => {
      const only = worker();
      const graded = finished(grading());
      await gate.arrival();
      redis.pause();
      gate.open();
      const isServing = () => inFolder(fixture.root).some(({ command }) => command.includes("child.mjs"));
      expect(await until(() => !isServing(), STEP_LIMIT_MS)).toBe(true);
      gate.shut();
      redis.goOn();
      await gate.arrival();
      await redis.kill();
      await redis.restart();
      gate.open();
      const { exitCode, stdout, stderr } = await graded;
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      expect(stdout).toContain(`The queue at ${redis.url} is away; waiting for it.`);
      expect(stdout).toContain(`The queue at ${redis.url} is back.`);
      await expectAllRight(fixture, names);
      await only.drained();
    });
  });
});

async function resultsIn(fixture: ClassFixture): Promise<Record<string, Stored>> {
  const folder = path.join(fixture.root, "out/results");
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
  return Object.fromEntries(names.map((name, index) => [name, JSON.parse(texts[index] ?? "") as Stored]));
}
