/** The near misses of a lesson: the edits in `near-misses.ts`, and the folders beside it. */
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { BuildFailure } from "esbuild";
import { esbuild } from "../esbuild.ts";
import type { NearMisses } from "../kit/near-misses.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { AuthoredFileError, evaluate, NEAR_MISSES_FILE } from "../load-lesson-code.ts";
import { applyEdits } from "./apply-edits.ts";
import { overlays } from "./overlays.ts";

/** A near miss that can be written to a folder. */
export interface NearMiss {
  /** Begins with `check`, for example `1.3-no-welcome`. */
  readonly name: string;
  /** The id of the check that must catch it. */
  readonly check: string;
  /** Writes the files that differ into a folder that holds the solution. */
  readonly write: (folder: string) => Promise<void>;
}

export interface NearMissesFound {
  readonly nearMisses: readonly NearMiss[];
  /** Near misses that cannot be used, each as one sentence without a full stop that names it. */
  readonly faults: readonly string[];
}

/**
 * Reads every near miss of a lesson and tries its edits on the solution.
 * @param checkIds the checks that the lesson has
 * @throws AuthoredFileError when near-misses.ts does not compile or exports something else
 */
export async function findNearMisses(
  lesson: Lesson,
  definition: LessonDefinition,
  checkIds: readonly string[],
): Promise<NearMissesFound> {
  const nearMisses: NearMiss[] = [];
  const faults: string[] = [];
  const names = new Set<string>();
  const add = (name: string, write: NearMiss["write"] | { readonly fault: string }): void => {
    const check = /^\d+\.\d+/.exec(name)?.[0];
    const fault =
      check === undefined
        ? "does not begin with the id of the check that must catch it"
        : !checkIds.includes(check)
          ? `is to be caught by check ${check}, which the lesson does not have`
          : names.has(name)
            ? `is both in ${NEAR_MISSES_FILE} and a folder`
            : "fault" in write
              ? write.fault
              : undefined;
    names.add(name);
    if (fault !== undefined) faults.push(`near miss ${name} of ${lesson.slug} ${fault}`);
    else if (check !== undefined && !("fault" in write)) nearMisses.push({ name, check, write });
  };

  const solution = await editedFiles(lesson, definition);
  for (const [name, edits] of Object.entries((await readNearMisses(lesson)).edits)) {
    const edited = applyEdits(edits, solution, `solutions/${lesson.slug}`);
    add(name, "fault" in edited ? edited : (folder) => writeFiles(folder, edited.files));
  }
  for (const { name, folder, empty } of await overlays(lesson, "near-misses"))
    add(name, empty ? { fault: "is an empty folder" } : (target) => cp(folder, target, { recursive: true }));
  return { nearMisses, faults };
}

/** Writes files below a folder, making folders as needed. */
export async function writeFiles(folder: string, files: Iterable<readonly [string, string]>): Promise<void> {
  for (const [name, text] of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function editedFiles(lesson: Lesson, { edits }: LessonDefinition): Promise<Map<string, string>> {
  const texts = edits.map(async (file) => [file, await readFile(path.join(lesson.solution, file), "utf8")] as const);
  return new Map(await Promise.all(texts));
}

async function readNearMisses(lesson: Lesson): Promise<NearMisses> {
  const shown = `checks/${lesson.slug}/${NEAR_MISSES_FILE}`;
  const file = path.join(lesson.checks, NEAR_MISSES_FILE);
  if (!existsSync(file)) return { lesson: lesson.slug, edits: {} };
  const text = await compiled(file, shown);
  let exported: Partial<NearMisses> | undefined;
  try {
    exported = evaluate(file, text)["default"] as Partial<NearMisses> | undefined;
  } catch (error) {
    if (error instanceof AuthoredFileError) throw error;
    throw new AuthoredFileError(`${shown} cannot be evaluated: ${(error as Error).message}`);
  }
  const { lesson: named, edits } = exported ?? {};
  if (named === undefined || edits === undefined)
    throw new AuthoredFileError(`${shown} must export nearMisses("${lesson.slug}", { ... }) as its default`);
  if (named !== lesson.slug) throw new AuthoredFileError(`${shown} holds the near misses of "${named}"`);
  return { lesson: named, edits };
}

async function compiled(file: string, shown: string): Promise<string> {
  try {
    const { outputFiles } = await esbuild().build({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: "cjs",
      platform: "node",
      target: "node20",
      logLevel: "silent",
      external: ["#kit"],
    });
    return outputFiles[0]?.text ?? "";
  } catch (error) {
    const first = (error as Partial<BuildFailure>).errors?.[0];
    const line = first?.location == null ? "" : `:${first.location.line}`;
    throw new AuthoredFileError(`${shown}${line} does not compile: ${first?.text ?? (error as Error).message}`);
  }
}
