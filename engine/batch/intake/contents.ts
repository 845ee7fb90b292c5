import path from "node:path";
import { folderEntries } from "../../grade/folder-entries.ts";
import { MAX_DEPTH } from "../../grade/limits.ts";
import { isMachineFault } from "../../grade/machine-fault.ts";
import { NOT_SUBMITTED, unreadable } from "../../grade/submitted-files.ts";
import { archiveStem } from "./archive.ts";
import { MAX_ARCHIVE_ENTRIES, MAX_WRAPPERS } from "./archive-limits.ts";

/** A folder within a hand-in. */
export interface FoundFolder {
  /** Its path in the hand-in, with forward slashes; empty for the hand-in itself. */
  readonly label: string;
  /** Absolute path. */
  readonly folder: string;
  /** The names of its regular files, without archives and names that begin with a dot. */
  readonly files: readonly string[];
  readonly archives: readonly string[];
  readonly folders: readonly string[];
  /** The names of links, pipes and other entries that are never read. */
  readonly others: readonly string[];
}

/**
 * Lists the folders of a hand-in, the outer ones first, without tools' folders. A folder that cannot be read is empty here;
 * whatever reads its files names the fault.
 * @param label its path in the hand-in
 * @param root absolute path
 * @throws NotGradable when there is more than any submission holds
 */
export async function contentsOf(label: string, root: string): Promise<FoundFolder[]> {
  const found: FoundFolder[] = [];
  let listed = 0;
  let level = [{ label, folder: root }];
  for (let depth = 0; level.length > 0 && depth <= MAX_DEPTH + MAX_WRAPPERS; depth++) {
    const next: typeof level = [];
    for (const one of level) {
      const inside = await oneFolder(one);
      listed += inside.files.length + inside.archives.length + inside.folders.length + inside.others.length;
      if (listed > MAX_ARCHIVE_ENTRIES)
        throw unreadable(label, `the submission contains more than ${MAX_ARCHIVE_ENTRIES} files and folders`);
      found.push(inside);
      for (const name of inside.folders)
        next.push({ label: joined(one.label, name), folder: path.join(one.folder, name) });
    }
    level = next;
  }
  return found;
}

/** The path in a hand-in of an entry of one of its folders. */
export function joined(label: string, name: string): string {
  return label === "" ? name : `${label}/${name}`;
}

async function oneFolder({ label, folder }: { readonly label: string; readonly folder: string }): Promise<FoundFolder> {
  const all = await folderEntries(folder).catch((error: unknown) => {
    if (isMachineFault(error)) throw error;
    return [];
  });
  const entries = all.filter(({ name, isUtf8 }) => isUtf8 && !NOT_SUBMITTED.has(name) && !name.startsWith("."));
  const named = (kind: (typeof entries)[number]["kind"]) =>
    entries.filter((entry) => entry.kind === kind).map(({ name }) => name);
  const files = named("file");
  return {
    label,
    folder,
    files: files.filter((name) => archiveStem(name) === undefined),
    archives: files.filter((name) => archiveStem(name) !== undefined),
    folders: named("folder"),
    others: [...named("link"), ...named("other")],
  };
}
