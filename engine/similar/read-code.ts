import { readFile } from "node:fs/promises";
import path from "node:path";
import { listFiles, readSubmitted } from "../grade/submitted-files.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { cutStarter } from "../starter.ts";
import type { ClassCode } from "./class-code.ts";
import { codeOf, MAX_SOURCE_CHARS, type Code } from "./code.ts";

const SOURCE = /\.[cm]?[jt]sx?$/;

/**
 * Reads the source files of a submission for comparison. The texts are not kept.
 * @param folder absolute path
 * @param without names of files to leave out, such as the lesson's given files
 * @throws NotGradable for a folder that staging would refuse
 */
export async function readCode(folder: string, without: readonly string[] = []): Promise<Code> {
  const files = new Map<string, string>();
  for (const { name, bytes } of await listFiles(folder)) {
    if (!SOURCE.test(name) || bytes > MAX_SOURCE_CHARS || without.includes(name)) continue;
    files.set(name, (await readSubmitted(folder, name)).toString("utf8"));
  }
  return codeOf(files);
}

/** The code that a lesson provides: its starter, its solution and its given files. */
export async function lessonCode(
  lesson: Lesson,
  definition: LessonDefinition,
): Promise<Pick<ClassCode, "reference" | "starter" | "provided">> {
  const starter = new Map<string, string>();
  for (const name of definition.edits)
    starter.set(name, cutStarter(await readFile(path.join(lesson.solution, name), "utf8"), name));
  const code = codeOf(starter);
  return {
    reference: await readCode(lesson.solution, definition.given),
    starter: code,
    provided: [await readCode(lesson.solution), code],
  };
}
