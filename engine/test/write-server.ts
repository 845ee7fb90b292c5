/** The servers that `npm run prove` grades, for tests that need one: right, or wrong in a known way. */
import path from "node:path";
import { lessonsOf, readCourse } from "../lesson.ts";
import { loadLessonCode } from "../load-lesson-code.ts";
import { subjectsOf } from "../prove/subjects.ts";
import { workbookAt } from "../workbook.ts";

const workbook = workbookAt(path.resolve(import.meta.dirname, "../.."));

/**
 * Writes one server of lesson-ws into a folder, complete.
 * @param name `solution`, or for example `near-misses/2.1-crashes`
 */
export async function writeServer(name: string, folder: string): Promise<void> {
  const lesson = lessonsOf(workbook, await readCourse(workbook)).find(({ slug }) => slug === "lesson-ws");
  if (lesson === undefined) throw new Error("the course has no lesson-ws");
  const { subjects } = await subjectsOf(lesson, await loadLessonCode(workbook, lesson));
  const subject = subjects.find((candidate) => candidate.name === name);
  if (subject === undefined) throw new Error(`lesson-ws has no server ${name}`);
  await subject.write(folder);
}
