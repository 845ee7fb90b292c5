/** `checks/<lesson>/survivors.json`: mutants of the solution that no check fails, each with the reason why that is right. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import type { Lesson } from "../lesson.ts";
import { AuthoredFileError } from "../load-lesson-code.ts";

const SURVIVORS_FILE = "survivors.json";

/** The reason for each change, by file of the solution. */
const schema = z.record(z.string(), z.record(z.string(), z.string().min(1)));

export type Survivors = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The mutants that may survive; none when there is no such file.
 * @throws AuthoredFileError when it is not JSON of this shape
 */
export async function readSurvivors({ slug, checks }: Lesson): Promise<Survivors> {
  const shown = `checks/${slug}/${SURVIVORS_FILE}`;
  let text: string;
  try {
    text = await readFile(path.join(checks, SURVIVORS_FILE), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new AuthoredFileError(`${shown} must map each file to changes and their reasons: ${why}`);
  }
}
