import { mkdir } from "node:fs/promises";
import path from "node:path";
import { timestamp } from "./timestamp.ts";

/**
 * Makes a folder named by the present moment inside `parent`, making `parent` too. Never returns a folder that was
 * there before: two of the same millisecond end in `-2`, `-3` and so on.
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
