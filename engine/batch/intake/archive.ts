import { access, constants, lstat, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { megabytes } from "../../grade/submitted-files.ts";
import { MAX_ARCHIVE_BYTES } from "./archive-limits.ts";
import { unpackTar } from "./unpack-tar.ts";
import { unpackZip } from "./unpack-zip.ts";
import { Unpacking } from "./unpacking.ts";

/** The longer extensions first: `.tar.gz` before `.gz`. */
const READ = new Map([
  [".tar.gz", unpackTar],
  [".tgz", unpackTar],
  [".tar", unpackTar],
  [".zip", unpackZip],
]);
/** Learners do hand these in; refusing them by name is better than ignoring them. */
const NOT_READ = ".tar.bz2 .tbz2 .tbz .tar.xz .txz .tar.zst .tzst .7z .rar .gz .bz2 .xz .zst".split(" ");

/** The name of an archive without its extension; `undefined` for any other file. */
export function archiveStem(name: string): string | undefined {
  const lower = name.toLowerCase();
  const extension = [...READ.keys(), ...NOT_READ].find((known) => lower.endsWith(known));
  return extension === undefined ? undefined : name.slice(0, -extension.length);
}

/**
 * Unpacks an archive into `target`, which must not exist yet. It is removed again after a failure.
 * @param file absolute path of the archive
 * @param target absolute path
 * @throws NotGradable naming the archive and the entry; or a file system error, or the signal's reason
 */
export async function unpack(file: string, target: string, signal: AbortSignal | undefined): Promise<void> {
  const unpacking = new Unpacking(path.basename(file), target, signal);
  const extension = [...READ.keys()].find((known) => file.toLowerCase().endsWith(known));
  const unpackIt = extension === undefined ? undefined : READ.get(extension);
  if (unpackIt === undefined)
    throw unpacking.refusalOfAll("is an archive of an unsupported kind; hand in a .zip or a .tar.gz");
  const found = await lstat(file);
  if (!found.isFile()) throw unpacking.refusalOfAll("is not a regular file");
  if (found.size > MAX_ARCHIVE_BYTES)
    throw unpacking.refusalOfAll(
      `is ${megabytes(found.size)} large; the limit for an archive is ${megabytes(MAX_ARCHIVE_BYTES)}`,
    );
  await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw unpacking.refusalOfAll(`cannot be read (${error.code})`);
  });
  await mkdir(target, { mode: 0o700 });
  try {
    await unpackIt(file, unpacking);
  } catch (error) {
    await rm(target, { recursive: true, force: true });
    throw error;
  }
}
