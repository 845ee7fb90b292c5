import { mkdir } from "node:fs/promises";
import path from "node:path";
import { timestamp } from "./timestamp.ts";

/**
 * Creates a folder inside `parent`, named after the current time, and `parent` too if needed. Never returns an existing
 * folder: further ones of the same millisecond end in `-2`, `-3` and so on.
 * @throws the error of the file system
 */
export async function newFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  const name = timestamp(new Date());
  for (let attempt = 1; ; attempt += 1) {
    const folder = path.join(parent, attempt === 1 ? name : `${name}-${attempt}`);
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
