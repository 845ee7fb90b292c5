/**
 * Reads the text files of a submission for display. Only regular files are opened: a link could point at any file of
 * this machine, and reading a named pipe may never end.
 */
import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import path from "node:path";
import { NOT_SUBMITTED } from "../grade/submitted-files.ts";

/** Larger than a source file that a person writes, and than a whole submission. */
export const FILE_LIMIT_BYTES = 256 * 1024;
export const TOTAL_LIMIT_BYTES = 2 * 1024 * 1024;
const FILE_LIMIT_COUNT = 200;
/** Includes folders, so that a submission with a million folders is not traversed. */
const ENTRY_LIMIT_COUNT = 2_000;
const DEPTH_LIMIT = 8;

export interface Submission {
  /** Name relative to the folder, with forward slashes -> text. */
  readonly files: ReadonlyMap<string, string>;
  /** The files that were not read and why, for example `it is larger than 256 KB`. */
  readonly unread: ReadonlyMap<string, string>;
}

/** Reads a folder (absolute path). Never throws: what cannot be read is listed in `unread`. */
export async function readSubmission(folder: string): Promise<Submission> {
  const files = new Map<string, string>();
  const unread = new Map<string, string>();
  let entriesSeen = 0;
  let isFull = false;
  let bytesLeft = TOTAL_LIMIT_BYTES;
  const visit = async (inside: string, depth: number): Promise<void> => {
    const entries = await readdir(path.join(folder, inside), { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => {
        unread.set(inside === "" ? "." : inside, `it cannot be read (${error.code})`);
        return [];
      },
    );
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      // A dot file is a part of the submission, but one to be compared is rare, and editors and tools keep many.
      if (NOT_SUBMITTED.has(entry.name) || entry.name.startsWith(".")) continue;
      const name = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (isFull) return;
      const isTooMany = files.size + unread.size >= FILE_LIMIT_COUNT;
      isFull = isTooMany || ++entriesSeen > ENTRY_LIMIT_COUNT;
      if (isFull) {
        const seen = isTooMany
          ? `${FILE_LIMIT_COUNT} files`
          : `${ENTRY_LIMIT_COUNT.toLocaleString("en")} files and folders`;
        return void unread.set("more files", `only the first ${seen} are read`);
      }
      if (entry.isDirectory()) {
        if (depth < DEPTH_LIMIT) await visit(name, depth + 1);
        else unread.set(name, `it is nested in more than ${DEPTH_LIMIT} folders`);
      } else if (!entry.isFile())
        unread.set(name, entry.isSymbolicLink() ? "it is a link, which is not followed" : "it is not a regular file");
      else {
        const text = await readText(path.join(folder, name), bytesLeft);
        if ("why" in text) unread.set(name, text.why);
        else {
          files.set(name, text.text);
          bytesLeft -= text.bytes;
        }
      }
    }
  };
  await visit("", 0);
  return { files, unread };
}

async function readText(
  file: string,
  bytesLeft: number,
): Promise<{ readonly text: string; readonly bytes: number } | { readonly why: string }> {
  try {
    // The file may have been replaced since it was listed.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await handle.stat();
      if (!found.isFile()) return { why: "it is not a regular file" };
      if (found.size > FILE_LIMIT_BYTES) return { why: `it is larger than ${FILE_LIMIT_BYTES / 1024} KB` };
      if (found.size > bytesLeft)
        return { why: `the files before it already total ${TOTAL_LIMIT_BYTES / 1024 / 1024} MB` };
      // Reads no more than the size above, because the file may be growing.
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(found.size) });
      const content = buffer.subarray(0, bytesRead);
      if (content.includes(0)) return { why: "it is a binary file" };
      return { text: content.toString("utf8"), bytes: bytesRead };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { why: `it cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}
