import path from "node:path";
import { describe, expect, test } from "vitest";
import { resolveLesson } from "../../cli/lesson-argument.ts";
import { recordVerdict } from "../../state/progress.ts";
import { fixtureWorkbook, verdictOf, write } from "../fixture-workbook.ts";

describe("a lesson is found by what learners type", () => {
  test.each([
    "lesson-greet",
    "Lesson-Greet",
    "greet",
    " lesson-greet ",
    "lessons/lesson-greet",
    "lessons/lesson-greet/",
    "./lessons/lesson-greet",
    "lessons\\lesson-greet\\",
  ])("%s", async (word) => {
    const { workbook } = await fixtureWorkbook();
    expect((await resolveLesson(workbook, word)).slug).toBe("lesson-greet");
  });

  test("finds a lesson by its absolute path", async () => {
    const { workbook, lessonDir } = await fixtureWorkbook();
    expect((await resolveLesson(workbook, lessonDir + path.sep)).slug).toBe("lesson-greet");
  });
});

describe("an unknown lesson is refused in one sentence", () => {
  test.each([
    { word: "lesson-gret", answer: 'There is no lesson "lesson-gret". Did you mean lesson-greet?' },
    { word: "gret", answer: 'There is no lesson "gret". Did you mean lesson-greet?' },
    { word: "lesson-dance", answer: 'There is no lesson "lesson-dance". Built is: lesson-greet.' },
    { word: "lesson-sin", answer: 'There is no lesson "lesson-sin". Built is: lesson-greet.' },
    { word: "lesson-sing", answer: "lesson-sing (Singing) is coming; it is not built yet. Built is: lesson-greet." },
    { word: "../x", answer: '"../x" is not the name of a lesson. Built is: lesson-greet.' },
    { word: "lessons/../../x", answer: '"lessons/../../x" is not the name of a lesson. Built is: lesson-greet.' },
    {
      word: "lessons/lesson-greet/greet.ts",
      answer: '"lessons/lesson-greet/greet.ts" is not the name of a lesson. Built is: lesson-greet.',
    },
    { word: "/etc/passwd", answer: '"/etc/passwd" is not the name of a lesson. Built is: lesson-greet.' },
    { word: ".", answer: '"." is not the name of a lesson. Built is: lesson-greet.' },
    { word: "", answer: '"" is not the name of a lesson. Built is: lesson-greet.' },
    { word: "x".repeat(200), answer: `There is no lesson "${"x".repeat(60)}...". Built is: lesson-greet.` },
  ])("$word", async ({ word, answer }) => {
    const { run } = await fixtureWorkbook();
    expect(await run(["quiz", word, "b"])).toEqual({ exitCode: 2, stdout: "", stderr: `${answer}\n` });
  });
});

describe("without a lesson argument", () => {
  test("uses the first lesson not yet passed, or the last one when all are passed", async () => {
    const { workbook, root } = await fixtureWorkbook();
    const lessons = ["lesson-greet", "lesson-wave"].map((slug) => ({ slug, title: slug, built: true }));
    await write(root, { "lessons/course.json": JSON.stringify({ title: "Two", parts: [{ title: "Both", lessons }] }) });
    const slugs: string[] = [];
    for (const lesson of ["", "lesson-greet", "lesson-wave"]) {
      if (lesson !== "") await recordVerdict(workbook, verdictOf(["passed"], { lesson }));
      slugs.push((await resolveLesson(workbook, undefined)).slug);
    }
    expect(slugs).toEqual(["lesson-greet", "lesson-wave", "lesson-wave"]);
  });

  test("a course without a built lesson says so", async () => {
    const { root, run } = await fixtureWorkbook();
    await write(root, { "lessons/course.json": JSON.stringify({ title: "None", parts: [] }) });
    expect(await run(["quiz"])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "No lesson of this course is built yet.\n",
    });
  });
});
