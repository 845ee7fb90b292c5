/** Watch mode on a pipe: one line for each verdict, and the whole way from a save to a verdict. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../verdict.ts";
import { until } from "../grade/processes.ts";
import { steadyVerdict } from "../steady-verdict.ts";
import { courseFolder, environment, filesRead, SILENT, START } from "./course.ts";

const FAILING =
  /^lesson-door {2}0 of 2 exercises, failing: 1\.2 handshake-answered-by-http, 2\.1 handshake-answered-by-http {2}\d+\.\d s {2}seed 7$/;
const PASSED = /^lesson-door {2}2 of 2 exercises, passed {2}\d+\.\d s {2}seed 7$/;
const SEED = ["--seed", "7"];

describe("without a terminal", () => {
  test("prints one plain line for each verdict", async () => {
    const course = await courseFolder();
    const watch = course.start(["watch", ...SEED], { FORCE_COLOR: "1" });
    expect(await watch.line(0)).toMatch(FAILING);
    await course.save(course.right);
    expect(await watch.line(1)).toMatch(PASSED);
    await course.save("const half = ");
    expect(await watch.line(2)).toMatch(
      /^lesson-door {2}not graded: server\.ts:1 does not compile: .+ \(lessons\/lesson-door\/server\.ts:1:\d+\) {2}\d+\.\d s {2}seed 7$/,
    );
    await rm(course.lessonDir, { recursive: true });
    expect(await watch.line(3)).toContain("not graded: the folder of the submission cannot be read (ENOENT)");
    watch.child.kill("SIGTERM");
    expect(await watch.end).toBe(143);
    expect(watch.lines).toHaveLength(4);
    expect(watch.errors).toEqual([]);
    expect(await course.isQuiet()).toBe(true);
  });

  test("detects every way of saving", async () => {
    const course = await courseFolder();
    const server = path.join(course.lessonDir, "server.ts");
    const watch = course.start(["watch", "door", ...SEED]);
    await watch.line(0);
    // Written beside it and renamed over it.
    await writeFile(`${server}.tmp`, course.right);
    await rename(`${server}.tmp`, server);
    expect(await watch.line(1)).toMatch(PASSED);
    // The same content once more, and what the workbook writes itself: no run.
    await writeFile(server, course.right);
    await mkdir(path.join(course.lessonDir, ".workbook"));
    await writeFile(path.join(course.lessonDir, ".workbook/progress.json"), "{}");
    // Deleted, and back again.
    await unlink(server);
    expect(await watch.line(2)).toContain("not graded: server.ts is missing");
    await writeFile(server, course.right);
    expect(await watch.line(3)).toMatch(PASSED);
    // A burst of saves of two files.
    for (let save = 0; save < 20; save++) {
      await writeFile(server, `${course.right}// ${save}\n`);
      await writeFile(path.join(course.lessonDir, "notes.ts"), `// ${save}\n`);
    }
    await watch.line(4);
    await until(async () => (await course.runs()).length > 5, 500);
    // However slow this machine wrote them: one run, and at most one more for what came during it.
    expect(watch.lines.length).toBeLessThanOrEqual(6);
    // A line is written before its run is kept.
    expect(await until(async () => (await course.runs()).length === watch.lines.length, 10_000)).toBe(true);
  });

  test("starts one run for all saves during a run", async () => {
    const course = await courseFolder();
    await course.save(SILENT);
    const watch = course.start(["watch", "door"]);
    // The run has read the files when each of its servers has a copy, and lasts until the checks have waited in vain.
    await filesRead(course);
    for (let save = 0; save < 5; save++) {
      await course.save(`${course.right}// ${save}\n`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(await watch.line(0)).toContain("0 of 2 exercises");
    expect(await watch.line(1)).toContain("2 of 2 exercises, passed");
    expect(await until(async () => (await course.runs()).length > 2, 400)).toBe(false);
  });

  test("polls when WORKBOOK_POLL is set, and says so", async () => {
    const course = await courseFolder();
    const watch = course.start(["watch", "door", ...SEED], { WORKBOOK_POLL: "1" });
    await watch.line(0);
    expect(watch.errors).toEqual(["note: looking for saves twice a second: WORKBOOK_POLL is set"]);
    await course.save(course.right);
    expect(await watch.line(1)).toMatch(PASSED);
  });

  test("begins with the first lesson that is not passed", async () => {
    const course = await courseFolder();
    await course.save(course.right);
    const check = course.start(["check", "lesson-door"]);
    expect(await check.end).toBe(0);
    const watch = course.start(["watch"]);
    expect(await watch.line(0)).toMatch(/^lesson-gate {2}0 of 2/);
  });

  test("goes on when the lesson's own files are broken, and says whose fault it is", async () => {
    const course = await courseFolder();
    const watch = course.start(["watch", "door"]);
    await watch.line(0);
    const checks = path.join(course.root, "checks/lesson-door/lesson-door.check.ts");
    const text = await readFile(checks, "utf8");
    await writeFile(checks, "export const half = ");
    await course.save(course.right);
    expect(await until(() => watch.errors.length > 0, 10_000)).toBe(true);
    expect(watch.errors[0]).toContain(
      "note: the workbook failed while grading: the checks of lesson-door do not compile",
    );
    await writeFile(checks, text);
    await course.save(`${course.right}\n`);
    expect(await watch.line(1)).toContain("2 of 2 exercises, passed");
  });

  test("ends when its output pipe is closed", async () => {
    const course = await courseFolder();
    const reader = spawn("bash", ["-c", `set -o pipefail; "$0" "$1" watch door | head -1`, process.execPath, START], {
      cwd: course.root,
      env: environment(course.root),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(reader.stdout, "data")) as [Buffer];
    expect(String(line)).toContain("lesson-door  0 of 2 exercises");
    await course.save(course.right);
    expect(await course.isQuiet()).toBe(true);
  });

  test("refuses unknown lessons, invalid seeds and surplus words", async () => {
    const course = await courseFolder();
    const cases: [words: string[], message: string][] = [
      [["roof"], "lesson-roof (Climbing the roof) is coming; it is not built yet."],
      [["door", "--seed", "x"], '"x" is not a seed.'],
      [["door", "gate"], '"gate" is one word too many.'],
    ];
    for (const [words, message] of cases) {
      const watch = course.start(["watch", ...words]);
      expect(await watch.end).toBe(2);
      expect(watch.errors.join(" ")).toContain(message);
    }
  });
});

test("the verdict is that of check for the same seed", async () => {
  const course = await courseFolder();
  const watch = course.start(["watch", "door", ...SEED]);
  for (const [index, text] of [course.right, SILENT, "const half = "].entries()) {
    await watch.line(index);
    await course.save(text);
    await watch.line(index + 1);
    expect(await until(async () => (await course.runs()).length === 2 * index + 2, 10_000)).toBe(true);
    const kept = (await course.runs()).at(-1);
    const check = course.start(["check", "door", "--json", ...SEED]);
    await check.end;
    const [json = ""] = check.lines;
    expect(steadyVerdict(kept as Verdict)).toBe(steadyVerdict(JSON.parse(json) as Verdict));
  }
});

test("processes wait for the next run, and end with watch mode however it ends", async () => {
  const course = await courseFolder();
  const watch = course.start(["watch", "door"]);
  await watch.line(0);
  const children = () => course.processes().filter(({ command }) => command.includes("child.mjs"));
  expect(await until(() => children().length === 2, 10_000)).toBe(true);
  const waiting = children().map(({ pid }) => pid);
  await course.save(course.right);
  await watch.line(1);
  // Each is used once.
  expect(
    await until(() => children().length === 2 && children().every(({ pid }) => !waiting.includes(pid)), 10_000),
  ).toBe(true);
  watch.child.kill("SIGKILL");
  expect(await watch.end).toBe("SIGKILL");
  expect(await course.isQuiet()).toBe(true);
});
