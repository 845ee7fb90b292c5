/** The level at which a command grades, tested through the command line. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { graded } from "../grade/grading-fixture.ts";

const run = promisify(execFile);
const START = path.resolve(import.meta.dirname, "../../cli/start.mjs");
const onLinux = test.runIf(process.platform === "linux");

/** A PATH with node only, plus a bwrap when `script` is given. */
async function pathWith(script?: string): Promise<{ PATH: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), "path-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await symlink(process.execPath, path.join(folder, "node"));
  if (script !== undefined) await writeFile(path.join(folder, "bwrap"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: folder };
}

onLinux("refuses a pinned level that is not available, and says what to do", async () => {
  const { exitCode, stderr, verdict } = await graded({ env: await pathWith() }, "--isolation", "namespaces");
  expect(stderr).toMatch(/^The isolation namespaces is not available here: bubblewrap is not installed\. Install/);
  expect(exitCode).toBe(2);
  expect(verdict).toBeUndefined();
});

onLinux("--require-isolation refuses the level process", async () => {
  const old = await pathWith("echo bubblewrap 0.6.1");
  const { exitCode, stderr, verdict } = await graded({ env: old }, "--require-isolation");
  expect(stderr).toBe(
    "No isolation stronger than a process is available here: bubblewrap 0.6 cannot limit what a server writes. Install bubblewrap 0.8 or newer.\n",
  );
  expect(exitCode).toBe(2);
  expect(verdict).toBeUndefined();
});

onLinux("detects a bubblewrap that cannot create sandboxes by trying it", async () => {
  const broken = await pathWith(
    '[ "$1" = --version ] && echo bubblewrap 0.9.0 && exit; echo "bwrap: no such luck" >&2; exit 1',
  );
  const { exitCode, stderr } = await graded({ env: broken }, "--isolation", "namespaces");
  expect(stderr).toContain("bwrap: no such luck");
  expect(exitCode).toBe(2);
});

test.runIf(process.platform === "linux" && process.getuid?.() === 0)(
  "root that may not look into other users' processes is refused, and no submission is blamed for a port nobody found",
  async () => {
    const without = ["--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace", process.execPath, START];
    const check = run("setpriv", [...without, "check", "lesson-ws", "solution", "--isolation", "namespaces"]);
    await expect(check).rejects.toMatchObject({
      code: 2,
      stdout: "",
      stderr:
        "The isolation namespaces is not available here: root may not look into the processes of other users here (CAP_SYS_PTRACE is missing). Grade as another user than root, or start the container with --cap-add SYS_PTRACE.\n",
    });
  },
);

test("refuses an unknown level, and lists the three", async () => {
  const { exitCode, stderr } = await graded({}, "--isolation", "box");
  expect(stderr).toBe(
    '"box" is not a level of isolation. The levels are namespaces, container and process, and strongest is the best of them that works; npm run doctor shows which of them work on this machine.\n',
  );
  expect(exitCode).toBe(2);
});

test("strongest is what a class is graded with: the best that works here, else the level process", async () => {
  const { verdict, stderr } = await graded({ env: await pathWith() }, "--isolation", "strongest");
  expect(verdict?.isolation).toBe("process");
  expect(stderr).toContain("is not a security boundary");
});

test("warns that process is not a security boundary, and records the level", async () => {
  const { exitCode, stderr, verdict } = await graded({}, "--isolation", "process");
  expect(stderr).toContain("is not a security boundary");
  expect(verdict?.isolation).toBe("process");
  expect(exitCode).toBe(0);
});
