/**
 * Folders of the cache that are built once and named by what they were made from, so that they are never stale.
 *
 * Plain JavaScript: build.mjs imports it before anything is compiled.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";

/**
 * Builds `folder` beside itself and renames it, so that it is seen whole or not at all. Where another process or thread
 * builds the same at the same time, the first result counts.
 * @param {string} folder absolute path
 * @param {object} how
 * @param {() => boolean} how.isBuilt whether the folder is there and whole
 * @param {(scratch: string) => Promise<unknown>} how.build fills an empty folder
 * @throws {Error} what `build` throws; one sentence, with the error of the file system as its cause, when nothing can be
 * written there, as in a checkout that is mounted read-only
 */
export async function buildFolder(folder, { isBuilt, build }) {
  if (isBuilt()) return;
  // The process alone would not do: a page and its threads make the same things at the same moment.
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
 * Removes what was built of the same kind from earlier sources, but for the newest: another terminal may still be running
 * one of them.
 * @param {string} folder absolute path of the one in use; its name is its kind, a dash and 16 hexadecimal digits
 * @param {{ kept: number }} options how many stay, the one in use included
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
