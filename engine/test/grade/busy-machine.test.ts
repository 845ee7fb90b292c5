/** A machine that is too busy is not the submission's fault: what a server waits for a processor does not count. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BOOT_LIMIT_MS, BOOT_PROCESSOR_MS, REPLY_MAX_STARVED_MS } from "../../grade/limits.ts";
import { starvationOf, starvedMs } from "../../grade/processor-time.ts";
import { ServerProcess } from "../../grade/server-process.ts";
import type { CheckFailure } from "../../kit/failure.ts";
import { REPLY_LIMIT_MS } from "../../kit/limits.ts";
import { replyLimit } from "../../kit/reply-limit.ts";
import type { RunningServer } from "../../kit/run.ts";
import { Server } from "../../kit/servers.ts";
import { growingTimeLimit } from "../../kit/time-limit.ts";
import { Transcript } from "../../kit/transcript.ts";
import { workbookAt } from "../../workbook.ts";

const { childFile, modules } = workbookAt(fileURLToPath(new URL("../../..", import.meta.url)));
/** All of them on one processor, and the server as well: it gets a part of it. Few, as other tests need that processor too. */
const OTHERS = 3;
const ONE_PROCESSOR = ["-c", "0"];
/** A server that has a processor to itself needs a third of it. */
const LIMIT_MS = 1_200;
const WORK_MS = 400;

/** Busy for as long as the process has used a processor, however long that takes. */
function works(ms: number): string {
  return `const begun = process.cpuUsage();
for (let used = 0; used < ${ms};) { const { user, system } = process.cpuUsage(begun); used = (user + system) / 1000; }
`;
}
const WORKS = works(WORK_MS);
const LISTENS = `import { createServer } from "node:http";
createServer().listen(process.env.PORT);
`;

const isLinux = process.platform === "linux";
const busy: ChildProcess[] = [];
beforeAll(() => {
  if (!isLinux) return;
  for (let count = 0; count < OTHERS; count++)
    // Linux shares out processors among sessions first: each is one, as the server is.
    busy.push(
      spawn("taskset", [...ONE_PROCESSOR, process.execPath, "-e", "for (;;);"], { stdio: "ignore", detached: true }),
    );
});
afterAll(() => {
  for (const process of busy) process.kill("SIGKILL");
});

/** Runs a server on the processor that is shared. */
async function withServer<T>(code: string, use: (server: ServerProcess) => Promise<T>): Promise<T> {
  const server = new ServerProcess({ childFile, modules, prebundle: new Map(), warmUp: false });
  try {
    execFileSync("taskset", ["-a", "-p", ...ONE_PROCESSOR, String(server.pid)]);
    await server.start({ entry: "server.mjs", compiled: Buffer.from(code) });
    return await use(server);
  } finally {
    await server.stop();
    await server.serverDir.remove();
  }
}

function bootOf(code: string) {
  return withServer(code, async (server) => (await server.boot(LIMIT_MS)).state);
}

/** Whether a server whose handler is this code answers before a limit for replies is over. */
function answersInTime(handler: string): Promise<boolean> {
  const code = `import { createServer } from "node:http";
createServer((request, response) => { ${handler} }).listen(process.env.PORT);
`;
  return withServer(code, async (server) => {
    const boot = await server.boot();
    if (boot.state !== "listening") throw new Error(`the server is ${boot.state}`);
    const waited = { measureStarvation: () => server.measureStarvation() } as RunningServer;
    const given = new AbortController();
    const answer = fetch(`http://127.0.0.1:${boot.port}/`, { signal: given.signal }).then(
      () => true,
      () => false,
    );
    let cancel = () => {};
    const over = new Promise<boolean>((resolve) => (cancel = replyLimit(waited, LIMIT_MS, () => resolve(false))));
    const isInTime = await Promise.race([answer, over]);
    cancel();
    given.abort();
    await answer;
    return isInTime;
  });
}

test.runIf(isLinux)("waits longer for a correct server that shares its processor with many others", async () => {
  expect(await bootOf(`${WORKS}${LISTENS}`)).toBe("listening");
});

