/**
 * Loads what a lesson's author wrote: `lesson.ts` and the check file, both TypeScript.
 *
 * Each is compiled once by esbuild and kept by content, so an unchanged lesson costs a few file reads.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure } from "esbuild";
import type { Lesson, LessonDefinition } from "./lesson.ts";
import type { Workbook } from "./workbook.ts";

/** The author's file is missing, does not compile or exports nothing usable. Never the learner's fault. */
export class AuthoredFileError extends Error {
  override name = "AuthoredFileError";
}

/** What `checks/<lesson>/lesson.ts` declares. */
export async function loadDefinition(workbook: Workbook, lesson: Lesson): Promise<LessonDefinition> {
  const compiled = await compileAuthored(workbook, lesson);
  const loaded = (await import(pathToFileURL(compiled.definition).href)) as { default?: LessonDefinition };
  if (loaded.default === undefined)
    throw new AuthoredFileError(`checks/${lesson.slug}/lesson.ts has no default export`);
  return loaded.default;
}

/**
 * Compiles `lesson.ts` and the check file of a lesson.
 * @returns absolute paths of two plain JavaScript modules; the check module imports the kit of this very engine
 */
export async function compileAuthored(
  workbook: Workbook,
  lesson: Lesson,
): Promise<{ definition: string; checks: string }> {
  const kit = new URL("./kit.mjs", import.meta.url).href;
  const key = await fingerprint(lesson, kit);
  const folder = path.join(workbook.cache, `checks-${lesson.slug}-${key}`);
  const compiled = { definition: path.join(folder, "lesson.mjs"), checks: path.join(folder, "checks.mjs") };
  if (existsSync(compiled.checks)) return compiled;

  const { build } = await import("esbuild");
  const scratch = `${folder}.${process.pid}`;
  try {
    await build({
      entryPoints: { lesson: lesson.definitionFile, checks: lesson.checkFile },
      outdir: scratch,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      sourcemap: "inline",
      logLevel: "silent",
      plugins: [
        { name: "kit", setup: (build) => build.onResolve({ filter: /^#kit$/ }, () => ({ path: kit, external: true })) },
      ],
    });
  } catch (error) {
    const first = (error as Partial<BuildFailure>).errors?.[0];
    const where = first?.location == null ? "" : `${first.location.file}:${first.location.line}: `;
    throw new AuthoredFileError(
      `the checks of ${lesson.slug} do not compile: ${where}${first?.text ?? (error as Error).message}`,
    );
  }
  await mkdir(workbook.cache, { recursive: true });
  await rename(scratch, folder).catch(async (error: unknown) => {
    // Another process compiled the same content first: its result is ours.
    await rm(scratch, { recursive: true, force: true });
    if (!existsSync(compiled.checks)) throw error;
  });
  return compiled;
}

/** The content of every TypeScript file at the top of the lesson's checks folder, and which engine they speak to. */
async function fingerprint(lesson: Lesson, kit: string): Promise<string> {
  const hash = createHash("sha1").update(kit);
  const names = (await readdir(lesson.checks).catch(() => [])).filter((name) => name.endsWith(".ts")).toSorted();
  if (!names.includes(path.basename(lesson.checkFile)))
    throw new AuthoredFileError(`checks/${lesson.slug}/${lesson.slug}.check.ts is missing`);
  const contents = await Promise.all(names.map((name) => readFile(path.join(lesson.checks, name))));
  for (const [index, name] of names.entries()) hash.update(name).update(contents[index] ?? "");
  return hash.digest("hex").slice(0, 16);
}
