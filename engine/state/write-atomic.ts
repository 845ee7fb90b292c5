import { rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

let written = 0;

/**
 * Replaces a file so that every reader sees either the old content or the new, never a part. A link of that name is
 * replaced, not followed. Not flushed to disk: a power failure may bring the old content back.
 * @throws the error of the file system; the file is then as it was
 */
export async function writeAtomic(file: string, content: string): Promise<void> {
  written += 1;
  const scratch = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.${written}.tmp`);
  try {
    await writeFile(scratch, content, { flag: "wx" });
    await rename(scratch, file);
  } catch (error) {
    await rm(scratch, { force: true }).catch(() => undefined);
    throw error;
  }
}
