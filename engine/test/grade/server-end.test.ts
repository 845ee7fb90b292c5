import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { bootReason } from "../../grade/boot-reason.ts";
import { describeEnd } from "../../grade/server-end.ts";
import { finished } from "./grading-fixture.ts";

const HOME = fileURLToPath(new URL("../../..", import.meta.url));

const QUIET = { report: undefined, stderr: "", folder: "/submission" };
const alive = { exitCode: null, signal: null, killedFor: undefined, remains: QUIET };

describe("the end of a server's process has the code", () => {
  test.each([
    ["server-exited", { ...alive, exitCode: 0 }],
    ["server-signalled", { ...alive, signal: "SIGTERM" }],
    ["server-killed", { ...alive, signal: "SIGKILL", killedFor: "it used more than 512 MB of memory" }],
    ["server-killed", { ...alive, signal: "SIGXCPU" }],
  ])("%s", (code, ending) => {
    expect(describeEnd(ending).code).toBe(code);
  });
});

test("a server that runs but never listens has the code never-listened", () => {
  expect(bootReason({ state: "silent", socket: undefined }, "").code).toBe("never-listened");
});

test.each([
  ["has ended", "await server.end;"],
  // Between the end of the process and that of its output.
  ["is ending", "while (isRunning(server.pid)) await new Promise((resolve) => setImmediate(resolve));"],
])("a process that %s does not keep the one that starts a submission in it", async (_, ends) => {
  const folder = await mkdtemp(path.join(tmpdir(), "late-start-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const script = path.join(folder, "late-start.mjs");
  const module = (name: string) => JSON.stringify(pathToFileURL(path.join(HOME, "engine", name)).href);
  await writeFile(
    script,
    `import { ServerProcess } from ${module("grade/server-process.ts")};
import { workbookAt } from ${module("workbook.ts")};
const { childFile, modules } = workbookAt(${JSON.stringify(HOME)});
const server = new ServerProcess({ childFile, modules, prebundle: new Map(), warmUp: false });
function isRunning(pid) {
  try { return process.kill(pid, 0); } catch { return false; }
}
server.killNow();
${ends}
await server.start({ entry: "server.mjs", compiled: Buffer.from("") });
await server.end;
console.log("ended");
`,
  );
  const child = spawn(process.execPath, ["--import", "tsx", script], { cwd: HOME, stdio: ["ignore", "pipe", "pipe"] });
  // It ends by itself, as nothing is left for it to do: otherwise it is killed, which is an error.
  expect(await finished(child, 15_000)).toMatchObject({ exitCode: 0, stdout: "ended\n", stderr: "" });
});
