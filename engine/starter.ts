/**
 * Derives the starter of a lesson from its solution.
 *
 * In a solution, the code that the learner has to write is inside a region:
 *
 *     //#region Exercise 1: answer every ping with a pong
 *     //= return undefined;
 *     return pong(message);
 *     //#endregion
 *
 * In the starter, a TODO replaces the region, followed by the lines marked `//= ` at its top:
 *
 *     // TODO(exercise 1): answer every ping with a pong
 *     return undefined;
 */
import { lstat, readFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "./lesson.ts";
import type { Verdict } from "./verdict.ts";

/** The region of an exercise. Line numbers are 1-based and point at the two markers. */
export interface Region {
  readonly exercise: number;
  readonly text: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** The starter cannot be cut from the solution because of a mistake of the author. The message begins with file:line. */
export class StarterError extends Error {
  override name = "StarterError";
}

const OPENING = /^(\s*)\/\/\s*#region\b(.*)/;
const CLOSING = /^\s*\/\/\s*#endregion\b/;
const EXERCISE = /^Exercise ([1-9]\d*): (.+)$/;
/** Looks like the heading of an exercise. If a typo in it were ignored, the starter would contain the solution. */
const NEARLY_EXERCISE = /^exercise\b/i;
const KEPT = /^(\s*)\/\/=(?: (.*))?$/;

/**
 * The starter of one solution file.
 * @param file the file's name in error messages
 * @throws StarterError when a region is nested, not closed, closed twice or nearly an exercise
 */
export function cutStarter(source: string, file: string): string {
  const newline = source.includes("\r\n") ? "\r\n" : "\n";
  const lines = source.split(/\r?\n/);
  const starter: string[] = [];
  let next = 0;
  for (const region of regionsOf(source, file)) {
    starter.push(...lines.slice(next, region.startLine - 1), ...starterLines(region, lines));
    next = region.endLine;
  }
  return [...starter, ...lines.slice(next)].join(newline);
}

/** What stands in the starter in place of a region. */
function starterLines(region: Region, lines: readonly string[]): string[] {
  const first = region.startLine - 1;
  const indentation = /^\s*/.exec(lines[first] ?? "")?.[0] ?? "";
  const starter = [`${indentation}// TODO(exercise ${region.exercise}): ${region.text}`];
  for (const line of lines.slice(first + 1, region.endLine - 1)) {
    const kept = KEPT.exec(line);
    if (kept === null) break;
    starter.push(kept[2] ? `${kept[1]}${kept[2]}` : "");
  }
  return starter;
}

/**
 * The exercises' regions of a solution file, in order. Regions with other headings are left out.
 * @throws StarterError like `cutStarter`
 */
export function regionsOf(source: string, file = "solution"): Region[] {
  const regions: Region[] = [];
  let open: { heading: string; line: number } | undefined;
  for (const [index, text] of source.split(/\r?\n/).entries()) {
    const line = index + 1;
    const opening = OPENING.exec(text);
    if (opening !== null) {
      if (open !== undefined)
        throw new StarterError(`${file}:${line}: a region opens inside the region of line ${open.line}`);
      open = { heading: opening[2]?.trim() ?? "", line };
      if (NEARLY_EXERCISE.test(open.heading) && !EXERCISE.test(open.heading))
        throw new StarterError(`${file}:${line}: an exercise's region is written "//#region Exercise 1: what to do"`);
    } else if (CLOSING.test(text)) {
      if (open === undefined) throw new StarterError(`${file}:${line}: this #endregion closes nothing`);
      const [, exercise, task] = EXERCISE.exec(open.heading) ?? [];
      if (exercise !== undefined && task !== undefined)
        regions.push({ exercise: Number(exercise), text: task, startLine: open.line, endLine: line });
      open = undefined;
    }
  }
  if (open !== undefined) throw new StarterError(`${file}:${open.line}: this region is never closed`);
  return regions;
}

/**
 * The files that a learner begins with: every file to edit and every given file, by name relative to the lesson.
 * @throws StarterError when the solution lacks a file or a region is wrong
 */
export async function starterOf(
  lesson: Lesson,
  definition: Pick<LessonDefinition, "edits" | "given">,
): Promise<Map<string, string>> {
  const starter = new Map<string, string>();
  for (const file of [...definition.edits, ...definition.given]) {
    const shown = `solutions/${lesson.slug}/${file}`;
    const source = await readFile(path.join(lesson.solution, file), "utf8").catch((error: NodeJS.ErrnoException) => {
      throw new StarterError(
        error.code === "ENOENT"
          ? `${shown} does not exist; "${file}" is in edits or given of checks/${lesson.slug}/lesson.ts`
          : `${shown}:1: this file cannot be read (${error.code})`,
      );
    });
    starter.set(file, cutStarter(source, shown));
  }
  return starter;
}

/**
 * Whether every file to edit still equals the starter's, ignoring line endings.
 * @throws StarterError like `starterOf`
 */
export async function isUntouched(lesson: Lesson, definition: LessonDefinition): Promise<boolean> {
  const starter = await starterOf(lesson, definition);
  const changed = await Promise.all(definition.edits.map((file) => differs(lesson, file, starter.get(file) ?? "")));
  return !changed.includes(true);
}

/** The exercises that failed with nothing of them begun. A right server costs no look at its files. */
export async function notStartedIn(
  { passed }: Verdict,
  lesson: Lesson,
  definition: LessonDefinition,
): Promise<ReadonlySet<number>> {
  return passed ? new Set() : await untouchedExercises(lesson, definition);
}

/**
 * The exercises of which nothing was begun: in the learner's files, all their places still read as in the starter. A file that
 * cannot be read counts as begun.
 * @throws StarterError when a region is wrong
 */
export async function untouchedExercises(lesson: Lesson, { edits }: LessonDefinition): Promise<ReadonlySet<number>> {
  const begun = new Set<number>();
  const all = new Set<number>();
  for (const file of edits) {
    const lines = withoutCarriageReturns(await readFile(path.join(lesson.solution, file), "utf8")).split("\n");
    const own = await readFile(path.join(lesson.folder, file), "utf8").then(withoutCarriageReturns, () => "");
    for (const region of regionsOf(lines.join("\n"), `solutions/${lesson.slug}/${file}`)) {
      all.add(region.exercise);
      if (!own.includes(starterLines(region, lines).join("\n"))) begun.add(region.exercise);
    }
  }
  return new Set([...all].filter((exercise) => !begun.has(exercise)));
}

/** Whether a file of the learner's folder is missing, is not a regular file, or differs from the starter, ignoring line endings. */
export async function differs(lesson: Lesson, file: string, starter: string): Promise<boolean> {
  const found = path.join(lesson.folder, file);
  try {
    // Reading a pipe may never end, so only regular files are opened.
    if (!(await lstat(found)).isFile()) return true;
    return withoutCarriageReturns(await readFile(found, "utf8")) !== withoutCarriageReturns(starter);
  } catch {
    return true;
  }
}

function withoutCarriageReturns(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
