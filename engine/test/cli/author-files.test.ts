/** Mistakes in an author's files: every command reports them in one sentence that names the file and the field. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { authorFault } from "../../author-fault.ts";
import { FAILURES } from "../../failures/registry.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { faultIn } from "../../lesson-schema.ts";
import { loadLessonCode } from "../../load-lesson-code.ts";
import { fixtureWorkbook, write } from "../fixture-workbook.ts";

const LESSON = {
  entry: "server.ts",
  edits: ["server.ts"],
  given: ["app.ts"],
  exercises: [
    { id: 1, title: "One" },
    { id: 2, title: "Two" },
  ],
  quiz: {
    question: "Why?",
    choices: [
      { id: "a", text: "This", correct: true, explanation: "Yes." },
      { id: "b", text: "That", correct: false, explanation: "No." },
    ],
  },
};
const HOLD_MS = { learners: "25000", checks: "600", about: "how long a poll is held, in ms" };
const [first, second] = LESSON.quiz.choices;
const BELL = { ...FAILURES["no-message"], code: "no-bell" };
const COURSE_LESSON = { slug: "lesson-a", title: "A", built: true };
const courseWith = (...lessons: unknown[]) => ({ title: "C", parts: [{ title: "P", lessons }] });

describe("lesson.ts", () => {
  test("accepts a lesson.ts without the optional fields", () => {
    expect(faultIn("lesson", LESSON)).toBeUndefined();
    expect(faultIn("lesson", { ...LESSON, quiz: { question: "", choices: [] } })).toBeUndefined();
    expect(faultIn("lesson", { ...LESSON, failures: { "no-bell": BELL } })).toBeUndefined();
    expect(
      faultIn("lesson", {
        ...LESSON,
        environment: { HOLD_MS },
        exercises: [{ id: 1, title: "One", environment: { HOLD_MS: "30000" } }],
        board: true,
        programs: { client: "app.ts" },
      }),
    ).toBeUndefined();
    expect(faultIn("lesson", { ...LESSON, packages: ["srvx/node"], forbids: ["ws", "@scope/kit"] })).toBeUndefined();
    expect(faultIn("lesson", { ...LESSON, packages: ["ws"], messages: [{ label: "x", text: "" }] })).toBeUndefined();
    const requests = [
      { label: "x", method: "GET", path: "/poll?since=1", hold: true },
      { label: "y", method: "POST", path: "/", json: null, headers: { a: "b" } },
    ];
    expect(faultIn("lesson", { ...LESSON, requests, streams: [{ label: "x", path: "/events" }] })).toBeUndefined();
  });

  test.each<[unknown, string]>([
    ["a text", "it must be an object"],
    [{ ...LESSON, entry: undefined }, "entry must be a string"],
    [{ ...LESSON, entry: "main.ts" }, 'entry is "main.ts", which is neither in edits nor in given'],
    [{ ...LESSON, edits: [] }, "edits must not be empty"],
    [{ ...LESSON, edits: "server.ts" }, "edits must be a list"],
    [{ ...LESSON, edits: undefined, edit: ["server.ts"] }, 'it has a field "edit", which the workbook does not know'],
    [
      { ...LESSON, given: ["../secret.ts"] },
      "given[0] must be a file below the lesson's folder, written with forward slashes",
    ],
    [{ ...LESSON, exercises: [{ id: "1", title: "One" }] }, "exercises[0].id must be a whole number"],
    [
      { ...LESSON, exercises: [LESSON.exercises[0], { id: 3, title: "Three" }] },
      "exercises[1].id must be 2: exercises are numbered in order",
    ],
    [{ ...LESSON, exercises: [{ id: 1, title: "" }] }, "exercises[0].title must not be empty"],
    [{ ...LESSON, forbids: ["ws/wrapper"] }, "forbids[0] must be the name of a package, without a path in it"],
    [
      { ...LESSON, packages: ["zod", "srvx/node"], forbids: ["ws", "srvx"] },
      'forbids[1] is "srvx", which packages lists too',
    ],
    [{ ...LESSON, hints: [] }, 'it has a field "hints", which the workbook does not know'],
    [
      { ...LESSON, exercises: [{ id: 1, title: "One", hint: "" }] },
      'exercises[0] has a field "hint", which the workbook does not know',
    ],
    [
      { ...LESSON, quiz: { question: "Why?", choices: [second] } },
      "quiz.choices must have exactly one that is correct",
    ],
    [
      { ...LESSON, quiz: { question: "Why?", choices: [first, { ...second, id: "a" }] } },
      `quiz.choices[1].id is "a", which is also another choice's`,
    ],
    [
      { ...LESSON, quiz: { question: "Why?", choices: [{ ...first, id: "A" }] } },
      "quiz.choices[0].id must be one lower-case letter",
    ],
    [
      { ...LESSON, failures: { "no-bell": { ...BELL, question: "Why." } } },
      "failures.no-bell.question must ask something",
    ],
    [
      { ...LESSON, failures: { "no-bell": { ...BELL, anchors: ["on"] } } },
      "failures.no-bell.anchors[0] must be a regular expression",
    ],
    [{ ...LESSON, messages: [{ label: "x" }] }, "messages[0].text must be a string"],
    [{ ...LESSON, board: "yes" }, "board must be true or false"],
    [{ ...LESSON, environment: { HOLD_MS: 600 } }, "environment.HOLD_MS must be an object"],
    [
      { ...LESSON, environment: { HOLD_MS: { ...HOLD_MS, checks: 600 } } },
      "environment.HOLD_MS.checks must be a string",
    ],
    [
      { ...LESSON, environment: { holdMs: HOLD_MS } },
      "environment.holdMs must be upper-case letters, digits and underscores, and not begin with NODE_, LD_ or WORKBOOK_",
    ],
    [
      { ...LESSON, environment: { NODE_OPTIONS: HOLD_MS } },
      "environment.NODE_OPTIONS must be upper-case letters, digits and underscores, and not begin with NODE_, LD_ or WORKBOOK_",
    ],
    [
      { ...LESSON, environment: { DB_PATH: HOLD_MS } },
      "environment.DB_PATH is a name that the workbook itself sets or keeps from the server",
    ],
    [
      { ...LESSON, exercises: [{ id: 1, title: "One", environment: { HOLD_MS: "5" } }] },
      "exercises[0].environment.HOLD_MS is not declared in the lesson's environment",
    ],
    [
      { ...LESSON, programs: { client: "client.ts" } },
      'programs.client is "client.ts", which is neither in edits nor in given',
    ],
    [
      { ...LESSON, programs: { "the client": "app.ts" } },
      "programs.the client must have a name of lower-case letters, digits and dashes",
    ],
    [{ ...LESSON, requests: { label: "x" } }, "requests must be a list"],
    [
      { ...LESSON, requests: [{ label: "x", method: "get", path: "/" }] },
      "requests[0].method must be GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS",
    ],
    [
      { ...LESSON, requests: [{ label: "x", method: "GET", path: "poll" }] },
      "requests[0].path must begin with a slash and contain only characters that are valid in a URL",
    ],
    [
      { ...LESSON, requests: [{ label: "x", method: "GET", path: "/", headers: { a: 1 } }] },
      "requests[0].headers.a must be a string",
    ],
    [
      { ...LESSON, requests: [{ label: "x", method: "GET", path: "/", headers: { "a b": "1" } }] },
      "requests[0].headers.a b is not a valid header name",
    ],
    [
      { ...LESSON, requests: [{ label: "x", method: "GET", path: "/", hold: "yes" }] },
      "requests[0].hold must be true or false",
    ],
    [
      { ...LESSON, streams: [{ label: "x", path: "/my events" }] },
      "streams[0].path must begin with a slash and contain only characters that are valid in a URL",
    ],
  ])("%j is refused", (value, fault) => {
    expect(faultIn("lesson", value)).toBe(fault);
  });
});

describe("course.json", () => {
  test.each<[unknown, string]>([
    [[], "it must be an object"],
    [{ title: "C" }, "parts must be a list"],
    [{ title: "C", parts: [{ lessons: [] }] }, "parts[0].title must be a string"],
    [
      courseWith({ ...COURSE_LESSON, slug: "Lesson A" }),
      "parts[0].lessons[0].slug must be lower-case letters, digits and dashes",
    ],
    [
      courseWith(COURSE_LESSON, COURSE_LESSON),
      `parts[0].lessons[1].slug is "lesson-a", which is also another lesson's`,
    ],
    [courseWith({ ...COURSE_LESSON, built: "yes" }), "parts[0].lessons[0].built must be true or false"],
  ])("%j is refused", (value, fault) => {
    expect(faultIn("course", value)).toBe(fault);
  });
});

test("valid content is not checked again, changed content is", async () => {
  const cache = await mkdtemp(path.join(tmpdir(), "cache-"));
  onTestFinished(() => rm(cache, { recursive: true, force: true }));
  const wrong = { ...LESSON, edits: [] };
  const asked = (content: string, value: unknown) => authorFault("lesson", { cache, content, value });
  expect(await asked("one", wrong)).toBe("edits must not be empty");
  expect(await asked("one", wrong)).toBe("edits must not be empty");
  expect(await asked("one", LESSON)).toBeUndefined();
  // The same content cannot have another value, so the missing error shows that nothing was checked.
  expect(await asked("one", wrong)).toBeUndefined();
  expect(await asked("two", wrong)).toBe("edits must not be empty");
});

test("a failure that the check file uses and lesson.ts does not list is named", async () => {
  const { root, workbook } = await fixtureWorkbook();
  const titles = ["Greet by name", "Greet a crowd", "Say goodbye"];
  await write(root, {
    "checks/lesson-greet/lesson-greet.check.ts": `import { check, defineFailures, exercise } from "#kit";
defineFailures({ "no-bell": { cause: "c", question: "q?", pointer: "p", anchors: [], start: "code", marks: {} } });
for (const [index, title] of ${JSON.stringify(titles)}.entries())
  exercise(index + 1, title, () => check(\`\${index + 1}.1\`, title, { hint: "Why?" }, async () => {}));
`,
  });
  const [lesson] = lessonsOf(workbook, await readCourse(workbook)) as [Lesson];
  const { suite } = await loadLessonCode(workbook, lesson);
  expect(suite).toThrow("the check file uses the failure no-bell, which lesson.ts does not list in failures");
});

test("a command names the file and the field until the mistake is fixed", async () => {
  const { root, run } = await fixtureWorkbook();
  const file = "checks/lesson-greet/lesson.ts";
  const right = await readFile(path.join(root, file), "utf8");
  await write(root, { [file]: right.replace('"title":"Greet a crowd"', '"title":""') });
  for (let times = 0; times < 2; times++)
    expect((await run(["quiz", "lesson-greet"])).stderr).toContain(
      "checks/lesson-greet/lesson.ts: exercises[1].title must not be empty",
    );
  await write(root, { [file]: right });
  expect((await run(["quiz", "lesson-greet"], { stdin: "b\n" })).stderr).toBe("");
  await write(root, { "lessons/course.json": '{ "title": "C", "parts": {} }' });
  expect((await run(["progress"])).stderr).toContain("lessons/course.json: parts must be a list");
});
