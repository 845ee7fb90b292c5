import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { Runner } from "../../live/runner.ts";
import { workbookAt } from "../../workbook.ts";
import { until } from "../grade/processes.ts";

const HOME = fileURLToPath(new URL("../../../", import.meta.url)).replace(/\/$/, "");

const definition: LessonDefinition = {
  entry: "server.ts",
  edits: ["server.ts"],
  given: [],
  exercises: [
    { id: 1, title: "One" },
    { id: 2, title: "Two" },
  ],
  quiz: { question: "Why?", choices: [] },
};

test("keeps one process for each exercise waiting for the next run, and ends them after the idle limit", async () => {
  const lesson = { slug: "lesson-door", folder: "/nowhere" } as Lesson;
  const runner = new Runner({ workbook: workbookAt(HOME), lesson, definition, idleLimitMs: 300 });
  onTestFinished(() => runner.close());
  expect(runner.waiting).toBe(0);
  runner.rest();
  expect(runner.waiting).toBe(2);
  expect(await until(() => runner.waiting === 0, 5_000)).toBe(true);
  runner.rest();
  expect(runner.waiting).toBe(2);
  runner.close();
  expect(runner.waiting).toBe(0);
});
