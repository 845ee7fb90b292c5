import { utimes } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { saveRun } from "../../state/runs.ts";
import { fixtureWorkbook, verdictOf, write } from "../fixture-workbook.ts";

/** The last line of the output, which names the hint's level. The hint itself is tested with the report. */
function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}

test("before the first check, hint says to run the check", async () => {
  const { run } = await fixtureWorkbook();
  expect(await run(["hint", "lesson-greet"])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      "Hints are about the last check of your server, and it has not been checked yet. Run npm run check lesson-greet first.\n",
  });
});

test("hints go through three levels and stay at the last", async () => {
  const { run, workbook } = await fixtureWorkbook();
  await saveRun(workbook, verdictOf(["passed", "failed", "failed"]));
  const lines: string[] = [];
  for (let call = 0; call < 4; call += 1) lines.push(lastLine((await run(["hint", "lesson-greet"])).stdout));
  expect(lines).toEqual([
    "Hint 1 of 3. The next one says more: npm run hint lesson-greet 2",
    "Hint 2 of 3. The next one says more: npm run hint lesson-greet 2",
    "Hint 3 of 3.",
    "This is the last hint again; there are no more.",
  ]);
});

test("another failing check starts at the first level", async () => {
  const { run, workbook } = await fixtureWorkbook();
  const checks = verdictOf(["failed"]).exercises[0]?.checks ?? [];
  const failingAt = (id: string) =>
    verdictOf(["failed"], {
      exercises: [
        { id: 1, title: "One", status: "failed", durationMs: 1, checks: checks.map((check) => ({ ...check, id })) },
      ],
    });
  const levels: string[] = [];
  for (const check of ["1.1", "1.1", "1.2"]) {
    await saveRun(workbook, failingAt(check));
    levels.push(lastLine((await run(["hint", "lesson-greet"])).stdout).slice(0, 6));
  }
  expect(levels).toEqual(["Hint 1", "Hint 2", "Hint 1"]);
});

test("each exercise has its own hint level", async () => {
  const { run, workbook } = await fixtureWorkbook();
  await saveRun(workbook, verdictOf(["failed", "failed", "passed"]));
  const levels: string[] = [];
  for (const exercise of ["1", "2", "1", "2"])
    levels.push(lastLine((await run(["hint", "lesson-greet", exercise])).stdout).slice(0, 6));
  expect(levels).toEqual(["Hint 1", "Hint 1", "Hint 2", "Hint 2"]);
});

test("a submission that could not be run gets hints too", async () => {
  const { run, workbook } = await fixtureWorkbook();
  const exercises = [1, 2, 3].map((id) => ({
    id,
    title: `Exercise ${id}`,
    status: "failed" as const,
    durationMs: 0,
    checks: [],
  }));
  await saveRun(
    workbook,
    verdictOf([], {
      outcome: "not-gradable",
      reason: { code: "does-not-compile", message: "greet.ts does not compile", file: "greet.ts", line: 1 },
      exercises,
    }),
  );
  expect(await run(["hint", "lesson-greet"])).toMatchObject({ exitCode: 0, stderr: "" });
});

describe("when nothing failed", () => {
  test("says that every exercise of the lesson has passed", async () => {
    const { run, workbook } = await fixtureWorkbook();
    await saveRun(workbook, verdictOf(["passed", "passed", "passed"]));
    expect(await run(["hint", "lesson-greet"])).toEqual({
      exitCode: 0,
      stdout: "Everything passed in your last check of lesson-greet; there is nothing to give a hint for.\n",
      stderr: "",
    });
  });

  test("says that the requested exercise has passed", async () => {
    const { run, workbook } = await fixtureWorkbook();
    await saveRun(workbook, verdictOf(["passed", "failed", "passed"]));
    expect((await run(["hint", "lesson-greet", "1"])).stdout).toBe(
      "Exercise 1 passed in your last check. The first that did not is exercise 2: npm run hint lesson-greet 2\n",
    );
  });
});

test("hints ignore a check of another folder", async () => {
  const { run, workbook } = await fixtureWorkbook();
  await saveRun(workbook, verdictOf(["passed", "failed", "passed"]));
  await saveRun(workbook, verdictOf(["passed", "passed", "passed"], { submission: "solutions/lesson-greet" }));
  expect(lastLine((await run(["hint"])).stdout)).toContain("npm run hint lesson-greet 2");
});

test("hint says that files were changed since the check", async () => {
  const { run, workbook, lessonDir } = await fixtureWorkbook();
  await saveRun(workbook, verdictOf(["failed"]));
  const later = new Date(Date.now() + 60_000);
  await utimes(path.join(lessonDir, "greet.ts"), later, later);
  expect((await run(["hint", "lesson-greet"])).stdout).toContain(
    "Your files have changed since the check that this hint is about; npm run check lesson-greet checks them again.\n",
  );
});

test("an exercise that does not exist is refused", async () => {
  const { run } = await fixtureWorkbook();
  for (const word of ["4", "two", "1.5"]) {
    expect(await run(["hint", "lesson-greet", word])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `There is no exercise "${word}". The exercises are 1, 2 and 3.\n`,
    });
  }
});

test("a damaged verdict is renamed and an older run is used", async () => {
  const { run, workbook } = await fixtureWorkbook();
  await saveRun(workbook, verdictOf(["failed"]));
  const { folder = "" } = await saveRun(workbook, verdictOf(["failed"]));
  await write(folder, { "verdict.json": "{" });
  const { exitCode, stderr } = await run(["hint", "lesson-greet"]);
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(
    /^note: \.workbook\/runs\/lesson-greet\/\S+\/verdict\.json is not JSON; it is kept as \.workbook\/runs\/lesson-greet\/\S+\/verdict\.corrupt-\S+\.json, and an older run is used\.\n$/,
  );
});
