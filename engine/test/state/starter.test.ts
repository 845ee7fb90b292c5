import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { loadDefinition } from "../../load-lesson-code.ts";
import { resolveLesson } from "../../cli/lesson-argument.ts";
import { cutStarter, isUntouched, regionsOf, starterOf, untouchedExercises } from "../../starter.ts";
import { fixtureWorkbook, GREET_STARTER, SOLUTION, write } from "../fixture-workbook.ts";

describe("cutting a starter from a solution", () => {
  test("replaces every region by its TODO and the lines marked for the starter", () => {
    const solution = `import { a } from "./a.ts";

export function one(): string {
  //#region Exercise 1: answer with the word
  //= // Begin here.
  //=
  //= if (a) {
  //=   return "";
  //= }
  const word = a();
  //= stays out: it does not follow the marker
  return word;
  //#endregion
}

//#region Exercise 2: the rest
export const two = 2;
//#endregion
//#region helpers
export const three = 3;
//#endregion
`;
    expect(cutStarter(solution, "one.ts")).toMatchInlineSnapshot(`
      "import { a } from "./a.ts";

      export function one(): string {
        // TODO(exercise 1): answer with the word
        // Begin here.

        if (a) {
          return "";
        }
      }

      // TODO(exercise 2): the rest
      //#region helpers
      export const three = 3;
      //#endregion
      "
    `);
    expect(regionsOf(solution)).toEqual([
      { exercise: 1, text: "answer with the word", startLine: 4, endLine: 13 },
      { exercise: 2, text: "the rest", startLine: 16, endLine: 18 },
    ]);
  });

  test.each([
    {
      what: "spaces and tabs",
      solution: "\t// #region Exercise 12: do it  \n\tcode\n\t// #endregion Exercise 12",
      starter: "\t// TODO(exercise 12): do it",
    },
    {
      what: "nothing inside",
      solution: "//#region Exercise 1: do it\n//#endregion\n",
      starter: "// TODO(exercise 1): do it\n",
    },
    {
      what: "Windows line ends",
      solution: "a\r\n//#region Exercise 1: do it\r\n//= b\r\nc\r\n//#endregion\r\nd\r\n",
      starter: "a\r\n// TODO(exercise 1): do it\r\nb\r\nd\r\n",
    },
    { what: "no region", solution: "a\n", starter: "a\n" },
    { what: "an empty file", solution: "", starter: "" },
  ])("$what", ({ solution, starter }) => {
    expect(cutStarter(solution, "a.ts")).toBe(starter);
  });

  test.each([
    {
      what: "nested",
      solution: "//#region Exercise 1: a\n//#region Exercise 2: b\n",
      message: "a.ts:2: a region opens inside the region of line 1",
    },
    {
      what: "nested in a lone region",
      solution: "//#region all\n//#region Exercise 2: b\n",
      message: "a.ts:2: a region opens inside the region of line 1",
    },
    {
      what: "not closed",
      solution: "\n//#region Exercise 1: a\ncode\n",
      message: "a.ts:2: this region is never closed",
    },
    { what: "not opened", solution: "code\n//#endregion\n", message: "a.ts:2: this #endregion closes nothing" },
    {
      what: "nearly an exercise",
      solution: "//#region exercise 1: a\n//#endregion\n",
      message: 'a.ts:1: an exercise\'s region is written "//#region Exercise 1: what to do"',
    },
    {
      what: "an exercise without a task",
      solution: "//#region Exercise 1\n//#endregion\n",
      message: 'a.ts:1: an exercise\'s region is written "//#region Exercise 1: what to do"',
    },
  ])("$what is an error", ({ solution, message }) => {
    expect(() => cutStarter(solution, "a.ts")).toThrow(message);
  });
});

describe("a lesson's starter", () => {
  test("contains the files to edit, then the given ones", async () => {
    const { workbook } = await fixtureWorkbook();
    const lesson = await resolveLesson(workbook, "lesson-greet");
    const starter = await starterOf(lesson, await loadDefinition(workbook, lesson));
    expect([...starter]).toEqual([
      ["server.ts", SOLUTION["server.ts"]],
      ["greet.ts", GREET_STARTER],
      ["names.ts", SOLUTION["names.ts"]],
    ]);
  });

  test("names the file that is missing", async () => {
    const { workbook } = await fixtureWorkbook();
    const lesson = await resolveLesson(workbook, "lesson-greet");
    await rm(path.join(lesson.solution, "greet.ts"));
    await expect(starterOf(lesson, await loadDefinition(workbook, lesson))).rejects.toThrow(
      'solutions/lesson-greet/greet.ts does not exist; "greet.ts" is in edits or given of checks/lesson-greet/lesson.ts',
    );
  });

  test("is untouched until a file to edit changes", async () => {
    const { workbook, lessonDir } = await fixtureWorkbook();
    const lesson = await resolveLesson(workbook, "lesson-greet");
    const definition = await loadDefinition(workbook, lesson);
    expect(await isUntouched(lesson, definition)).toBe(true);
    await write(lessonDir, { "notes.md": "mine", "greet.ts": GREET_STARTER.replaceAll("\n", "\r\n") });
    expect(await isUntouched(lesson, definition)).toBe(true);
    await writeFile(path.join(lessonDir, "greet.ts"), `${GREET_STARTER}// mine\n`);
    expect(await isUntouched(lesson, definition)).toBe(false);
    await rm(path.join(lessonDir, "greet.ts"));
    expect(await isUntouched(lesson, definition)).toBe(false);
  });
});

test("an exercise is not started while all its places read as in the starter, whatever was written elsewhere", async () => {
  const { workbook } = await fixtureWorkbook();
  const lesson = await resolveLesson(workbook, "lesson-greet");
  const definition = await loadDefinition(workbook, lesson);
  const file = path.join(lesson.folder, "greet.ts");
  await writeFile(file, `// My notes.\n${GREET_STARTER}`.replaceAll("\n", "\r\n"));
  expect([...(await untouchedExercises(lesson, definition))]).toContain(1);
  await writeFile(file, GREET_STARTER.replace('return "";', 'return "hello";'));
  expect([...(await untouchedExercises(lesson, definition))]).not.toContain(1);
  await rm(file);
  expect([...(await untouchedExercises(lesson, definition))]).not.toContain(1);
});
