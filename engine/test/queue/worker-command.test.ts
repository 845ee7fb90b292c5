import { rm } from "node:fs/promises";
import path from "node:path";
import { describe, expect as expectAnywhere, test } from "vitest";
import { SECRET_VARIABLE } from "../../batch/seeds.ts";
import { queuePackages } from "../../queue/queue-packages.ts";
import { STOP_SILENCE_LIMIT_MS } from "../../queue/serve-queue.ts";
import { withClassFixture } from "../batch/class-fixture.ts";
import { finished } from "../grade/grading-fixture.ts";
import { until } from "../grade/processes.ts";
import { expectAllRight, inQueue, SECRET, STEP_LIMIT_MS, TEST_LIMIT_MS, workerIn } from "./queue-class.ts";
import { hasRedis, QUEUE_PACKAGES, redisServer, type RedisServer } from "./redis.ts";

const { RedisClient } = queuePackages(QUEUE_PACKAGES);
const linux = process.platform === "linux";

/** The limit from the signal to the end: the limit for a silent server, and time to end and clean up. */
const STOPPED_LIMIT_MS = STOP_SILENCE_LIMIT_MS + 15_000;

describe.runIf(hasRedis && linux)("a worker that is stopping", { concurrent: true, timeout: TEST_LIMIT_MS }, () => {
  /** Stops a worker in the middle of a grading while the server is unreachable. */
  async function stopped(signal: "SIGINT" | "SIGTERM", away: (redis: RedisServer) => Promise<void>): Promise<string> {
    let printed = "";
    await inQueue(["ada"], async ({ redis, gate, grading, worker }) => {
      const only = worker();
      const graded = finished(grading());
      await gate.arrival();
      await away(redis);
      only.child.kill(signal);
      const isOver = () => only.child.exitCode !== null || only.child.signalCode !== null;
      expectAnywhere(await until(isOver, STOPPED_LIMIT_MS), `still running; it printed ${only.printed()}`).toBe(true);
      printed = only.printed();
      // Another worker grades what it left.
      redis.goOn();
      await redis.kill();
      await redis.restart();
      gate.open();
      const other = worker();
      expectAnywhere(await graded).toMatchObject({ exitCode: 0, stderr: "" });
      await other.drained();
    });
    return printed;
  }

  const SAID = "The queue does not answer; when it is back, it gives the unfinished jobs to other workers.";

  test("ends when the server is gone", async ({ expect }) => {
    expect(await stopped("SIGTERM", (redis) => redis.kill())).toContain(SAID);
  });

  test("ends when the server hangs", async ({ expect }) => {
    expect(await stopped("SIGINT", (redis) => Promise.resolve(redis.pause()))).toContain(SAID);
  });

  test("ends when the server is gone and no job is running", async ({ expect }) => {
    const redis = await redisServer();
    await withClassFixture({ [SECRET_VARIABLE]: SECRET }, async (fixture) => {
      const idle = workerIn(fixture, "--queue", redis.url, "--isolation", "process");
      expect(await until(() => idle.printed().includes("Listening to"), STEP_LIMIT_MS)).toBe(true);
      await redis.close();
      idle.child.kill("SIGTERM");
      expect(await until(() => idle.child.exitCode !== null, STOPPED_LIMIT_MS), idle.printed()).toBe(true);
      await fixture.expectNothingLeft();
    });
  });
});

describe.runIf(hasRedis && linux)("the grading secret", { concurrent: true, timeout: TEST_LIMIT_MS }, () => {
  test("a worker without a secret refuses to start, and says where to find it", async ({ expect }) => {
    await withClassFixture({}, async (fixture) => {
      expect(await fixture.run("worker", "--queue", "redis://127.0.0.1:1", "--isolation", "process")).toEqual({
        exitCode: 2,
        stdout: "",
        stderr:
          "WORKBOOK_GRADING_SECRET is missing: it proves that jobs and results are from this class. Set it to the same " +
          "value as where npm run grade runs; if it is not set there, use the line in .workbook/grading-secret.\n",
      });
    });
  });

  test("a result that an attacker wrote is graded again, and the secret is never stored", async ({ expect }) => {
    await inQueue(["ada", "bob"], async ({ fixture, redis, gate, grading, worker }) => {
      gate.open();
      const only = worker();
      expect(await finished(grading())).toMatchObject({ exitCode: 0, stderr: "" });
      const before = await fixture.students("out");
      const client = new RedisClient(redis.url);
      const keys = await client.keys("workbook:2:result:*");
      expect(keys.length).toBe(3);
      const [one = "", other = "", third = ""] = keys;
      const values = await Promise.all([one, other].map((key) => client.getBuffer(key)));
      await client.set(one, values[1] ?? "");
      await client.set(other, (values[1] ?? Buffer.alloc(0)).subarray(0, 99));
      await client.del(third);
      await client.rpush(third, "a list");
      for (const key of await client.keys("*")) {
        const text = (await client.dump(key)) ?? "";
        expect(text, key).not.toContain(SECRET);
      }
      client.disconnect();
      await rm(path.join(fixture.root, "out"), { recursive: true });
      const { exitCode, stdout, stderr } = await finished(grading());
      expect({ exitCode, stderr }, stdout).toEqual({ exitCode: 0, stderr: "" });
      expect(stdout).toContain("was not made with this grading secret, or was changed");
      expect(Object.keys(await fixture.students("out"))).toEqual(Object.keys(before));
      await expectAllRight(fixture, ["ada", "bob"]);
      await only.drained();
    });
  });
});
