/** What a folder holds, by content: two looks at it tell which files changed, however an editor wrote them. */
import { createHash } from "node:crypto";
import type { BigIntStats, Dirent } from "node:fs";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";

/** By name relative to the folder, with forward slashes: what tells one content from another. */
export type Snapshot = ReadonlyMap<string, string>;

/** Folders of tools, which no submission consists of. */
const TOOL_FOLDERS = new Set(["node_modules", "__MACOSX"]);
/** What editors write beside the file that is edited: vim's probe and backups, Emacs's locks, others' drafts. */
const SCRATCH = /^4913$|~$|^#.*#$|\.sw[a-p]x?$|\.tmp$|___jb_(?:tmp|old)___$|\.crswap$/;
/** Larger files are told apart by size and date. No check takes a submission with such a file. */
const CONTENT_LIMIT_BYTES = 4 * 1024 * 1024;
/** Somebody who copies a disk into their folder still gets an answer. */
const FILE_LIMIT = 20_000;
const READ_AT_ONCE = 32;
/** File systems keep dates as coarsely as two seconds, so a file this young may change again without a new date. */
const YOUNG_MS = 2_500;

const ABSENT = "absent";
export const EMPTY_FILE = "file 0";

/** Whether a file or folder of that name has no say in a verdict. Dot files are editors' and tools', but for `.env`. */
export function isIgnored(name: string): boolean {
  return (name.startsWith(".") && !name.startsWith(".env")) || TOOL_FOLDERS.has(name) || SCRATCH.test(name);
}

/** Looks at one folder again and again; a look reads only the files whose dates or sizes changed. */
export class SnapshotReader {
  readonly #root: string;
  readonly #known = new Map<string, { readonly stamp: string; readonly content: string }>();

  /** @param root absolute path; it may be missing */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The folder as it is now; empty when it is not there. Never rejects.
   * @param enter called with the absolute path of every folder before it is listed
   */
  async look(enter: (folder: string) => Promise<void> = async () => {}): Promise<Snapshot> {
    const found = new Map<string, string>();
    const visit = async (inside: string): Promise<void> => {
      const folder = path.join(this.#root, inside);
      await enter(folder);
      const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
      const room = FILE_LIMIT - found.size;
      const wanted = entries.filter(({ name }) => !isIgnored(name)).slice(0, Math.max(0, room));
      const nameOf = ({ name }: Dirent) => (inside === "" ? name : `${inside}/${name}`);
      const files = wanted.filter((entry) => !entry.isDirectory()).map(nameOf);
      // Not all at once: each that is read is open meanwhile, and a process may have few open files.
      for (let start = 0; start < files.length; start += READ_AT_ONCE) {
        const names = files.slice(start, start + READ_AT_ONCE);
        const contents = await Promise.all(names.map((name) => this.#contentOf(name)));
        for (const [index, name] of names.entries()) {
          const content = contents[index] ?? ABSENT;
          if (content !== ABSENT) found.set(name, content);
        }
      }
      for (const entry of wanted) if (entry.isDirectory()) await visit(nameOf(entry));
    };
    await visit("");
    for (const name of this.#known.keys()) if (!found.has(name)) this.#known.delete(name);
    return found;
  }

  async #contentOf(name: string): Promise<string> {
    const file = path.join(this.#root, name);
    try {
      const stats = await lstat(file, { bigint: true });
      if (stats.isSymbolicLink()) return `link ${await readlink(file)}`;
      if (!stats.isFile()) return "other";
      if (stats.size === 0n) return EMPTY_FILE;
      const stamp = stampOf(stats);
      const known = this.#known.get(name);
      if (known?.stamp === stamp) return known.content;
      const content =
        stats.size > CONTENT_LIMIT_BYTES
          ? stamp
          : createHash("sha1")
              .update(await readFile(file))
              .digest("base64");
      if (Math.abs(Date.now() - Number(stats.mtimeMs)) > YOUNG_MS) this.#known.set(name, { stamp, content });
      return content;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === "ENOENT" || code === "ENOTDIR" ? ABSENT : `unreadable ${code}`;
    }
  }
}

/** The names that were added, taken away or changed, in order. */
export function changedNames(before: Snapshot, after: Snapshot): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).toSorted();
}

/** What a folder holds, in a few characters. */
export function fingerprintOf(snapshot: Snapshot): string {
  const files = [...snapshot].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha1").update(JSON.stringify(files)).digest("hex");
}

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
}
