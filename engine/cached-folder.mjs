/**
 * Builds folders of the cache once, named after a fingerprint of their sources, so that they are never stale.
 *
 * Plain JavaScript, because build.mjs imports it before anything is compiled.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";

/**
 * Builds `folder` under another name and renames it, so that it is visible only when complete. When several processes or
 * threads build the same folder at the same time, the first result counts.
 * @param {string} folder absolute path
 * @param {object} how
 * @param {() => boolean} how.isBuilt whether the folder exists and is complete
 * @param {(scratch: string) => Promise<unknown>} how.build fills an empty folder
 * @throws {Error} the errors of `build`; an Error with one sentence, and the error of the file system as its cause, when
 * the folder cannot be written to, as in a checkout that is mounted read-only
 */
export async function buildFolder(folder, { isBuilt, build }) {
  if (isBuilt()) return;
  // The process id alone is not unique: threads of one process build the same folders at the same time.
  const scratch = `${folder}.${process.pid}.${randomBytes(4).toString("hex")}`;
  await mkdir(scratch, { recursive: true }).catch((error) => {
    throw new Error(`nothing can be written to ${path.dirname(folder)} (${error.code}); make that folder writable`, {
      cause: error,
    });
  });
  try {
    await build(scratch);
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
  await rename(scratch, folder).catch(async (error) => {
    await rm(scratch, { recursive: true, force: true });
    if (!isBuilt()) throw error;
  });
}

/**
 * Removes older folders of the same kind except the newest few: another terminal may still be running one of them.
 * @param {string} folder absolute path of the folder in use; its name is its kind, a dash and 16 hexadecimal digits
 * @param {{ kept: number }} options how many to keep, including the one in use
 */
export async function removeOlder(folder, { kept }) {
  const cache = path.dirname(folder);
  const kind = path.basename(folder).slice(0, -"0123456789abcdef".length);
  const names = (await readdir(cache)).filter((name) => name.startsWith(kind) && isKey(name.slice(kind.length)));
  const others = names.map((name) => path.join(cache, name)).filter((other) => other !== folder);
  const dated = await Promise.all(
    others.map(async (other) => ({ other, at: (await stat(other).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  const older = dated.toSorted((a, b) => b.at - a.at).slice(kept - 1);
  await Promise.all(older.map(({ other }) => rm(other, { recursive: true, force: true })));
}

function isKey(text) {
  return /^[0-9a-f]{16}$/.test(text);
}
