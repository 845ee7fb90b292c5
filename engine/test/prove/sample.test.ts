import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { loadLessonCode } from "../../load-lesson-code.ts";
import { sampleOf } from "../../prove/sample.ts";
import { subjectsOf } from "../../prove/subjects.ts";
import { workbookAt } from "../../workbook.ts";

const workbook = workbookAt(fileURLToPath(new URL("../../../", import.meta.url)));
/** So many that a server which can be drawn is missing with a probability of less than one in a million. */
const SEEDS = 20_000;

test("every server of a lesson can be drawn for a sample, one with each seed", async () => {
  const lesson = lessonsOf(workbook, await readCourse(workbook)).find(({ slug }) => slug === "lesson-ws") as Lesson;
  const { subjects } = await subjectsOf(lesson, await loadLessonCode(workbook, lesson));
  const drawn = Array.from({ length: SEEDS }, (_, seed) => sampleOf(subjects, seed, lesson));
  expect(new Set(drawn.map(({ length }) => length))).toEqual(new Set([1]));
  const missing = new Set(subjects.map(({ name }) => name));
  for (const [subject] of drawn) missing.delete(subject?.name ?? "");
  expect([...missing]).toEqual([]);
});

test("neighbouring lessons take turns in being proved with their solution", async () => {
  const lesson = lessonsOf(workbook, await readCourse(workbook)).find(({ slug }) => slug === "lesson-ws") as Lesson;
  const { subjects } = await subjectsOf(lesson, await loadLessonCode(workbook, lesson));
  for (const seed of [0, 7, 2 ** 31, 999_999_999]) {
    const drawn = [lesson.number, lesson.number + 1].flatMap((number) =>
      sampleOf(subjects, seed, { ...lesson, number }).map(({ name }) => name === "solution"),
    );
    expect(drawn, `seed ${seed}`).toHaveLength(2);
    expect(new Set(drawn), `seed ${seed}`).toEqual(new Set([true, false]));
  }
});
