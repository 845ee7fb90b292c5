/** `npm run check all` on a course of two lessons that are built and one that is not. */
import { cp, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { courseFolder, SILENT } from "../watch/course.ts";

/** The lines without the time that the command took. */
function timeless(lines: readonly string[]): string {
  return lines.join("\n").replace(/\d+\.\d s/, "<time>");
}

test("an unchanged starter is not run", async () => {
  const course = await courseFolder();
  const checked = course.start(["check", "all"]);
  expect(await checked.end).toBe(1);
  expect(timeless(checked.lines)).toBe(` 1  Opening the door   not started  lesson-door
 2  Opening the gate   not started  lesson-gate
 3  Climbing the roof  not built    lesson-roof

0 of 2 lessons passed · 2 not started · <time>
next: npm run check lesson-door`);
  expect(await course.runs()).toEqual([]);
});

test("each lesson gets a line with what passed, the first failure and progress, and no process is left", async () => {
  const course = await courseFolder();
  await course.save(course.right);
  await writeFile(path.join(course.root, "lessons/lesson-gate/server.ts"), `${course.right}\nthis is no code\n`);
  const checked = course.start(["check", "all", "--seed", "7"]);
  expect(await checked.end).toBe(1);
  const [door, gate, reason] = checked.lines;
  expect(door).toBe(" 1  Opening the door   passed       lesson-door");
  expect(gate).toMatch(/^ 2 {2}Opening the gate {3}0 of \d {7}lesson-gate$/);
  expect(reason).toMatch(/^ {6}\S/);
  expect(timeless(checked.lines.slice(-2))).toBe("1 of 2 lessons passed · <time>\nnext: npm run check lesson-gate");
  expect((await course.runs()).map(({ passed, seed }) => ({ passed, seed }))).toEqual([{ passed: true, seed: 7 }]);
  expect(await course.isQuiet()).toBe(true);

  const progress = course.start(["progress"]);
  expect(await progress.end).toBe(0);
  expect(progress.lines.join("\n")).toContain("passed   1  Opening the door");
});

test("the exit code is 0 when every lesson that is built has passed, as it is for the solutions", async () => {
  const course = await courseFolder();
  const solutions = course.start(["check", "all", "solution"]);
  expect(await solutions.end).toBe(0);
  expect(timeless(solutions.lines.slice(-1))).toBe("2 of 2 lessons passed · <time>");
  await course.save(course.right);
  await cp(course.lessonDir, path.join(course.root, "lessons/lesson-gate"), { recursive: true });
  expect(await course.start(["check", "all"]).end).toBe(0);
});

test("a lesson that cannot be graded is named, the others are graded, and the exit code is 2", async () => {
  const course = await courseFolder();
  await writeFile(path.join(course.root, "checks/lesson-door/lesson.ts"), "export const nothing = 1;\n");
  await writeFile(path.join(course.root, "lessons/lesson-gate/server.ts"), course.right);
  const checked = course.start(["check", "all"]);
  expect(await checked.end).toBe(2);
  expect(timeless(checked.lines)).toBe(` 1  Opening the door   not graded   lesson-door
      checks/lesson-door/lesson.ts has no default export
 2  Opening the gate   passed       lesson-gate
 3  Climbing the roof  not built    lesson-roof

1 of 2 lessons passed · 1 not graded · <time>`);
});

test("Ctrl-C ends the grading that runs and every process, and no later lesson is graded", async () => {
  const course = await courseFolder();
  await writeFile(path.join(course.root, "lessons/lesson-gate/server.ts"), SILENT);
  const checked = course.start(["check", "all"]);
  await checked.line(0);
  checked.child.kill("SIGINT");
  expect(await checked.end).toBe(130);
  expect(checked.lines).toEqual([" 1  Opening the door   not started  lesson-door"]);
  expect(await course.isQuiet()).toBe(true);
});

test("arguments that are about one lesson are refused in one sentence", async () => {
  const course = await courseFolder();
  const refused = async (...words: string[]) => {
    const checked = course.start(["check", "all", ...words]);
    expect(await checked.end).toBe(2);
    return checked.errors.join("\n");
  };
  expect(
    await Promise.all([refused("2"), refused("solution", "2"), refused("--json"), refused("--exercise", "1")]),
  ).toEqual([
    '"2" does not fit all lessons. Type npm run check all, or npm run check all solution.',
    '"2" does not fit all lessons. Type npm run check all, or npm run check all solution.',
    "--json is about one lesson, not about all of them. Name the lesson instead of all.",
    "--exercise is about one lesson, not about all of them. Name the lesson instead of all.",
  ]);
});
