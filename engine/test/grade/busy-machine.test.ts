/** A machine that is too busy is not the submission's fault: what a server waits for a processor does not count. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BOOT_PROCESSOR_MS } from "../../grade/limits.ts";
import { starvedMs, unstarvedTimeLimit } from "../../grade/processor-time.ts";
import { ServerProcess } from "../../grade/server-process.ts";
import { workbookAt } from "../../workbook.ts";

const { childFile, modules } = workbookAt(fileURLToPath(new URL("../../..", import.meta.url)));
/** All of them on one processor, and the server as well: it gets a part of it. */
const OTHERS = 6;
const ONE_PROCESSOR = ["-c", "0"];
/** A server that has a processor to itself needs half of it. */
const LIMIT_MS = 400;
const WORK_MS = 200;

/** Busy for as long as the process has used a processor, however long that takes. */
const WORKS = `const begun = process.cpuUsage();
for (let used = 0; used < ${WORK_MS};) { const { user, system } = process.cpuUsage(begun); used = (user + system) / 1000; }
`;
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

async function bootOf(code: string) {
  const server = new ServerProcess({ childFile, modules, prebundle: new Map(), warmUp: false });
  try {
    execFileSync("taskset", ["-a", "-p", ...ONE_PROCESSOR, String(server.pid)]);
    await server.start({ entry: "server.mjs", compiled: Buffer.from(code) });
    return (await server.boot(LIMIT_MS)).state;
  } finally {
    await server.stop();
    await server.serverDir.remove();
  }
}

test.runIf(isLinux)("waits longer for a correct server that shares its processor with many others", async () => {
  expect(await bootOf(`${WORKS}${LISTENS}`)).toBe("listening");
});

test.runIf(isLinux)("waits no longer for a server that never listens, however busy the machine is", async () => {
  expect(await bootOf("setInterval(() => {}, 1000);")).toBe("silent");
});

/** Resolves with whether the process ended before a limit of its own was over. */
async function endsInTime(code: string): Promise<boolean> {
  const child = spawn("taskset", [...ONE_PROCESSOR, process.execPath, "-e", code], { stdio: "ignore", detached: true });
  const limits = { enoughMs: BOOT_PROCESSOR_MS, mostMs: 20_000 };
  const ended = once(child, "exit");
  let cancel = () => {};
  const over = new Promise<void>((resolve) => {
    cancel = unstarvedTimeLimit(LIMIT_MS, child.pid as number, limits, resolve);
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

test("adds no time for a process that is busy itself", () => {
  expect(starvedMs({ usedMs: BOOT_PROCESSOR_MS, waitedMs: 60_000 })).toBe(0);
  expect(starvedMs({ usedMs: 100, waitedMs: 300 })).toBe(300);
  expect(starvedMs({ usedMs: 100, waitedMs: 60_000 })).toBeLessThan(10_000);
});
