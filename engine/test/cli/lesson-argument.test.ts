import path from "node:path";
import { describe, expect, test } from "vitest";
import { joinTitle, resolveLesson } from "../../cli/lesson-argument.ts";
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

/** Titles as they stand on the course's site. */
const TITLED = {
  title: "A course with titles",
  parts: [
    {
      title: "Server-Sent Events",
      lessons: [
        { slug: "lesson-sse", title: "Building an SSE Endpoint", built: true },
        { slug: "lesson-live", title: "SSE in Practice", built: true },
      ],
    },
    {
      title: "Patterns",
      lessons: [
        { slug: "lesson-bus", title: "Pub/Sub", built: true },
        { slug: "lesson-scaling", title: "Scaling Out", built: false },
      ],
    },
  ],
};

describe("a lesson is found by its title", () => {
  test.each([
    { words: ["SSE in Practice"], slug: "lesson-live" },
    { words: ["sse in practice"], slug: "lesson-live" },
    { words: ["SSE", "in", "Practice"], slug: "lesson-live" },
    { words: ["Building", "an", "SSE", "Endpoint", "2"], slug: "lesson-sse" },
    { words: ["Pub/Sub"], slug: "lesson-bus" },
    { words: ["pub", "sub"], slug: "lesson-bus" },
    { words: ["sse", "2", "solution"], slug: "lesson-sse" },
  ])("$words", async ({ words, slug }) => {
    const { workbook, root } = await fixtureWorkbook();
    await write(root, { "lessons/course.json": JSON.stringify(TITLED) });
    const [lesson] = await joinTitle(workbook, words);
    expect((await resolveLesson(workbook, lesson)).slug).toBe(slug);
  });

  test("the words after a title stay arguments", async () => {
    const { workbook, root } = await fixtureWorkbook();
    await write(root, { "lessons/course.json": JSON.stringify(TITLED) });
    expect(await joinTitle(workbook, ["Pub/Sub", "2"])).toEqual(["Pub/Sub", "2"]);
    expect(await joinTitle(workbook, ["SSE", "in", "Practice", "2", "solution"])).toEqual([
      "SSE in Practice",
      "2",
      "solution",
    ]);
  });

  test.each([
    {
      word: "Server-Sent Events",
      answer:
        '"Server-Sent Events" is a part of the course, not a lesson. Its lessons are Building an SSE Endpoint (lesson-sse) and SSE in Practice (lesson-live).',
    },
    { word: "practice", answer: 'There is no lesson "practice". Did you mean SSE in Practice (lesson-live)?' },
    {
      word: "SSE in Practise",
      answer: 'There is no lesson "SSE in Practise". Did you mean SSE in Practice (lesson-live)?',
    },
    {
      word: "Scaling Out",
      answer:
        "lesson-scaling (Scaling Out) is coming; it is not built yet. Built are: lesson-sse, lesson-live, lesson-bus.",
    },
  ])("what is nearly a title gets the nearest ones: $word", async ({ word, answer }) => {
    const { run, root } = await fixtureWorkbook();
    await write(root, { "lessons/course.json": JSON.stringify(TITLED) });
    expect(await run(["check", word])).toEqual({ exitCode: 2, stdout: "", stderr: `${answer}\n` });
  });

  test("a title in several words finds the lesson in every command of a learner", async () => {
    const { run, root } = await fixtureWorkbook();
    const lessons = [{ slug: "lesson-greet", title: "Greeting a Crowd", built: true }];
    await write(root, {
      "lessons/course.json": JSON.stringify({ title: "One", parts: [{ title: "All", lessons }] }),
    });
    expect((await run(["quiz", "greeting", "a", "crowd", "b"])).exitCode).toBe(0);
    expect((await run(["hint", "greeting", "a", "crowd"])).stderr).toContain("npm run check lesson-greet");
    expect((await run(["reset", "greeting", "a", "crowd"])).exitCode).toBe(0);
    expect((await run(["dev", "greeting", "a", "crowd", "client"])).stderr).toContain("lesson-greet");
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
