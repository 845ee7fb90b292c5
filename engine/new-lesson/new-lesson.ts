/** Writes the files that a lesson begins with. */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { readCourse } from "../lesson.ts";
import { cutStarter } from "../starter.ts";
import { fsErrorMessage } from "../state/fs-error-message.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import type { Workbook } from "../workbook.ts";
import { courseText } from "./course-text.ts";
import { NewLessonError, placeLesson, type LessonRequest } from "./place-lesson.ts";

/** Placeholders in the template for the lesson's folder name and title. */
const SLUG = "lesson-template";
const TITLE = "Lesson title";

/**
 * Makes a lesson: its files in lessons/, solutions/ and checks/, and its line in `lessons/course.json`.
 * @param template absolute path of a workbook that holds the lesson `lesson-template` and no starter
 * @returns the files that were written, relative to the workbook, in the order in which an author reads them
 * @throws NewLessonError, CourseError; nothing is written then
 */
export async function newLesson(workbook: Workbook, template: string, request: LessonRequest): Promise<string[]> {
  const { slug } = request;
  const { course, title } = placeLesson(await readCourse(workbook), request);
  const folders = [workbook.solutions, workbook.lessons, workbook.checks].map((part) => path.join(part, slug));
  for (const folder of folders)
    if (existsSync(folder))
      throw new NewLessonError(
        `${path.relative(workbook.root, folder)} already exists; nothing was written.`,
        "Move it away, or choose another name.",
      );
  const files = await filesOf(template, { slug, title });
  try {
    for (const [name, text] of files) {
      const file = path.join(workbook.root, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text, { flag: "wx" });
    }
    // Last: until then the course has no lesson that lacks a file.
    await writeAtomic(path.join(workbook.lessons, "course.json"), courseText(course));
  } catch (error) {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
    throw new NewLessonError(`The lesson cannot be written (${fsErrorMessage(error)}); nothing was changed.`);
  }
  return [...files.keys()];
}

/** The lesson's files by name, the starter among them. */
async function filesOf(
  template: string,
  { slug, title }: { readonly slug: string; readonly title: string },
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const part of ["solutions", "lessons", "checks"]) {
    const entries = await readdir(path.join(template, part), { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(template, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
    for (const name of names.toSorted()) {
      const shown = name.replaceAll(SLUG, slug);
      const text = await readFile(path.join(template, name), "utf8");
      const filled = text.replaceAll(SLUG, slug).replaceAll(TITLE, () => title);
      files.set(shown, filled);
      if (part === "solutions" && name.endsWith(".ts"))
        files.set(shown.replace("solutions/", "lessons/"), cutStarter(filled, shown));
    }
  }
  return files;
}
