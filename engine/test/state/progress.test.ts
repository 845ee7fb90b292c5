import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { lessonProgress, nextHint, readProgress, recordAnswer, recordVerdict } from "../../state/progress.ts";
import { finished, fixtureWorkbook, verdictOf, withoutTimes, write } from "../fixture-workbook.ts";

const LOCK = "progress.json.lock";

async function exercisesOf(workbook: Parameters<typeof readProgress>[0], slug = "lesson-greet"): Promise<string[]> {
  return Object.keys(lessonProgress((await readProgress(workbook)).progress, slug).exercises);
}

describe("what a verdict adds to the progress", () => {
  test("adds the exercises that passed, with the time", async () => {
    const { workbook } = await fixtureWorkbook();
    const before = new Date().toISOString();
    expect(await recordVerdict(workbook, verdictOf(["passed", "failed", "passed"]))).toMatchObject({ notices: [] });
    const { progress } = await readProgress(workbook);
    expect(progress).toEqual({
      schema: "workbook.progress/1",
      lessons: { "lesson-greet": { exercises: { 1: expect.any(String), 3: expect.any(String) }, hints: {} } },
    });
    expect(lessonProgress(progress, "lesson-greet").exercises["1"]! >= before).toBe(true);
  });

  test("a later failure revokes nothing, and the first time is kept", async () => {
    const { workbook } = await fixtureWorkbook();
    await recordVerdict(workbook, verdictOf(["passed", "passed"]));
    const { progress } = await readProgress(workbook);
    await recordVerdict(workbook, verdictOf(["failed", "failed"]));
    await recordVerdict(workbook, verdictOf(["passed", "passed"]));
    expect((await readProgress(workbook)).progress).toEqual(progress);
  });

  test("a lesson counts as passed when all its exercises pass in the same run", async () => {
    const { workbook } = await fixtureWorkbook();
    const passedAt = async () => lessonProgress((await readProgress(workbook)).progress, "lesson-greet").passedAt;
    await recordVerdict(workbook, verdictOf(["passed", "failed"]));
    await recordVerdict(workbook, verdictOf(["failed", "passed"]));
    expect(await passedAt()).toBeUndefined();
    await recordVerdict(workbook, verdictOf(["passed", "passed"]), [1, 2, 3]);
    expect(await passedAt()).toBeUndefined();
    await recordVerdict(workbook, verdictOf(["passed", "passed"]));
    expect(await passedAt()).toEqual(expect.any(String));
  });

  test("a verdict without a graded submission adds nothing", async () => {
    const { workbook } = await fixtureWorkbook();
    await recordVerdict(workbook, verdictOf(["passed"], { outcome: "grader-error" }));
    await recordVerdict(workbook, verdictOf([], { passed: true }));
    expect((await readProgress(workbook)).progress.lessons).toEqual({});
    expect(await readdir(workbook.root)).not.toContain(".workbook");
  });
});

describe("a progress file that cannot be used is renamed", () => {
  test.each([
    { what: "is not JSON", content: "{" },
    { what: "is not JSON", content: "" },
    {
      what: "is not what this version of the workbook writes",
      content: '{ "schema": "workbook.progress/2", "lessons": {} }',
    },
    { what: "is not what this version of the workbook writes", content: "null" },
    {
      what: "is not what this version of the workbook writes",
      content: '{ "schema": "workbook.progress/1", "lessons": { "lesson-greet": { "exercises": [] } } }',
    },
  ])("$content", async ({ what, content }) => {
    const { workbook } = await fixtureWorkbook();
    await write(workbook.state, { "progress.json": content });
    const { notices } = await recordVerdict(workbook, verdictOf(["passed"]));
    expect(notices.map(withoutTimes)).toEqual([
      `.workbook/progress.json ${what}; it is kept as .workbook/progress.corrupt-<time>.json, and progress starts afresh.`,
    ]);
    const names = (await readdir(workbook.state)).toSorted();
    expect(names.map(withoutTimes)).toEqual(["progress.corrupt-<time>.json", "progress.json"]);
    expect(await readFile(path.join(workbook.state, names[0] ?? ""), "utf8")).toBe(content);
    expect(await exercisesOf(workbook)).toEqual(["1"]);
  });

  test("a folder in place of the progress file is renamed", async () => {
    const { workbook } = await fixtureWorkbook();
    await mkdir(path.join(workbook.state, "progress.json", "inside"), { recursive: true });
    const { notices } = await recordVerdict(workbook, verdictOf(["passed"]));
    expect(notices.map(withoutTimes)).toEqual([
      ".workbook/progress.json is not a file; it is kept as .workbook/progress.corrupt-<time>.json, and progress starts afresh.",
    ]);
    expect(await exercisesOf(workbook)).toEqual(["1"]);
  });

  test.skipIf(process.platform === "win32")(
    "a pipe in place of the progress file is renamed without being read",
    async () => {
      const { workbook } = await fixtureWorkbook();
      await mkdir(workbook.state);
      execFileSync("mkfifo", [path.join(workbook.state, "progress.json")]);
      expect((await readProgress(workbook)).notices).toHaveLength(1);
      expect((await readProgress(workbook)).notices).toEqual([]);
    },
  );

  test("a damaged file is renamed once, by one of many readers", async () => {
    const { workbook } = await fixtureWorkbook();
    await write(workbook.state, { "progress.json": "{" });
    const results = await Promise.all(Array.from({ length: 20 }, () => recordVerdict(workbook, verdictOf(["passed"]))));
    expect(results.flatMap((result) => result.notices)).toHaveLength(1);
    expect(await readdir(workbook.state)).toHaveLength(2);
  });
});

