/** How commands behave when their output cannot be written: a full disk, a closed pipe. */
import { spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { cp, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { DRAWN_BY, drawn } from "../drawn.ts";
import { courseFolder, environment, START, type CourseFolder } from "../watch/course.ts";

/** Writing to it fails as on a full disk: full(4). */
const FULL = "/dev/full";
const LOST = "Standard output cannot be written: no space is left on its disk (ENOSPC).\n";
/** Ten times the duration of the slowest command on an idle machine. */
const END_LIMIT_MS = 50_000;

const COMMANDS: readonly (readonly string[])[] = [
  ["check", "lesson-door"],
  ["check", "lesson-door", "solution", "--json"],
  ["check", "lesson-door", "--reporter", "github"],
  ["watch", "lesson-door"],
  ["watch", "lesson-door", "--plain"],
  ["grade", "lesson-door", "class"],
  ["grade", "lesson-door", "class", "--json"],
  ["compare", "lesson-door", "--show-solution"],
  ["compare", "lesson-door", "--show-solution", "--json"],
  ["hint", "lesson-door"],
  ["quiz", "lesson-door"],
  ["progress"],
  ["prove", "lesson-door"],
  ["doctor", "--isolation", "process"],
  ["reset", "lesson-door"],
  ["start", "--port", "0"],
  ["dev", "lesson-door"],
  ["help"],
];

/** A course with two submissions, one of which passes. */
async function withClass(): Promise<CourseFolder> {
  const course = await courseFolder();
  await mkdir(path.join(course.root, "class"));
  for (const [name, source] of [
    ["ada", "solutions"],
    ["ben", "lessons"],
  ] as const)
    await cp(path.join(course.root, source, "lesson-door"), path.join(course.root, "class", name), { recursive: true });
  return course;
}

async function ended(course: CourseFolder, words: readonly string[], stdio: StdioOptions) {
  const child = spawn(process.execPath, [START, ...words], {
    cwd: course.root,
    env: { ...environment(course.root), PORT: "0" },
    stdio,
    timeout: END_LIMIT_MS,
    killSignal: "SIGKILL",
  });
  let stderr = "";
  // Bounded, so that a flood does not fill the memory of the test.
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(0, 10_000)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stderr };
}

async function onFullDisk(course: CourseFolder, words: readonly string[], both: boolean) {
  const full = openSync(FULL, "w");
  try {
    return await ended(course, words, ["ignore", full, both ? full : "pipe"]);
  } finally {
    closeSync(full);
  }
}

async function expectNothingLeft(course: CourseFolder): Promise<void> {
  expect(await course.isQuiet(), "a process is left").toBe(true);
  expect(await readdir(path.join(course.root, "tmp")), "files are left").toEqual([]);
}

describe.skipIf(!existsSync(FULL))(`on a full disk, drawn with TEST_SEED=${DRAWN_BY},`, () => {
  test.each(drawn(COMMANDS, 3).map((words) => ({ words: words.join(" ") })))(
    "$words reports it in one sentence, exits with 2 and leaves nothing behind",
    async ({ words }) => {
      const course = await withClass();
      if (words.startsWith("hint")) {
        const checked = await ended(course, ["check", "lesson-door"], ["ignore", "ignore", "pipe"]);
        expect(checked).toEqual({ code: 1, stderr: "" });
      }
      const { code, stderr } = await onFullDisk(course, words.split(" "), false);
      // With --json, standard error begins with the progress and the result of the grading.
      const said = words.endsWith("class --json") ? stderr.slice(-LOST.length) : stderr;
      expect({ code, said }).toEqual({ code: 2, said: LOST });
      await expectNothingLeft(course);
    },
  );

  test.each([
    ["check lesson-door"],
    ["watch lesson-door --plain"],
    ["grade lesson-door class"],
    ["help"],
    ["quiz no-lesson"],
  ])("%s exits with 2 even when it cannot report it", async (words) => {
    const course = await withClass();
    expect((await onFullDisk(course, words.split(" "), true)).code).toBe(2);
    await expectNothingLeft(course);
  });
});

describe("into a closed pipe", () => {
  test.each([
    ["check lesson-door", 1],
    ["check lesson-door solution --json", 0],
    ["grade lesson-door class", 0],
    ["compare lesson-door --show-solution", 1],
    ["progress", 0],
    ["help", 0],
    ["watch lesson-door", 0],
    ["watch lesson-door --plain", 0],
  ])("%s ends without a message and with its usual exit code", async (words, code) => {
    const course = await withClass();
    const child = spawn(process.execPath, [START, ...words.split(" ")], {
      cwd: course.root,
      env: environment(course.root),
      stdio: ["ignore", "pipe", "pipe"],
      timeout: END_LIMIT_MS,
      killSignal: "SIGKILL",
    });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    expect(await once(child, "close")).toEqual([code, null]);
    expect(stderr.replaceAll(/^note: .*\n/gm, "")).toBe("");
    await expectNothingLeft(course);
  });
});
