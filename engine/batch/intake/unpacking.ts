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
  /** As the archive spells it. */
  readonly name: string;
  readonly kind: "file" | "folder" | "symbolic link" | "hard link" | "device" | "pipe" | "entry of an unknown kind";
  /** What its header promises. */
  readonly bytes: number;
}

/**
 * Where every link of an archive points once it is unpacked: below a file, where nothing can be. Staging then leaves it
 * out and says so where it is imported, as it does in a folder.
 */
export const NOWHERE = "/dev/null/not-unpacked";

/**
 * One archive being unpacked into a new folder: holds every entry against the ones before it and the whole against the
 * limits. Both kinds of archive come through here, so that neither is the weaker one.
 */
export class Unpacking {
  /** For messages. */
  readonly archive: string;
  readonly signal: AbortSignal | undefined;
  readonly #target: string;
  /** Everything admitted, as a file system that folds case and composes letters would spell it. */
  readonly #seen = new Map<string, { readonly spelling: string; readonly folder: boolean }>();
  #entries = 0;
  #files = 0;
  #bytes = 0;

  /**
   * @param archive its file name, for messages
   * @param target absolute path of an empty folder of ours
   */
  constructor(archive: string, target: string, signal: AbortSignal | undefined) {
    this.archive = archive;
    this.signal = signal;
    this.#target = target;
  }

  /**
   * Decides about an entry before anything of it is read.
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
    if (parts.length > MAX_ENTRY_DEPTH)
      throw this.refusal(entry.name, `lies more than ${MAX_ENTRY_DEPTH} folders deep`);
    if (entry.kind !== "folder") this.#count(entry);
    else if (entry.bytes > 0) throw this.refusal(entry.name, "is a folder with content of its own");
    for (const folder of this.#register(entry, parts)) await mkdir(path.join(this.#target, folder), { mode: 0o700 });
    const place = path.join(this.#target, ...parts);
    // Windows lets few people make links; there it is missing, which is what an import of it is told.
    if (isLink && process.platform !== "win32") await symlink(NOWHERE, place);
    return entry.kind === "file" ? place : undefined;
  }

  /**
   * Writes an admitted file, and stops at the first byte beyond what its header promised.
   * @throws NotGradable when the content is longer or shorter than that
   */
  async write(place: string, entry: Entry, content: AsyncIterable<Buffer>): Promise<void> {
    const refusal = (text: string) => this.refusal(entry.name, text);
    let written = 0;
    async function* promised(): AsyncGenerator<Buffer> {
      for await (const chunk of content) {
        written += chunk.byteLength;
        if (written > entry.bytes) throw refusal(`holds more than the ${entry.bytes} bytes its header promises`);
        yield chunk;
      }
      if (written < entry.bytes)
        throw refusal(`holds ${written} bytes where its header promises ${entry.bytes}; the archive is damaged`);
    }
    // Never onto something that is there: two names may be one to this file system and not to us.
    const file = createWriteStream(place, { flags: "wx", mode: 0o600 });
    await pipeline(promised, file, this.signal === undefined ? {} : { signal: this.signal }).catch(
      (error: NodeJS.ErrnoException) => {
        throw error.code === "EEXIST" ? refusal("stands in the archive twice") : error;
      },
    );
  }

  /** The refusal of the archive because of one entry. @param text continues a sentence that begins with its name */
  refusal(name: string, text: string): NotGradable {
    return unreadable(shownName(name), `${this.archive} was not unpacked: ${shownName(name)} ${text}`);
  }

  /** The refusal of the archive as a whole. @param text continues a sentence that begins with the archive's name */
  refusalOfAll(text: string): NotGradable {
    return unreadable(this.archive, `${this.archive} ${text}`);
  }

  #count({ name, bytes }: Entry): void {
    if (++this.#files > MAX_FILES)
      throw this.refusal(name, `is one more than the ${MAX_FILES} files a submission may have`);
    if (bytes > MAX_FILE_BYTES)
      throw this.refusal(name, `would be ${megabytes(bytes)} large; a file may have ${megabytes(MAX_FILE_BYTES)}`);
    this.#bytes += bytes;
    if (this.#bytes > MAX_TOTAL_BYTES)
      throw this.refusal(name, `would make the submission larger than ${megabytes(MAX_TOTAL_BYTES)}`);
  }

  /**
   * Remembers the entry and the folders above it; refuses what another file system would put in the same place.
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
      else if (!folder) throw this.refusal(name, "stands in the archive twice");
      if (this.#seen.size > 2 * MAX_FILES)
        throw this.refusal(name, `is one more than the ${2 * MAX_FILES} files and folders a submission may have`);
    }
    return folders;
  }
}

/** One spelling for all that a file system which ignores case or composes letters takes for the same. */
function folded(name: string): string {
  return name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
