import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import path from "node:path";

/**
 * A name beside `place` that nobody else uses: what is made under it and then renamed is seen whole or not at all. The
 * process alone would not do, because a page and its threads make the same things at the same moment.
 */
export function tempPathBeside(place: string): string {
  return `${place}.${process.pid}.${randomBytes(4).toString("hex")}`;
}

/**
 * Makes a folder of such a name.
 * @throws Error in one sentence when nothing can be written there, as in a checkout that is mounted read-only
 */
export async function scratchFolderBeside(place: string): Promise<string> {
  const scratch = tempPathBeside(place);
  await mkdir(scratch, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`nothing can be written to ${path.dirname(place)} (${error.code}); make that folder writable`, {
      cause: error,
    });
  });
  return scratch;
}
