/** A fault of the machine or the workbook is one sentence and exit code 2, never a verdict on the submission. */
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { ADDRESS_SPACE_BYTES, addressSpaceFault } from "../../address-space.mjs";
import { BuildError, builtEngine } from "../../build.mjs";
import { finished, withGradingFixture, LESSONS } from "../grade/grading-fixture.ts";
import { withClassFixture } from "../batch/class-fixture.ts";

const HOME = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const START = path.join(HOME, "engine/cli/start.mjs");
const linux = process.platform === "linux";

async function folderFor(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), name));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a command of the fixture workbook in a shell with resource limits. */
async function limited(ulimit: string, ...words: readonly string[]) {
  const root = await folderFor("limited-");
  await cp(path.join(LESSONS, "workbook"), path.join(root, "workbook"), { recursive: true });
  await mkdir(path.join(root, "tmp"));
  await cp(path.join(root, "workbook/solutions/lesson-door"), path.join(root, "class/ada"), { recursive: true });
  const { PATH } = process.env;
  const args = ["-c", `ulimit ${ulimit} && exec "$@"`, "sh", process.execPath, START, ...words];
  const env = { PATH, HOME: root, TMPDIR: path.join(root, "tmp"), WORKBOOK_ROOT: path.join(root, "workbook") };
  const { exitCode, stdout, stderr } = await finished(spawn("/bin/sh", args, { cwd: root, env }));
  return { exitCode, stdout, stderr };
}

test.runIf(linux).each([1_000_000, 3_000_000, 8_000_000, 11_000_000])(
  "a memory limit of %d KB never fails a right server",
  async (kilobytes) => {
    const sentence =
      /^the workbook itself failed: This shell limits a process to \d+ MB of address space \(ulimit -v\), .*\n$/;
    const check = await limited(`-v ${kilobytes}`, "check", "lesson-door", "solution");
    expect(check).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringMatching(sentence) as string });
    const grade = ["grade", "lesson-door", "class", "--output", "out", "--isolation", "process"];
    const graded = await limited(`-v ${kilobytes}`, ...grade);
    expect(graded).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(sentence) as string });
  },
);

test.runIf(linux)("grades under exactly the memory limit that the error message asks for", async () => {
  const check = await limited(`-v ${ADDRESS_SPACE_BYTES / 1024}`, "check", "lesson-door", "solution");
  expect(check).toMatchObject({ exitCode: 0, stderr: "" });
});

test.runIf(linux)("a limit of too few open files is one sentence", async () => {
  for (const files of [22, 26, 30]) {
    const { exitCode, stderr } = await limited(`-n ${files}`, "check", "lesson-door", "solution");
    expect({ exitCode, lines: stderr.trimEnd().split("\n").length }, stderr).toEqual({ exitCode: 2, lines: 1 });
    expect(stderr).toMatch(/EMFILE|: a process for the (?:server|compiler) could not be started;/);
  }
});

test("an address space limit that is too low is one sentence", () => {
  const table = (soft: string) =>
    `Limit  Soft Limit  Hard Limit  Units\nMax address space         ${soft}   unlimited   bytes\n`;
  expect(addressSpaceFault("")).toBeUndefined();
  expect(addressSpaceFault(table("unlimited"))).toBeUndefined();
  expect(addressSpaceFault(table(String(ADDRESS_SPACE_BYTES)))).toBeUndefined();
  expect(addressSpaceFault(table("1024000000"))).toBe(
    "This shell limits a process to 976 MB of address space (ulimit -v), and Node needs 16384 MB to run a server: " +
      "type ulimit -v unlimited and run the command again.",
  );
});

test.skipIf(process.platform === "win32")("a read-only checkout is one sentence", async () => {
  const root = await folderFor("read-only-");
  await symlink(path.join(HOME, "engine"), path.join(root, "engine"));
  await mkdir(path.join(root, "node_modules"));
  // Not even the superuser can create a folder below a file.
  await writeFile(path.join(root, "node_modules/.cache"), "");
  const failed = await builtEngine(root).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(BuildError);
  expect((failed as Error).message).toBe(
    `The workbook keeps its compiled engine in ${root}/node_modules/.cache/workbook, and nothing can be written there ` +
      "(ENOTDIR): make that folder writable, or copy the workbook to a place where it is.",
  );
});

test("an engine that does not compile is one sentence that names file and line", async () => {
  const root = await folderFor("broken-");
  for (const folder of ["engine/cli", "engine/workers"]) await mkdir(path.join(root, folder), { recursive: true });
  await writeFile(path.join(root, "engine/cli/main.ts"), "let x = ;\n");
  await mkdir(path.join(root, "engine/compare"), { recursive: true });
  await writeFile(path.join(root, "engine/compare/compare-thread.ts"), "");
  await writeFile(path.join(root, "engine/workers/main.ts"), "also( broken\n");
  await expect(builtEngine(root)).rejects.toThrow(
    new BuildError('The workbook\'s engine does not compile: engine/cli/main.ts:1: Unexpected ";"'),
  );
});

test("a missing temporary folder is a grader error, not a zero", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada");
    const { exitCode, stderr } = await withGradingFixture(
      { env: { TMPDIR: path.join(fixture.root, "gone") } },
      (other) => finished(other.check([])),
    );
    expect({ exitCode, lines: stderr.trimEnd().split("\n").length }, stderr).toEqual({ exitCode: 2, lines: 1 });
    expect(stderr).toContain("(ENOENT)");
  });
});
