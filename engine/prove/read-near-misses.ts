import { existsSync } from "node:fs";
import path from "node:path";
import type { BuildFailure } from "esbuild";
import { esbuild } from "../esbuild.ts";
import type { NearMisses } from "../kit/near-misses.ts";
import type { Lesson } from "../lesson.ts";
import { AuthoredFileError, evaluate, NEAR_MISSES_FILE } from "../load-lesson-code.ts";

/**
 * What `checks/<lesson>/near-misses.ts` declares; nothing when there is no such file.
 * @throws AuthoredFileError when it does not compile, throws, or exports something else
 */
export async function readNearMisses({ slug, checks }: Lesson): Promise<NearMisses> {
  const shown = `checks/${slug}/${NEAR_MISSES_FILE}`;
  const file = path.join(checks, NEAR_MISSES_FILE);
  if (!existsSync(file)) return { lesson: slug, edits: {} };
  const text = await compiled(file, shown);
  let exported: Partial<NearMisses> | undefined;
  try {
    exported = evaluate(file, text)["default"] as Partial<NearMisses> | undefined;
  } catch (error) {
    if (error instanceof AuthoredFileError) throw error;
    throw new AuthoredFileError(`${shown} cannot be evaluated: ${(error as Error).message}`);
  }
  const { lesson, edits } = exported ?? {};
  if (lesson === undefined || edits === undefined)
    throw new AuthoredFileError(`${shown} must export nearMisses("${slug}", { ... }) as its default`);
  if (lesson !== slug) throw new AuthoredFileError(`${shown} contains the near misses of "${lesson}"`);
  return { lesson, edits };
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
