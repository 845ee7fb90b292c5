import { createWriteStream } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES } from "../../grade/limits.ts";
import type { NotGradable } from "../../grade/not-gradable.ts";
import { megabytes, NOT_SUBMITTED, unreadable } from "../../grade/submitted-files.ts";
import { MAX_ARCHIVE_ENTRIES, MAX_ENTRY_DEPTH } from "./archive-limits.ts";
import { entryPath, shownName } from "./entry-path.ts";

export interface Entry {
  /** As in the archive. */
  readonly name: string;
  readonly kind: "file" | "folder" | "symbolic link" | "hard link" | "device" | "pipe" | "entry of an unknown kind";
  /** The size in its header. */
  readonly bytes: number;
}

/**
 * The target of every link that is unpacked: below a file, where nothing can exist. Staging leaves links out, and
 * explains that where one is imported, as for links in a folder.
 */
export const NOWHERE = "/dev/null/not-unpacked";

/**
 * Unpacks one archive into a new folder: checks every entry against the earlier ones and the total against the limits.
 * Zip and tar share it, so that both are checked equally.
 */
export class Unpacking {
  /** For messages. */
  readonly archive: string;
  readonly signal: AbortSignal | undefined;
  readonly #target: string;
  /** Every admitted path, keyed as `folded` spells it. */
  readonly #seen = new Map<string, { readonly spelling: string; readonly folder: boolean }>();
  #entries = 0;
  #files = 0;
  #bytes = 0;

  /**
   * @param archive its file name, for messages
   * @param target absolute path of an empty folder
   */
  constructor(archive: string, target: string, signal: AbortSignal | undefined) {
    this.archive = archive;
    this.signal = signal;
    this.#target = target;
  }

  /**
   * Checks an entry before its content is read.
   * @returns the path to write a file to; `undefined` when there is nothing to write
   * @throws NotGradable naming the entry
   */
  async admit(entry: Entry): Promise<string | undefined> {
    this.signal?.throwIfAborted();
    if (++this.#entries > MAX_ARCHIVE_ENTRIES)
      throw this.refusal(entry.name, `is one more than the ${MAX_ARCHIVE_ENTRIES} entries an archive may have`);
    const found = entryPath(entry.name);
    if ("fault" in found) throw this.refusal(entry.name, found.fault);
    const { parts } = found;
    // Before its kind: npm fills node_modules with links.
    if (parts.some((part) => NOT_SUBMITTED.has(part))) return undefined;
    const isLink = entry.kind === "symbolic link";
    if (entry.kind !== "file" && entry.kind !== "folder" && !isLink)
      throw this.refusal(entry.name, `is ${/^[aeiou]/.test(entry.kind) ? "an" : "a"} ${entry.kind}`);
    if (parts.length === 0 && entry.kind !== "folder") throw this.refusal(entry.name, "has no name");
    if (parts.length > MAX_ENTRY_DEPTH) throw this.refusal(entry.name, `is more than ${MAX_ENTRY_DEPTH} folders deep`);
    if (entry.kind !== "folder") this.#count(entry);
    else if (entry.bytes > 0) throw this.refusal(entry.name, "is a folder with content of its own");
    for (const folder of this.#register(entry, parts)) await mkdir(path.join(this.#target, folder), { mode: 0o700 });
    const place = path.join(this.#target, ...parts);
    // Creating links on Windows needs a privilege; there the import of a link reports a missing file.
    if (isLink && process.platform !== "win32") await symlink(NOWHERE, place);
    return entry.kind === "file" ? place : undefined;
  }

  /**
   * Writes an admitted file, and stops at the first byte beyond the size in its header.
   * @throws NotGradable when the content is longer or shorter than that
   */
  async write(place: string, entry: Entry, content: AsyncIterable<Buffer>): Promise<void> {
    const refusal = (text: string) => this.refusal(entry.name, text);
    let written = 0;
    async function* promised(): AsyncGenerator<Buffer> {
      for await (const chunk of content) {
        written += chunk.byteLength;
        if (written > entry.bytes) throw refusal(`contains more than the ${entry.bytes} bytes that its header states`);
        yield chunk;
      }
      if (written < entry.bytes)
        throw refusal(`contains ${written} bytes, but its header states ${entry.bytes}; the archive is damaged`);
    }
    // Never over an existing file: this file system may treat two names as one that `folded` does not.
    const file = createWriteStream(place, { flags: "wx", mode: 0o600 });
    await pipeline(promised, file, this.signal === undefined ? {} : { signal: this.signal }).catch(
      (error: NodeJS.ErrnoException) => {
        throw error.code === "EEXIST" ? refusal("is in the archive twice") : error;
      },
    );
  }

  /** Refuses the archive because of one entry. @param text continues a sentence that begins with its name */
  refusal(name: string, text: string): NotGradable {
    return unreadable(shownName(name), `${this.archive} was not unpacked: ${shownName(name)} ${text}`);
  }

  /** Refuses the archive as a whole. @param text continues a sentence that begins with the archive's name */
  refusalOfAll(text: string): NotGradable {
    return unreadable(this.archive, `${this.archive} ${text}`);
  }

  #count({ name, bytes }: Entry): void {
    if (++this.#files > MAX_FILES)
      throw this.refusal(name, `is one more than the ${MAX_FILES} files a submission may have`);
    if (bytes > MAX_FILE_BYTES)
      throw this.refusal(
        name,
        `would be ${megabytes(bytes)} large; the limit for one file is ${megabytes(MAX_FILE_BYTES)}`,
      );
    this.#bytes += bytes;
    if (this.#bytes > MAX_TOTAL_BYTES)
      throw this.refusal(name, `would make the submission larger than ${megabytes(MAX_TOTAL_BYTES)}`);
  }

  /**
   * Records the entry and the folders above it; refuses paths that another file system would treat as the same.
   * @returns the folders that are new, the outer ones first
   */
  #register({ name, kind }: Entry, parts: readonly string[]): string[] {
    const folders: string[] = [];
    for (let length = 1; length <= parts.length; length++) {
      const spelling = parts.slice(0, length).join("/");
      const last = length === parts.length;
      const folder = !last || kind === "folder";
      const before = this.#seen.get(folded(spelling));
      if (before === undefined) {
        this.#seen.set(folded(spelling), { spelling, folder });
        if (folder) folders.push(spelling);
      } else if (before.spelling !== spelling)
        throw this.refusal(name, `and ${shownName(before.spelling)} are the same name on some systems`);
      else if (before.folder !== folder)
        throw this.refusal(name, `needs ${shownName(spelling)} as both file and folder`);
      else if (!folder) throw this.refusal(name, "is in the archive twice");
      if (this.#seen.size > 2 * MAX_FILES)
        throw this.refusal(name, `is one more than the ${2 * MAX_FILES} files and folders a submission may have`);
    }
    return folders;
  }
}

/** The same text for all names that a file system which ignores case or composes letters treats as one. */
function folded(name: string): string {
  return name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
