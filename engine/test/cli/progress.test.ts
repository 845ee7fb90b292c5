import { readdir, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { recordAnswer, recordVerdict } from "../../state/progress.ts";
import { fixtureWorkbook, verdictOf, withoutTimes, write } from "../fixture-workbook.ts";

test("at the beginning, every exercise is left to do", async () => {
  const { run } = await fixtureWorkbook();
  expect(await run(["progress"])).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "A tiny course

    Talking
      0 of 3     1  Greeting  lesson-greet

    Music
      coming     2  Singing   lesson-sing

    done  0 lessons, 0 exercises, 0 questions
    left  1 lesson, 3 exercises, 1 question; 1 lesson coming
    next  read lessons/lesson-greet/README.md, then npm run check lesson-greet
    ",
    }
  `);
});

test("shows which exercises passed", async () => {
  const { run, workbook } = await fixtureWorkbook();
  await recordVerdict(workbook, verdictOf(["passed", "failed", "passed"]));
  expect(await run(["progress"])).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "A tiny course

    Talking
      2 of 3     1  Greeting  lesson-greet

    Music
      coming     2  Singing   lesson-sing

    done  0 lessons, 2 exercises, 0 questions
    left  1 lesson, 1 exercise, 1 question; 1 lesson coming
    next  npm run check lesson-greet, and npm run hint lesson-greet when stuck
    ",
    }
  `);
});

test("a lesson whose exercises passed only in different runs is not done", async () => {
  const { run, workbook } = await fixtureWorkbook();
  await recordVerdict(workbook, verdictOf(["passed", "failed", "passed"]));
  await recordVerdict(workbook, verdictOf(["failed", "passed", "passed"]));
  expect(await run(["progress"])).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "A tiny course

    Talking
      3 of 3     1  Greeting  lesson-greet  (not yet all in one run)

    Music
      coming     2  Singing   lesson-sing

    done  0 lessons, 3 exercises, 0 questions
    left  1 lesson, 0 exercises, 1 question; 1 lesson coming
    next  npm run check lesson-greet, and npm run hint lesson-greet when stuck
    ",
    }
  `);
});

test("a lesson that passed still lists its open question", async () => {
  const { run, workbook } = await fixtureWorkbook();
  await recordVerdict(workbook, verdictOf(["passed", "passed", "passed"]));
  expect(await run(["progress"])).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "A tiny course

    Talking
      passed     1  Greeting  lesson-greet  (its question is open)

    Music
      coming     2  Singing   lesson-sing

    done  1 lesson, 3 exercises, 0 questions
    left  0 lessons, 0 exercises, 1 question; 1 lesson coming
    next  npm run quiz lesson-greet
    ",
    }
  `);
});

test("shows that everything is done", async () => {
  const { run, workbook } = await fixtureWorkbook();
  await recordVerdict(workbook, verdictOf(["passed", "passed", "passed"]));
  await recordAnswer(workbook, "lesson-greet", "b", true);
  expect(await run(["progress"])).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "A tiny course

    Talking
      passed     1  Greeting  lesson-greet

    Music
      coming     2  Singing   lesson-sing

    done  1 lesson, 3 exercises, 1 question
    left  0 lessons, 0 exercises, 0 questions; 1 lesson coming
    next  everything that is built is done
    ",
    }
  `);
});

test("a damaged progress file is renamed and reported once, and the command goes on", async () => {
  const { run, workbook } = await fixtureWorkbook();
  await write(workbook.state, { "progress.json": '{"schema":' });
  const first = await run(["progress"]);
  expect({ exitCode: first.exitCode, stderr: withoutTimes(first.stderr) }).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "note: .workbook/progress.json is not JSON; it is kept as .workbook/progress.corrupt-<time>.json, and progress starts afresh.
    ",
    }
  `);
  expect((await readdir(workbook.state)).map(withoutTimes)).toEqual(["progress.corrupt-<time>.json"]);
  expect((await run(["progress"])).stderr).toBe("");
});

test("an unusable state folder is reported, and the command goes on", async () => {
  const { run, workbook } = await fixtureWorkbook();
  await writeFile(workbook.state, "not a folder");
  expect((await run(["progress"])).exitCode).toBe(0);
  expect(await run(["quiz", "lesson-greet", "b"])).toMatchObject({
    exitCode: 0,
    stderr: "note: Progress could not be saved in .workbook/progress.json: something else is in its place\n",
  });
});

test("a broken lesson is reported as the workbook's fault", async () => {
  const { run, root } = await fixtureWorkbook();
  await write(root, { "checks/lesson-greet/lesson.ts": "export const nothing = 1;\n" });
  expect(await run(["progress"])).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "stderr": "the workbook itself failed: checks/lesson-greet/lesson.ts has no default export; this is not your server's fault
    ",
      "stdout": "",
    }
  `);
});