describe("concurrent writes", () => {
  test("concurrent writes of one process lose nothing", async () => {
    const { workbook } = await fixtureWorkbook();
    const slugs = Array.from({ length: 40 }, (_, index) => `lesson-${index}`);
    await Promise.all(slugs.map((lesson) => recordVerdict(workbook, verdictOf(["passed"], { lesson }))));
    expect(Object.keys((await readProgress(workbook)).progress.lessons).toSorted()).toEqual(slugs.toSorted());
  });

  test("concurrent writes of several processes lose nothing", async () => {
    const { workbook, root } = await fixtureWorkbook();
    const script = fileURLToPath(new URL("record-passes.ts", import.meta.url));
    const exercises = Array.from({ length: 10 }, (_, index) => String(index + 1));
    const lessons = ["lesson-one", "lesson-one", "lesson-two", "lesson-three", "lesson-four", "lesson-five"];
    const results = await Promise.all(
      lessons.map((lesson) =>
        finished(spawn(process.execPath, ["--import", "tsx", script, root, lesson, ...exercises])),
      ),
    );
    expect(results.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      lessons.map(() => ({ exitCode: 0, stderr: "" })),
    );
    for (const lesson of new Set(lessons)) expect(await exercisesOf(workbook, lesson)).toEqual(exercises);
    expect((await readdir(workbook.state)).toSorted()).toEqual(["progress.json", "runs"]);
    expect(await readdir(path.join(workbook.state, "runs", "lesson-one"))).toHaveLength(21);
  });
});

describe("an abandoned lock", () => {
  test("a lock whose owner died is taken over at once", async () => {
    const { workbook } = await fixtureWorkbook();
    const dead = spawn(process.execPath, ["--version"]);
    await once(dead, "exit");
    await write(workbook.state, { [LOCK]: String(dead.pid) });
    const results = await Promise.all(
      [1, 2, 3, 4].map((number) => recordVerdict(workbook, verdictOf(["passed"], { lesson: `lesson-${number}` }))),
    );
    expect(results.flatMap((result) => result.notices)).toEqual([]);
    expect(Object.keys((await readProgress(workbook)).progress.lessons)).toHaveLength(4);
    expect(await readdir(workbook.state)).toEqual(["progress.json"]);
  });

  test("a lock without an owner is taken over once it is old", async () => {
    const { workbook } = await fixtureWorkbook();
    await write(workbook.state, { [LOCK]: "" });
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(path.join(workbook.state, LOCK), longAgo, longAgo);
    expect((await recordVerdict(workbook, verdictOf(["passed"]))).notices).toEqual([]);
    expect(await exercisesOf(workbook)).toEqual(["1"]);
  });
});

test("an unusable state folder is a notice, not an error", async () => {
  const { workbook } = await fixtureWorkbook();
  await writeFile(workbook.state, "not a folder");
  expect(await recordVerdict(workbook, verdictOf(["passed"]))).toMatchObject({
    notices: ["Progress could not be saved in .workbook/progress.json: something else is in its place"],
  });
  expect(await nextHint(workbook, "lesson-greet", 1, "1.1")).toMatchObject({
    level: 1,
    repeated: false,
    notices: [expect.any(String)],
  });
});

test("hint levels rise, stay at the last, and start again with another check", async () => {
  const { workbook } = await fixtureWorkbook();
  const steps: string[] = [];
  for (const check of ["1.1", "1.1", "1.1", "1.1", "1.2", "1.1"]) {
    const { level, repeated } = await nextHint(workbook, "lesson-greet", 1, check);
    steps.push(`${check} ${level}${repeated ? " again" : ""}`);
  }
  expect(steps).toEqual(["1.1 1", "1.1 2", "1.1 3", "1.1 3 again", "1.2 1", "1.1 1"]);
});

test("a right quiz answer stays recorded after a wrong one", async () => {
  const { workbook } = await fixtureWorkbook();
  await recordAnswer(workbook, "lesson-greet", "b", true);
  const first = lessonProgress((await readProgress(workbook)).progress, "lesson-greet").quiz;
  await recordAnswer(workbook, "lesson-greet", "a", false);
  expect(lessonProgress((await readProgress(workbook)).progress, "lesson-greet").quiz).toEqual({
    answer: "a",
    at: expect.any(String),
    rightAt: first?.rightAt,
  });
});
