import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
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

    Talking  0 of 1 passed
    > 0 of 3   1  Greeting  lesson-greet

    Music
      coming   2  Singing   lesson-sing

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

    Talking  0 of 1 passed
    > 2 of 3   1  Greeting  lesson-greet

    Music
      coming   2  Singing   lesson-sing

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

    Talking  0 of 1 passed
    > 3 of 3   1  Greeting  lesson-greet  not yet all in one run

    Music
      coming   2  Singing   lesson-sing

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

    Talking  1 of 1 passed
    > passed   1  Greeting  lesson-greet  question open

    Music
      coming   2  Singing   lesson-sing

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

    Talking  1 of 1 passed
      passed   1  Greeting  lesson-greet

    Music
      coming   2  Singing   lesson-sing

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

/** Two parts with the minutes of each lesson, and a lesson that is still to come. */
async function courseWithMinutes() {
  const fixture = await fixtureWorkbook();
  const { root } = fixture;
  const definition = await readFile(path.join(root, "checks/lesson-greet/lesson.ts"), "utf8");
  const readme = (minutes: number) => `# A lesson\n\n## Before you begin\n\nAbout ${minutes} minutes. Nothing else.\n`;
  await write(root, {
    "lessons/course.json": JSON.stringify({
      title: "A tiny course",
      parts: [
        {
          title: "Talking",
          lessons: [
            { slug: "lesson-greet", title: "Greeting", built: true },
            { slug: "lesson-wave", title: "Waving from afar", built: true },
          ],
        },
        {
          title: "Music",
          lessons: [
            { slug: "lesson-hum", title: "Humming", built: true },
            { slug: "lesson-sing", title: "Singing", built: false },
          ],
        },
      ],
    }),
    "checks/lesson-wave/lesson.ts": definition,
    "checks/lesson-wave/lesson-wave.check.ts": "export {};\n",
    "checks/lesson-hum/lesson.ts": definition,
    "checks/lesson-hum/lesson-hum.check.ts": "export {};\n",
    "lessons/lesson-greet/README.md": readme(45),
    "lessons/lesson-wave/README.md": readme(50),
    "lessons/lesson-hum/README.md": readme(60),
  });
  return fixture;
}

test("the map counts the minutes left in each lesson, each part and the course, and marks the lesson that comes next", async () => {
  const { run, workbook } = await courseWithMinutes();
  await recordVerdict(workbook, verdictOf(["passed", "passed", "passed"]));
  await recordAnswer(workbook, "lesson-greet", "b", true);
  await recordVerdict(workbook, verdictOf(["passed", "failed", "failed"], { lesson: "lesson-wave" }));
  expect(await run(["progress"])).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: `A tiny course

Talking  1 of 2 passed, 34 min left
  passed   1  Greeting          lesson-greet
> 1 of 3   2  Waving from afar  lesson-wave   34 min

Music  0 of 1 passed, 1 h left
  0 of 3   3  Humming           lesson-hum    1 h
  coming   4  Singing           lesson-sing

done  1 lesson, 4 exercises, 1 question
left  2 lessons, 5 exercises, 2 questions, about 1 h 34 min; 1 lesson coming
next  npm run check lesson-wave, and npm run hint lesson-wave when stuck
`,
  });
});

test("a course of which everything is done says so", async () => {
  const { run, root, workbook } = await fixtureWorkbook();
  await write(root, {
    "lessons/course.json": JSON.stringify({
      title: "One lesson",
      parts: [{ title: "All", lessons: [{ slug: "lesson-greet", title: "Greeting", built: true }] }],
    }),
  });
  await recordVerdict(workbook, verdictOf(["passed", "passed", "passed"]));
  await recordAnswer(workbook, "lesson-greet", "b", true);
  expect((await run(["progress"])).stdout).toContain("\nnext  nothing: the course is done\n");
});
