import { isUtf8 } from "node:buffer";
import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";

/** One name in a folder. */
export interface FolderEntry {
  /** In a name that is not UTF-8, bytes outside ASCII are written as `%FC`: such a name can be shown but not opened. */
  readonly name: string;
  readonly isUtf8: boolean;
  readonly kind: "file" | "folder" | "link" | "other";
}

/**
 * Why a name is refused, as the end of a sentence that begins with it: what is not UTF-8 cannot be written in an import, a
 * report or a gradebook.
 */
export const NOT_UTF8 = "has a name that is not UTF-8 (its bytes are shown as %XX); rename it";

/**
 * The entries of a folder, by name; links are not followed. Linux allows any bytes in a name, and Node replaces those that
 * are not UTF-8 by U+FFFD: two such names may look alike, and neither can be opened.
 * @param folder absolute path
 * @throws the error of the file system
 */
export async function folderEntries(folder: string): Promise<FolderEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: "buffer" });
  return entries
    .map((entry): FolderEntry => ({ name: shownBytes(entry.name), isUtf8: isUtf8(entry.name), kind: kindOf(entry) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function kindOf(entry: Dirent<Buffer>): FolderEntry["kind"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "link" : "other";
}

function shownBytes(name: Buffer): string {
  if (isUtf8(name)) return name.toString("utf8");
  return Array.from(name, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase()}`,
  ).join("");
}
