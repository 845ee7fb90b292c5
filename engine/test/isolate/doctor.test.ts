/**
 * Grades the hostile submissions of engine/doctor/hostile at every level that works here, through the command that
 * instructors use. Each promise is checked from outside of what the attack can reach: see engine/doctor/probe-here.ts.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtEngine } from "../../build.mjs";
import { probeHere } from "../../doctor/probe-here.ts";
import { PROMISES, type SafetyPromise } from "../../doctor/promises.ts";
import { attacksOf } from "../../doctor/attack-fixture.ts";
import { processLevel } from "../../isolate/choose.ts";
import { probeNamespaces } from "../../isolate/probe.ts";
import { workbookAt } from "../../workbook.ts";
import { finished } from "../grade/grading-fixture.ts";
import { inFolder } from "../grade/processes.ts";

const HOME = path.resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const START = path.join(HOME, "engine/cli/start.mjs");

const found = await probeNamespaces(workbookAt(HOME));
const refusal = "refusal" in found ? `${found.refusal.cause}. ${found.refusal.fix}` : undefined;

/** Every attack is graded, and an honest submission after each, which takes minutes on a busy machine. */
const DOCTOR_LIMIT_MS = 200_000;
const TEST_LIMIT_MS = DOCTOR_LIMIT_MS + 20_000;

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "doctor-test-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Runs doctor with an open file descriptor that every child would inherit if it were not closed. */
async function doctor(level: string) {
  const temporary = await mkdtemp(path.join(root, `${level}-`));
  const open = path.join(root, `open-${level}`);
  await writeFile(open, "not for submissions\n");
  const child = spawn(
    "/bin/bash",
    ["-c", `exec 77<${open}; exec "$@"`, "bash", process.execPath, START, "doctor", "--isolation", level],
    {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], TMPDIR: temporary },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const result = await finished(child, DOCTOR_LIMIT_MS);
  return { ...result, processes: inFolder(temporary), files: await readdir(temporary) };
}

/** The output without the part about this machine. */
function withoutHead(printed: string): string {
  return printed.split("\n\n").slice(1).join("\n\n");
}

describe.concurrent("hostile submissions", { timeout: TEST_LIMIT_MS }, () => {
  test.skipIf(refusal !== undefined)(
    `keep no promise from holding in namespaces${refusal === undefined ? "" : `: ${refusal}`}`,
    async ({ expect }) => {
      const { exitCode, stdout, stderr, processes, files } = await doctor("namespaces");
      expect(stderr).toBe("");
      expect(withoutHead(stdout)).toMatchInlineSnapshot(`
        "Grading hostile submissions here. This takes half a minute.

        A submission
        holds     gets no verdict that it wrote itself
        holds     is not graded by what another server answers
        holds     leaves no process behind, not even one with a session or parent of its
                  own
        holds     leaves no process behind that hides where it came from
        holds     is ended when its processes take too much memory
        holds     cannot hold memory that counts for no process
        holds     is ended when it fills the kernel's memory with connections, sockets
                  or files
        holds     is ended when it starts too many processes
        holds     does no harm by printing a lot
        holds     is ended when it prints without end
        holds     cannot make the compiler follow a source map
        holds     cannot import a file of yours through its own package.json
        holds     is refused when compiling it takes too much time or memory
        holds     writes no file larger than the limit
        holds     cannot read the checks, the solution or any file of yours
        holds     cannot get files of others compiled into it
        holds     finds nothing of the grader in its environment, in /proc or among its
                  open files
        holds     learns no path of this machine
        holds     changes no file outside its own folder
        holds     reaches no network, not even this machine
        holds     reaches no server of another submission
        holds     fills no disk
        holds     neither kills nor stops the grader
        holds     cannot exhaust the machine with copies of itself

        All 24 promises of the level namespaces hold here.
        "
      `);
      expect(exitCode).toBe(0);
      expect(processes).toEqual([]);
      expect(files).toEqual([]);
    },
  );

  test.runIf(process.platform === "linux")(
    "break no promise of the level process, which makes fewer",
    async ({ expect }) => {
      const { exitCode, stdout, processes, files } = await doctor("process");
      expect(stdout.replaceAll(/\s+/g, " ")).toContain("is not a security boundary");
      expect(withoutHead(stdout)).toMatchInlineSnapshot(`
        "Grading hostile submissions here. This takes half a minute.

        A submission
        holds     gets no verdict that it wrote itself
        holds     is not graded by what another server answers
        holds     leaves no process behind, not even one with a session or parent of its
                  own
        holds     is ended when its processes take too much memory
        holds     is ended when it starts too many processes
        holds     does no harm by printing a lot
        holds     is ended when it prints without end
        holds     cannot make the compiler follow a source map
        holds     cannot import a file of yours through its own package.json
        holds     is refused when compiling it takes too much time or memory
        holds     writes no file larger than the limit

        Not promised at the level process: that a submission
                  leaves no process behind that hides where it came from
                  cannot hold memory that counts for no process
                  is ended when it fills the kernel's memory with connections, sockets
                  or files
                  cannot read the checks, the solution or any file of yours
                  cannot get files of others compiled into it
                  finds nothing of the grader in its environment, in /proc or among its
                  open files
                  learns no path of this machine
                  changes no file outside its own folder
                  reaches no network, not even this machine
                  reaches no server of another submission
                  fills no disk
                  neither kills nor stops the grader
                  cannot exhaust the machine with copies of itself

        All 11 promises of the level process hold here.
        "
      `);
      expect(exitCode).toBe(0);
      expect(processes).toEqual([]);
      expect(files).toEqual([]);
    },
  );

  test.runIf(process.platform === "linux")("succeed where the level makes no promise", async ({ expect }) => {
    const promises = PROMISES.filter(({ harmless, levels }) => harmless && !levels.includes("process"));
    const entry = path.join(await builtEngine(HOME), "worker.mjs");
    const findings = await probeHere({ projectRoot: HOME, isolation: processLevel(), promises, entry });
    expect(findings.map(({ promise, state }) => `${promise.id} ${state}`)).toEqual([
      "hidden-memory broken",
      "reading broken",
      "environment broken",
      "paths broken",
      "writing broken",
      "network broken",
    ]);
  });
});

test("a promise without an attack is reported as not tried", async () => {
  const [promise] = PROMISES as [SafetyPromise, ...SafetyPromise[]];
  const untried = { ...promise, attacks: [] };
  const findings = await probeHere({ projectRoot: HOME, isolation: processLevel(), promises: [untried] });
  expect(findings.map(({ state }) => state)).toEqual(["not-tried"]);
});

test("every hostile submission attacks exactly one promise", async () => {
  const tried = PROMISES.flatMap(({ attacks }) => attacks);
  expect(tried.toSorted()).toEqual((await attacksOf(HOME)).map(({ name }) => name).toSorted());
});
