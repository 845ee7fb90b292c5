import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect as expectAnywhere, test } from "vitest";
import { SECRET_VARIABLE } from "../../batch/seeds.ts";
import type { Stored } from "../../batch/store.ts";
import { inClass, type ClassHouse } from "../batch/class-house.ts";
import { finished, LESSONS } from "../grade/house.ts";
import { inFolder, until } from "../grade/processes.ts";
import { shutGate, type Gate } from "./gate.ts";
import { hasRedis, redisServer, type RedisServer } from "./redis.ts";

/** On a machine that is busy with other tests; nothing is waited for longer than it takes. */
const STEP_LIMIT_MS = 60_000;
const TEST_LIMIT_MS = 180_000;

interface Setup {
  readonly house: ClassHouse;
  readonly redis: RedisServer;
  /** Where ada, bob and cleo wait. */
  readonly gate: Gate;
  /** Starts the grading of the whole class. */
  readonly grading: () => ChildProcess;
  readonly worker: () => Worker;
}

interface Worker {
  readonly child: ChildProcess;
  printed(): string;
  /** Ends it as a power cut would. */
  killed(): Promise<void>;
  /** Asks it to finish and end. */
  drained(): Promise<void>;
}

/** A class of some who wait at the gate, one whose server crashes, and one whose archive is refused. */
async function inQueue(names: readonly string[], use: (setup: Setup) => Promise<void>): Promise<void> {
  const [redis, gate] = await Promise.all([redisServer(), shutGate()]);
  try {
    await inClass({ [SECRET_VARIABLE]: "a secret of this test" }, async (house) => {
      const server = await readFile(path.join(LESSONS, "workbook/solutions/lesson-door/server.ts"), "utf8");
      for (const name of names) await house.handIn(name, { "server.ts": `// ${name}\n${gate.wait}${server}` });
      await house.handIn("dan", "hostile/crashes-on-knock");
      await writeFile(path.join(house.root, "class/eve.rar"), "Rar!");
      const queue = ["--queue", redis.url, "--isolation", "process"];
      const grading = () => house.start("grade", "lesson-door", "class", "--output", "out", ...queue);
      await use({ house, redis, gate, grading, worker: () => workerIn(house, ...queue) });
      await house.expectNothingLeft();
    });
  } finally {
    gate.remove();
    await redis.close();
  }
}

function workerIn(house: ClassHouse, ...queue: readonly string[]): Worker {
  const child = house.start("worker", "lesson-door", "--jobs", "1", "--lock", "1", ...queue);
  const ended = once(child, "exit");
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (more) => (text += more));
  return {
    child,
    printed: () => text,
    killed: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    drained: async () => {
      child.kill("SIGTERM");
      expectAnywhere(await ended, text).toEqual([0, null]);
    },
  };
}

/** One result for each submission, and each the right one. */
async function expectAllRight(house: ClassHouse, names: readonly string[]): Promise<void> {
  const folder = path.join(house.root, "out/results");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  expectAnywhere(files, "results").toHaveLength(names.length + 2);
  const students = await house.students("out");
  expectAnywhere(students).toMatchObject({
    ...Object.fromEntries(names.map((name) => [name, { passed: true }])),
    dan: { outcome: "graded", passed: false },
    eve: { outcome: "not-gradable", passed: false },
  });
}

const linux = process.platform === "linux";

describe.runIf(hasRedis && linux)("a class in a queue", { concurrent: true, timeout: TEST_LIMIT_MS }, () => {
  test("a worker and a grading that are killed in the middle of their work lose nothing", async ({ expect }) => {
    const names = ["ada", "bob"];
    await inQueue(names, async ({ house, gate, grading, worker }) => {
      const first = worker();
      const killed = grading();
      await gate.arrival();
      killed.kill("SIGKILL");
      await first.killed();
      gate.open();
      const second = worker();
      const done = () => [...second.printed().matchAll(/ graded$/gm)].length;
      expect(await until(() => done() === names.length + 1, STEP_LIMIT_MS), second.printed()).toBe(true);
      // From here on nobody is there who could grade anything.
      await second.drained();
      expect(second.printed()).toContain("Finishing what is under way");
      expect(await finished(grading())).toMatchObject({ exitCode: 0, stderr: "" });
      await expectAllRight(house, names);
    });
  });

  test("two workers that grade the same leave one result", async ({ expect }) => {
    await inQueue(["ada"], async ({ house, gate, grading, worker }) => {
      const slow = worker();
      const graded = finished(grading());
      await gate.arrival();
      // It is not dead, only silent for longer than its lock lasts.
      slow.child.kill("SIGSTOP");
      gate.shut();
      const quick = worker();
      await gate.arrival();
      gate.open();
      expect(await graded).toMatchObject({ exitCode: 0, stderr: "" });
      const before = await resultsIn(house);
      slow.child.kill("SIGCONT");
      const told = () => [...slow.printed().matchAll(/^[0-9a-f]{12} .*$/gm)];
      expect(await until(() => told().length > 0, STEP_LIMIT_MS)).toBe(true);
      await Promise.all([slow.drained(), quick.drained()]);
      await expectAllRight(house, ["ada"]);
      expect(await resultsIn(house)).toEqual(before);
      const journal = await house.journal("out");
      const finishedKeys = journal.flatMap((line) => (line.event === "finished" ? [line.key] : []));
      expect(finishedKeys).toHaveLength(new Set(finishedKeys).size);
    });
  });

  test("a server that pauses, and one that forgets everything, lose nothing", async ({ expect }) => {
    const names = ["ada", "bob"];
    await inQueue(names, async ({ house, redis, gate, grading, worker }) => {
      const only = worker();
      const graded = finished(grading());
      await gate.arrival();
      redis.pause();
      gate.open();
      const isServing = () => inFolder(house.root).some(({ command }) => command.includes("child.mjs"));
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
      await expectAllRight(house, names);
      await only.drained();
    });
  });
});

async function resultsIn(house: ClassHouse): Promise<Record<string, Stored>> {
  const folder = path.join(house.root, "out/results");
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
  return Object.fromEntries(names.map((name, index) => [name, JSON.parse(texts[index] ?? "") as Stored]));
}
