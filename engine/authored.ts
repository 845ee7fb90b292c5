/**
 * Loads what a lesson's author wrote: `lesson.ts` and the check file, both TypeScript.
 *
 * Each is compiled once by esbuild and kept by content, so an unchanged lesson costs a few file reads.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { compileFunction } from "node:vm";
import type { BuildFailure } from "esbuild";
import { esbuild } from "./esbuild.ts";
import type { Lesson, LessonDefinition } from "./lesson.ts";
import { scratchFolderBeside } from "./scratch-beside.ts";
import type { Workbook } from "./workbook.ts";

/** The author's file is missing, does not compile or exports nothing usable. Never the learner's fault. */
export class AuthoredFileError extends Error {
  override name = "AuthoredFileError";
}

/** An author's file, compiled. Each call evaluates it anew, and gives it this module for the name `#kit`. */
export type AuthoredFile = (kit?: object) => { readonly default?: unknown };

export interface Authored {
  /** What `checks/<lesson>/lesson.ts` declares. */
  readonly definition: LessonDefinition;
  /** The check file, ready to be evaluated. */
  readonly checks: AuthoredFile;
}

/** Throws `AuthoredFileError` when one of the files is missing or cannot be used. */
export async function loadAuthored(workbook: Workbook, lesson: Lesson): Promise<Authored> {
  const files = await compileAuthored(workbook, lesson);
  const [definition, checks] = await Promise.all([evaluator(files.definition), evaluator(files.checks)]);
  const declared = definition().default as LessonDefinition | undefined;
  if (declared === undefined) throw new AuthoredFileError(`checks/${lesson.slug}/lesson.ts has no default export`);
  return { definition: declared, checks };
}

/** What a lesson declares, for whoever runs none of its checks. */
export async function loadDefinition(workbook: Workbook, lesson: Lesson): Promise<LessonDefinition> {
  return (await loadAuthored(workbook, lesson)).definition;
}

const evaluators = new Map<string, AuthoredFile>();

/**
 * Declaring suites is a side effect of loading a check file, so every run loads it again. A function can be called again
 * and again; a module that is imported under a new name each time would stay in memory for ever.
 */
async function evaluator(file: string): Promise<AuthoredFile> {
  const known = evaluators.get(file);
  if (known !== undefined) return known;
  const body = compileFunction(await readFile(file, "utf8"), ["module", "exports", "require"], { filename: file });
  const evaluate: AuthoredFile = (kit) => {
    const module = { exports: {} };
    body(module, module.exports, (name: string) => {
      if (name === "#kit" && kit !== undefined) return kit;
      throw new AuthoredFileError(`${path.basename(file)} imports ${name}; an author's file may use the kit only`);
    });
    return module.exports;
  };
  evaluators.set(file, evaluate);
  return evaluate;
}

/** @returns absolute paths of two CommonJS files */
async function compileAuthored(workbook: Workbook, lesson: Lesson): Promise<{ definition: string; checks: string }> {
  const folder = path.join(workbook.cache, `checks-${lesson.slug}-${await fingerprint(lesson)}`);
  const compiled = { definition: path.join(folder, "lesson.cjs"), checks: path.join(folder, "checks.cjs") };
  if (existsSync(compiled.checks)) return compiled;

  const { build } = esbuild();
  const scratch = await scratchFolderBeside(folder);
  try {
    await build({
      entryPoints: { lesson: lesson.definitionFile, checks: lesson.checkFile },
      outdir: scratch,
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
    await rm(scratch, { recursive: true, force: true });
    const first = (error as Partial<BuildFailure>).errors?.[0];
    const where = first?.location == null ? "" : `${first.location.file}:${first.location.line}: `;
    throw new AuthoredFileError(
      `the checks of ${lesson.slug} do not compile: ${where}${first?.text ?? (error as Error).message}`,
    );
  }
  await rename(scratch, folder).catch(async (error: unknown) => {
    // Another process compiled the same content first: its result is ours.
    await rm(scratch, { recursive: true, force: true });
    if (!existsSync(compiled.checks)) throw error;
  });
  return compiled;
}

/** The content of every TypeScript file at the top of the lesson's checks folder. */
async function fingerprint(lesson: Lesson): Promise<string> {
  const hash = createHash("sha1").update("cjs");
  const names = (await readdir(lesson.checks).catch(() => [])).filter((name) => name.endsWith(".ts")).toSorted();
  if (!names.includes(path.basename(lesson.checkFile)))
    throw new AuthoredFileError(`checks/${lesson.slug}/${lesson.slug}.check.ts is missing`);
  const contents = await Promise.all(names.map((name) => readFile(path.join(lesson.checks, name))));
  for (const [index, name] of names.entries()) hash.update(name).update(contents[index] ?? "");
  return hash.digest("hex").slice(0, 16);
}
