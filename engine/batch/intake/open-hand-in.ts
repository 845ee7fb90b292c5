/** Opens what one student handed in: unpacks archives, and puts loose files into a folder. */
import { copyFile, lstat, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { NOT_UTF8 } from "../../grade/folder-entries.ts";
import { MAX_FILE_BYTES } from "../../grade/limits.ts";
import { unreadable } from "../../grade/submitted-files.ts";
import { unpack } from "./archive.ts";
import { shownName } from "./entry-path.ts";
import type { HandIn, Part } from "./hand-in.ts";
import { namesBeforeResubmission } from "./before-resubmission.ts";
import type { InnerArchive } from "./search.ts";

export interface Opened {
  /** Folders to search, by their path in the hand-in. */
  readonly roots: readonly { readonly label: string; readonly folder: string }[];
  readonly archives: readonly InnerArchive[];
}

/** The folders in the scratch folder that one hand-in needs. */
export class HandInScratch {
  readonly #scratch: string;
  readonly #nextFolderName: () => string;
  readonly #signal: AbortSignal | undefined;
  readonly #made: string[] = [];

  /** @param nextFolderName a name that is not used yet */
  constructor(scratch: string, nextFolderName: () => string, signal: AbortSignal | undefined) {
    this.#scratch = scratch;
    this.#nextFolderName = nextFolderName;
    this.#signal = signal;
  }

  /** Unpacks an archive into a new folder. @throws as `unpack` */
  async unpack(archive: string): Promise<string> {
    const target = this.#name();
    await unpack(archive, target, this.#signal);
    return target;
  }

  /** Makes a new, empty folder. */
  async folder(): Promise<string> {
    const target = this.#name();
    await mkdir(target, { mode: 0o700 });
    return target;
  }

  /** Removes all of them but the one that holds this folder, if it is given. */
  async discard(kept?: string): Promise<void> {
    for (const folder of this.#made.splice(0))
      if (kept !== folder && kept?.startsWith(folder + path.sep) !== true)
        await rm(folder, { recursive: true, force: true });
  }

  #name(): string {
    const folder = path.join(this.#scratch, this.#nextFolderName());
    this.#made.push(folder);
    return folder;
  }
}

/** @throws NotGradable when a name is not UTF-8, or the only archive cannot be unpacked */
export async function openHandIn({ parts }: HandIn, scratch: HandInScratch): Promise<Opened> {
  for (const { isUtf8, as } of parts) if (!isUtf8) throw unreadable(as, `${shownName(as)} ${NOT_UTF8}`);
  const [first] = parts as [Part];
  if (parts.length === 1 && first.kind !== "file") {
    const folder = first.kind === "folder" ? first.source : await scratch.unpack(first.source);
    return { roots: [{ label: "", folder }], archives: [] };
  }
  const loose = parts.filter(({ kind }) => kind === "file");
  return {
    roots: [
      ...(loose.length === 0 ? [] : [{ label: "", folder: await together(loose, scratch) }]),
      ...parts.filter(({ kind }) => kind === "folder").map(({ as, source }) => ({ label: as, folder: source })),
    ],
    archives: parts.filter(({ kind }) => kind === "archive").map(({ as, source }) => ({ label: as, file: source })),
  };
}

/** Copies loose files into one folder, under the names that the student gave them. */
async function together(loose: readonly Part[], scratch: HandInScratch): Promise<string> {
  const folder = await scratch.folder();
  const first = namesBeforeResubmission(loose.map(({ as }) => as));
  for (const { as, source } of loose) {
    if (as.includes("/") || as.startsWith(".")) continue;
    const { size } = await lstat(source);
    for (const name of new Set([as, first.get(as) ?? as]))
      // Of what is too large for code, only the name matters.
      if (size > MAX_FILE_BYTES) await writeFile(path.join(folder, name), "");
      else await copyFile(source, path.join(folder, name));
  }
  return folder;
}
