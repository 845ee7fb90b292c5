/**
 * Reads the text files of a folder somebody handed in, for showing. Only regular files are opened: a link could point
 * at anything on this machine, and reading a named pipe never ends.
 */
import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import path from "node:path";

/** Larger than any source file a person writes. */
export const FILE_LIMIT_BYTES = 256 * 1024;
const FILE_LIMIT_COUNT = 200;
const DEPTH_LIMIT = 8;
/** Folders that belong to tools. Names that begin with a dot are not shown either. */
const NOT_SHOWN = new Set(["node_modules", "__MACOSX"]);

export interface Submission {
  /** Name relative to the folder, with forward slashes -> text. */
  readonly files: ReadonlyMap<string, string>;
  /** What was not read, and why, as a sentence part. */
  readonly unread: ReadonlyMap<string, string>;
}

/** The files of a folder (absolute path), by name. Never throws: what cannot be read is listed in `unread`. */
export async function readSubmission(folder: string): Promise<Submission> {
  const files = new Map<string, string>();
  const unread = new Map<string, string>();
  const visit = async (inside: string, depth: number): Promise<void> => {
    const entries = await readdir(path.join(folder, inside), { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => {
        unread.set(inside === "" ? "." : inside, `cannot be read (${error.code})`);
        return [];
      },
    );
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (NOT_SHOWN.has(entry.name) || entry.name.startsWith(".")) continue;
      const name = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (files.size + unread.size >= FILE_LIMIT_COUNT)
        return void unread.set("more files", `only ${FILE_LIMIT_COUNT} are looked at`);
      if (entry.isDirectory() && depth < DEPTH_LIMIT) await visit(name, depth + 1);
      else if (entry.isDirectory()) unread.set(name, "lies too deep");
      else if (!entry.isFile())
        unread.set(name, entry.isSymbolicLink() ? "is a link, which is not followed" : "is no regular file");
      else {
        const text = await readText(path.join(folder, name));
        if ("why" in text) unread.set(name, text.why);
        else files.set(name, text.text);
      }
    }
  };
  await visit("", 0);
  return { files, unread };
}

async function readText(file: string): Promise<{ text: string } | { why: string }> {
  try {
    // Something else may have taken the file's place since it was listed.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await handle.stat();
      if (!found.isFile()) return { why: "is no regular file" };
      if (found.size > FILE_LIMIT_BYTES) return { why: `is larger than ${FILE_LIMIT_BYTES / 1024} KB` };
      const content = await handle.readFile();
      return content.includes(0) ? { why: "is no text file" } : { text: content.toString("utf8") };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { why: `cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}
