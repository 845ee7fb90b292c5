/** The commands of both services in compose.yaml, run outside of containers with a real queue: a class on two workers. */
import type { ChildProcess } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { SECRET_VARIABLE } from "../../batch/seeds.ts";
import { QUEUE_PASSWORD_VARIABLE } from "../../cli/grade/queue-flag.ts";
import { withClassFixture } from "../batch/class-fixture.ts";
import { finished } from "../grade/grading-fixture.ts";
import { hasRedis, redisServer } from "../queue/redis.ts";
import { written } from "./written.ts";

const LIMIT_MS = 180_000;

interface Service {
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
}

/** Resolves when the process has printed the text. */
function printed(child: ChildProcess, text: string): Promise<void> {
  let output = "";
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes(text)) resolve();
      });
    child.once("exit", () => reject(new Error(`it ended before it printed "${text}": ${output}`)));
  });
}

test.runIf(process.platform === "linux" && hasRedis)(
  "grade hands out a class that two workers grade, each in a sandbox, with the secrets of .env",
  { timeout: LIMIT_MS },
  async () => {
    const folder = await written("docker");
    const compose = parse(await readFile(path.join(folder, "compose.yaml"), "utf8"), { merge: true }) as {
      services: { worker: Service; grade: Service };
    };
    const env = Object.fromEntries(
      (await readFile(path.join(folder, ".env"), "utf8"))
        .trim()
        .split("\n")
        .map((line) => line.split("=")),
    ) as Record<string, string>;
    await rm(folder, { recursive: true, force: true });
    expect(Object.keys(env)).toEqual([SECRET_VARIABLE, QUEUE_PASSWORD_VARIABLE]);
    const password = env[QUEUE_PASSWORD_VARIABLE] ?? "";
    const redis = await redisServer("--requirepass", password, "--maxmemory-policy", "noeviction");
    try {
      await withClassFixture(env, async (fixture) => {
        const { root } = fixture;
        await fixture.handIn("ada");
        await fixture.handIn("bob", "hostile/closes-on-knock");
        await fixture.handIn("cleo", "hostile/forges-a-verdict");
        const here = (words: readonly string[] = []) =>
          words.map((word) =>
            word.replace("redis://queue:6379", redis.url).replace("/grades", path.join(root, "grades")),
          );
        const workers = [1, 2].map(() => fixture.start(...here(compose.services.worker.command)));
        await Promise.all(workers.map((worker) => printed(worker, "isolation: namespaces")));
        const [node, main, ...grade] = here(compose.services.grade.entrypoint);
        expect([node, main]).toEqual(["node", "engine/cli/start.mjs"]);
        const { exitCode, stderr } = await finished(
          fixture.start(...grade, "lesson-door", path.join(root, "class")),
          LIMIT_MS,
        );
        expect(exitCode, stderr).toBe(0);
        expect(await fixture.students("grades")).toMatchObject({
          ada: { score: { earned: 2 } },
          bob: { score: { earned: 1 } },
          cleo: { score: { earned: 1 } },
        });
        const ends = workers.map((worker) => finished(worker));
        for (const worker of workers) worker.kill("SIGTERM");
        for (const end of ends) expect(await end).toMatchObject({ exitCode: 0 });
        await fixture.expectNothingLeft();
      });
    } finally {
      await redis.close();
    }
  },
);