test.runIf(isLinux)("waits no longer for a server that never listens, however busy the machine is", async () => {
  expect(await bootOf("setInterval(() => {}, 1000);")).toBe("silent");
});

test.runIf(isLinux)("waits longer for an answer when the server shares its processor with many others", async () => {
  expect(await answersInTime(`${WORKS}response.end();`)).toBe(true);
});

test.runIf(isLinux)("waits no longer for a server that does not answer, however busy the machine is", async () => {
  const begunAt = performance.now();
  expect(await answersInTime("setTimeout(() => response.end(), 30_000);")).toBe(false);
  expect(performance.now() - begunAt).toBeLessThan(REPLY_MAX_STARVED_MS + BOOT_LIMIT_MS);
});

/** Sends SIGTERM to a server whose listener for that is this code, and waits for its end as a check does. */
function endsWhenAsked(listener: string): Promise<void> {
  const code = `${LISTENS}process.once("SIGTERM", () => { ${listener} });`;
  return withServer(code, async (process) => {
    const boot = await process.boot();
    if (boot.state !== "listening") throw new Error(`the server is ${boot.state}`);
    const running: RunningServer = {
      host: "127.0.0.1",
      port: boot.port,
      otherPorts: () => [],
      ended: () => process.ended,
      end: process.end,
      terminate: () => process.sendSignal("SIGTERM"),
      measureStarvation: () => process.measureStarvation(),
    };
    const server = new Server("server", running, new Transcript(), () => {});
    server.terminate();
    await server.ended();
  });
}

test.runIf(isLinux)("waits longer for the end of a server that shares its processor with many others", async () => {
  // Three other processes on the same processor make more than the limit of it.
  await endsWhenAsked(`${works((REPLY_LIMIT_MS * 2) / 5)}process.exit(0);`);
});

test.runIf(isLinux)("a server that does not end when asked has not ended, however busy the machine is", async () => {
  const error = await endsWhenAsked("").catch((failure: unknown) => failure);
  expect((error as CheckFailure).observation).toMatchObject({ code: "not-ended", received: "it is still running" });
});

/** Resolves with whether the process ended before a limit of its own was over. */
async function endsInTime(code: string): Promise<boolean> {
  const child = spawn("taskset", [...ONE_PROCESSOR, process.execPath, "-e", code], { stdio: "ignore", detached: true });
  const limits = { enoughMs: BOOT_PROCESSOR_MS, mostMs: 20_000 };
  const ended = once(child, "exit");
  let cancel = () => {};
  const over = new Promise<void>((resolve) => {
    cancel = growingTimeLimit(LIMIT_MS, starvationOf(child.pid as number, limits), resolve);
  });
  const isInTime = await Promise.race([ended.then(() => true), over.then(() => false)]);
  cancel();
  child.kill("SIGKILL");
  await ended;
  return isInTime;
}

test.runIf(isLinux)("a limit that does not count starvation waits for work that shares its processor", async () => {
  expect(await endsInTime(WORKS)).toBe(true);
});

test.runIf(isLinux)(
  "a limit that does not count starvation is over in time for a process that only waits",
  async () => {
    expect(await endsInTime("setInterval(() => {}, 1000);")).toBe(false);
  },
);

test("a limit does not count the time in which this process could not run itself", async () => {
  let isOver = false;
  const cancel = growingTimeLimit(
    LIMIT_MS,
    () => 0,
    () => (isOver = true),
  );
  const blockedUntil = performance.now() + 2 * LIMIT_MS;
  while (performance.now() < blockedUntil);
  // What could not be read before, and takes its time to arrive.
  await setTimeout(LIMIT_MS / 4);
  expect(isOver).toBe(false);
  cancel();
});

test("adds no time for a process that is busy itself", () => {
  const limits = { enoughMs: 5_000, mostMs: 9_000 };
  expect(starvedMs({ usedMs: 5_000, waitedMs: 60_000 }, limits)).toBe(0);
  expect(starvedMs({ usedMs: 100, waitedMs: 300 }, limits)).toBe(300);
  expect(starvedMs({ usedMs: 100, waitedMs: 60_000 }, limits)).toBe(9_000);
});
