/** A server process that ends, or hangs, before a line of the submission has run: that is never the submission's doing. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ServerProcess } from "../../grade/server-process.ts";

/** Waits for a server in a process that runs this code instead of child.mjs. */
async function bootWith(code: string, limitMs?: number): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "begins-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const childFile = path.join(folder, "child.mjs");
  await writeFile(childFile, code);
  const server = new ServerProcess({ childFile, modules: folder, prebundle: new Map(), warmUp: false });
  try {
    await server.start({ entry: "server.js" });
    const boot = await server.boot(limitMs);
    return boot.state;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await server.stop();
    await server.serverDir.remove();
  }
}

const BEGINS = 'import { writeSync } from "node:fs"; writeSync(3, JSON.stringify({ begins: true }) + "\\n");';

test("a process that ends before the submission's code begins is a fault of the grader", async () => {
  expect(await bootWith("process.exit(7);")).toBe("the server's process could not be started: it ended first (code 7)");
  expect(await bootWith('console.error("no memory left\\n    at somewhere"); process.exit(1);')).toBe(
    "the server's process could not be started: it ended first (no memory left)",
  );
  expect(await bootWith('process.kill(process.pid, "SIGKILL");')).toBe(
    "the server's process could not be started: it ended first (SIGKILL)",
  );
});

test("a process that hangs before the submission's code begins is a fault of the grader", async () => {
  expect(await bootWith("setInterval(() => {}, 1_000);", 500)).toBe(
    "the server's process could not be started: it was not ready within 0.5 s",
  );
});

test("once the submission's code has begun, an exit and silence are the submission's", async () => {
  expect(await bootWith(`${BEGINS} process.exit(7);`)).toBe("ended");
  expect(await bootWith(`${BEGINS} setInterval(() => {}, 1_000);`, 500)).toBe("silent");
});
