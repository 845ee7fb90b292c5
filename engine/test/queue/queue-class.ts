/** Grades a class through a queue, with the real command line and a real Redis. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect as expectAnywhere } from "vitest";
import { SECRET_VARIABLE } from "../../batch/seeds.ts";
import { withClassFixture, type ClassFixture } from "../batch/class-fixture.ts";
import { LESSONS } from "../grade/grading-fixture.ts";
import { shutGate, type Gate } from "./gate.ts";
import { redisServer, type RedisServer } from "./redis.ts";

/** The secret that the grading and its workers share, and that must never be stored in the queue. */
export const SECRET = "a secret of this test";

/** The limit of each step, for a machine that is busy with other tests. */
export const STEP_LIMIT_MS = 60_000;
export const TEST_LIMIT_MS = 180_000;

interface Setup {
  readonly fixture: ClassFixture;
  readonly redis: RedisServer;
  /** The gate at which the named submissions wait. */
  readonly gate: Gate;
  /** Starts the grading of the whole class. */
  readonly grading: () => ChildProcess;
  readonly worker: () => Worker;
}

interface Worker {
  readonly child: ChildProcess;
  printed(): string;
  /** Ends it with SIGKILL, like a power cut. */
  killed(): Promise<void>;
  /** Lets it finish its work and end. */
  drained(): Promise<void>;
}

/** A class with submissions that wait at the gate, one whose server crashes, and one that earns nothing. */
export async function inQueue(names: readonly string[], use: (setup: Setup) => Promise<void>): Promise<void> {
  const [redis, gate] = await Promise.all([redisServer(), shutGate()]);
  try {
    await withClassFixture({ [SECRET_VARIABLE]: SECRET }, async (fixture) => {
      const server = await readFile(path.join(LESSONS, "workbook/solutions/lesson-door/server.ts"), "utf8");
      for (const name of names) await fixture.handIn(name, { "server.ts": `// ${name}\n${gate.wait}${server}` });
      await fixture.handIn("dan", "hostile/crashes-on-knock");
      await writeFile(path.join(fixture.root, "class/eve.rar"), "Rar!");
      // A submission that earns nothing as the instructor decided has a result, and is never sent to a worker.
      const settled = ["--decide", "eve=zero"];
      const queue = ["--queue", redis.url, "--isolation", "process"];
      const grading = () => fixture.start("grade", "lesson-door", "class", "--output", "out", ...settled, ...queue);
      await use({ fixture, redis, gate, grading, worker: () => workerIn(fixture, ...queue) });
      await fixture.expectNothingLeft();
    });
  } finally {
    gate.remove();
    await redis.close();
  }
}

export function workerIn(fixture: ClassFixture, ...queue: readonly string[]): Worker {
  const child = fixture.start("worker", "lesson-door", "--jobs", "1", "--lock", "1", ...queue);
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

/** Asserts one correct result for each submission. */
export async function expectAllRight(fixture: ClassFixture, names: readonly string[]): Promise<void> {
  const folder = path.join(fixture.root, "out/results");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  expectAnywhere(files, "results").toHaveLength(names.length + 2);
  const students = await fixture.students("out");
  expectAnywhere(students).toMatchObject({
    ...Object.fromEntries(names.map((name) => [name, { passed: true }])),
    dan: { outcome: "graded", passed: false },
    eve: { outcome: "not-gradable", passed: false },
  });
}
