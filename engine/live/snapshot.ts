/** The content of a folder: comparing two snapshots shows which files changed, however an editor wrote them. */
import { createHash } from "node:crypto";
import type { BigIntStats, Dirent } from "node:fs";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";
import { NOT_SUBMITTED } from "../grade/submitted-files.ts";

/** Name relative to the folder, with forward slashes -> a text that differs for different content. */
export type Snapshot = ReadonlyMap<string, string>;

/**
 * Temporary files of editors and file systems: vim's probe, swap files and backups, Emacs's locks (`.#server.ts`), Kate's and
 * gedit's, what macOS keeps beside a file on other file systems, what NFS and FUSE keep of an open file, and others. They are
 * copied like any other file, but no code imports them, and most come and go with every save.
 */
const SCRATCH =
  /^4913$|~$|^#.*#$|^\.#|^\._|\.sw[a-p]x?$|\.kate-swp$|^\.goutputstream-|^\.nfs|^\.fuse_hidden|^\.~lock\.|\.tmp$|___jb_(?:tmp|old)___$|\.crswap$/;
/** Larger files are compared by size and date. A submission with such a file is refused anyway. */
const CONTENT_LIMIT_BYTES = 4 * 1024 * 1024;
/** Bounds the work when the folder holds far too many files. */
const FILE_LIMIT = 20_000;
const READ_AT_ONCE = 32;
/** Dates of some file systems have a resolution of two seconds, so a younger file may change without a new date. */
const YOUNG_MS = 2_500;

const ABSENT = "absent";
export const EMPTY_FILE = "file 0";

/** Whether a verdict never depends on what has that name: as in listTree, dot folders are left out and dot files are not. */
function isIgnored(entry: Dirent): boolean {
  if (NOT_SUBMITTED.has(entry.name)) return true;
  return entry.isDirectory() ? entry.name.startsWith(".") : SCRATCH.test(entry.name);
}

/** Takes snapshots of one folder, reading only the files whose dates or sizes changed. */
export class SnapshotReader {
  readonly #root: string;
  readonly #known = new Map<string, { readonly stamp: string; readonly content: string }>();

  /** @param root absolute path; it may be missing */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Takes a snapshot; empty when the folder does not exist. Never rejects.
   * @param enter called with the absolute path of every folder before it is listed
   */
  async look(enter: (folder: string) => Promise<void> = async () => {}): Promise<Snapshot> {
    const found = new Map<string, string>();
    const visit = async (inside: string): Promise<void> => {
      const folder = path.join(this.#root, inside);
      await enter(folder);
      const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
      const room = FILE_LIMIT - found.size;
      const wanted = entries.filter((entry) => !isIgnored(entry)).slice(0, Math.max(0, room));
      const nameOf = ({ name }: Dirent) => (inside === "" ? name : `${inside}/${name}`);
      const files = wanted.filter((entry) => !entry.isDirectory()).map(nameOf);
      // Not all at once, because the number of open files of a process is limited.
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

/** The names that were added, removed or changed, sorted. */
export function changedNames(before: Snapshot, after: Snapshot): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).toSorted();
}

/** A hash of the snapshot. */
export function fingerprintOf(snapshot: Snapshot): string {
  const files = [...snapshot].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha1").update(JSON.stringify(files)).digest("hex");
}

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
}
