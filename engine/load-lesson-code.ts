/**
 * Loads the code of a lesson's author: `lesson.ts` and the check file, both TypeScript.
 *
 * Both are compiled by esbuild and cached by content, so an unchanged lesson costs only a few file reads. They declare
 * data, which is evaluated once and used by any number of gradings.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { compileFunction } from "node:vm";
import type { BuildFailure } from "esbuild";
import { authorFault } from "./author-fault.ts";
import { buildFolder } from "./cached-folder.mjs";
import { esbuild } from "./esbuild.ts";
import { CheckFileError, type CheckSuite, type SuiteBuilder } from "./kit/check-suite.ts";
import { declaredBy } from "./kit/exercise.ts";
import * as kit from "./kit/index.ts";
import type { Lesson, LessonDefinition } from "./lesson.ts";
import type { Workbook } from "./workbook.ts";

/** A file of the author is missing, does not compile or has no usable export. Never the learner's fault. */
export class AuthoredFileError extends Error {
  override name = "AuthoredFileError";
}

/** The evaluated code of a lesson's author. */
export interface LessonCode {
  /** The default export of `checks/<lesson>/lesson.ts`. */
  readonly definition: LessonDefinition;
  /**
   * The declarations of the check file; the same value for every caller.
   * @throws the errors of its evaluation; CheckFileError when it declares something that cannot be run or does not match the
   * definition
   */
  readonly suite: () => CheckSuite;
}

/** @throws AuthoredFileError when one of the files is missing or cannot be used */
export async function loadLessonCode(workbook: Workbook, lesson: Lesson): Promise<LessonCode> {
  const folder = await compileAuthored(workbook, lesson);
  const known = loaded.get(lesson.checks);
  if (known?.folder === folder) return known.code;
  const read = (name: string) => readFile(path.join(folder, name), "utf8");
  const [definitionText, checksText] = await Promise.all([read(DEFINITION), read(CHECKS)]);
  const definition = evaluate(path.join(folder, DEFINITION), definitionText)["default"] as LessonDefinition | undefined;
  if (definition === undefined) throw new AuthoredFileError(`checks/${lesson.slug}/lesson.ts has no default export`);
  // The folder is named after the content of the files.
  const fault = await authorFault("lesson", {
    cache: workbook.cache,
    content: path.basename(folder),
    value: definition,
  });
  if (fault !== undefined) throw new AuthoredFileError(`checks/${lesson.slug}/lesson.ts: ${fault}`);
  let suite: CheckSuite | undefined;
  const code: LessonCode = {
    definition,
    suite: () => {
      suite ??= fitting(
        declaredBy(() => evaluate(path.join(folder, CHECKS), checksText)),
        definition,
      );
      return suite;
    },
  };
  loaded.set(lesson.checks, { folder, code });
  return code;
}

/** A lesson's definition, for callers that run none of its checks. */
export async function loadDefinition(workbook: Workbook, lesson: Lesson): Promise<LessonDefinition> {
  return (await loadLessonCode(workbook, lesson)).definition;
}

/** By folder of checks: the last evaluated code, and its compiled folder. An unchanged lesson is evaluated only once. */
const loaded = new Map<string, { readonly folder: string; readonly code: LessonCode }>();

/** Names of the compiled files. */
const DEFINITION = "lesson.cjs";
const CHECKS = "checks.cjs";

/**
 * The exports of a file compiled to CommonJS, which may import only the kit. Evaluated as a function, because a function,
 * unlike a module, is garbage-collected. Throws the errors of the file, and `AuthoredFileError`.
 */
export function evaluate(file: string, text: string): Readonly<Record<string, unknown>> {
  const module = { exports: {} };
  const body = compileFunction(text, ["module", "exports", "require"], { filename: file });
  body(module, module.exports, (name: string) => {
    if (name === "#kit") return kit;
    throw new AuthoredFileError(`${path.basename(file)} imports ${name}; the author's files may import only #kit`);
  });
  return module.exports;
}

/** The suite, if its exercises and failures match the definition. Throws `CheckFileError` otherwise. */
function fitting(suite: SuiteBuilder, { exercises, failures }: LessonDefinition): CheckSuite {
  for (const { id, title } of suite.exercises) {
    const declared = exercises.find((exercise) => exercise.id === id);
    if (declared?.title !== title)
      throw new CheckFileError(
        `the check file's exercise ${id} is "${title}", ${declared === undefined ? "which lesson.ts does not have" : `in lesson.ts it is "${declared.title}"`}`,
      );
  }
  for (const { id, title } of exercises)
    if (!suite.exercises.some((exercise) => exercise.id === id))
      throw new CheckFileError(`the check file has no exercise ${id}, "${title}", which lesson.ts declares`);
  for (const code of suite.failures)
    if (failures === undefined || !Object.hasOwn(failures, code))
      throw new CheckFileError(`the check file uses the failure ${code}, which lesson.ts does not list in failures`);
  return suite;
}

/** @returns the absolute path of a folder that holds both files as CommonJS */
async function compileAuthored(workbook: Workbook, lesson: Lesson): Promise<string> {
  const folder = path.join(workbook.cache, `checks-${lesson.slug}-${await fingerprint(lesson)}`);
  await buildFolder(folder, {
    isBuilt: () => existsSync(path.join(folder, CHECKS)),
    build: (scratch) => compileInto(scratch, lesson),
  });
  return folder;
}

async function compileInto(folder: string, lesson: Lesson): Promise<void> {
  const { build } = esbuild();
  try {
    await build({
      entryPoints: { lesson: lesson.definitionFile, checks: lesson.checkFile },
      outdir: folder,
      outExtension: { ".js": ".cjs" },
      bundle: true,
      format: "cjs",
      platform: "node",
      target: "node20",
      sourcemap: "inline",
      logLevel: "silent",
      external: ["#kit"],
    });
  } catch (error) {
    const first = (error as Partial<BuildFailure>).errors?.[0];
    const where = first?.location == null ? "" : `${first.location.file}:${first.location.line}: `;
    throw new AuthoredFileError(
      `the checks of ${lesson.slug} do not compile: ${where}${first?.text ?? (error as Error).message}`,
    );
  }
}

/**
 * The names of the TypeScript files directly in the lesson's checks folder that can change a verdict, sorted. Near misses
 * are graded, and not used for grading.
 */
export async function checkSources(lesson: Lesson): Promise<string[]> {
  const names = await readdir(lesson.checks).catch(() => []);
  return names.filter((name) => name.endsWith(".ts") && name !== NEAR_MISSES_FILE).toSorted();
}

/** The file with the author's near misses, directly in the lesson's checks folder. */
export const NEAR_MISSES_FILE = "near-misses.ts";

/** The content of every file that can change a verdict. */
async function fingerprint(lesson: Lesson): Promise<string> {
  const hash = createHash("sha1").update("cjs");
  const names = await checkSources(lesson);
  if (!names.includes(path.basename(lesson.checkFile)))
    throw new AuthoredFileError(`checks/${lesson.slug}/${lesson.slug}.check.ts is missing`);
  const contents = await Promise.all(names.map((name) => readFile(path.join(lesson.checks, name))));
  for (const [index, name] of names.entries()) hash.update(name).update(contents[index] ?? "");
  return hash.digest("hex").slice(0, 16);
}
