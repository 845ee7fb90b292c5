/**
 * Reports when the content of a folder changes. File system events only say when to look; changes are found by
 * comparing snapshots, so it does not matter how an editor saves, which events were lost, or whether there are any.
 */
import { watch, type FSWatcher } from "node:fs";
import { lstat } from "node:fs/promises";
import path from "node:path";
import { NOT_SUBMITTED } from "../grade/submitted-files.ts";
import { changedNames, EMPTY_FILE, SnapshotReader, type Snapshot } from "./snapshot.ts";

/** Saves closer together than this are one change. */
const DEBOUNCE_MS = 5;
/** The longest delay of a snapshot while files are written without a pause. */
const LONGEST_WAIT_MS = 250;
/**
 * Editors truncate, remove or create a file before they write it, so a missing or empty file is reported after this
 * time.
 */
const EMPTY_MS = 120;
/** The polling interval where the system does not report saves. */
const POLL_MS = 500;
/** Polling takes at most this share of the time, even with many files. */
const POLL_SHARE = 0.1;
/** Each folder needs a watch, of which systems have few. */
const FOLDER_LIMIT = 500;

export interface WatcherOptions {
  /** Absolute path; the folder may be missing, and be deleted and recreated. */
  readonly folder: string;
  /** Polls every half second instead of waiting for events. */
  readonly poll: boolean;
  /** Called with the changed names, relative to the folder. */
  readonly onChange: (names: readonly string[]) => void;
  /** Called when events turn out to be unavailable and polling begins. The reason ends a sentence. */
  readonly onPolling: (reason: string) => void;
  /** @default DEBOUNCE_MS */
  readonly debounceMs?: number;
  /** @default POLL_MS */
  readonly pollMs?: number;
}

interface Watched {
  readonly watcher: FSWatcher;
  /** Differs for another folder that took the same name. */
  readonly identity: string;
}

export class FileWatcher {
  readonly #options: WatcherOptions;
  readonly #reader: SnapshotReader;
  readonly #pollMs: number;
  readonly #watched = new Map<string, Watched>();
  #last: Snapshot = new Map();
  #polling: boolean;
  #timer: NodeJS.Timeout | undefined;
  /** When the first event since the last snapshot came. */
  #waitingSince: number | undefined;
  #emptySince: number | undefined;
  #looking = false;
  #lookAgain = false;
  #closed = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#pollMs = options.pollMs ?? POLL_MS;
    this.#reader = new SnapshotReader(options.folder);
    this.#polling = options.poll;
  }

  /** Takes the first snapshot, which later ones are compared with. */
  async start(): Promise<void> {
    this.#last = await this.#look();
    if (this.#polling) this.#schedule(this.#pollMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const folder of this.#watched.keys()) this.#unwatch(folder);
  }

  /** The last snapshot. */
  get snapshot(): Snapshot {
    return this.#last;
  }

  /** How many folders are being watched, for tests. */
  get watching(): number {
    return this.#watched.size;
  }

  #event(folder: string, name: string | null): void {
    // A folder that was removed or renamed reports its own name; what replaces it needs a new watch.
    if (name === path.basename(folder)) this.#unwatch(folder);
    else if (name !== null && NOT_SUBMITTED.has(name) && !this.#isAbove(folder)) return;
    const now = performance.now();
    this.#waitingSince ??= now;
    const { debounceMs = DEBOUNCE_MS } = this.#options;
    this.#schedule(Math.min(debounceMs, Math.max(0, this.#waitingSince + Math.max(LONGEST_WAIT_MS, debounceMs) - now)));
  }

  #schedule(ms: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#compare(), ms);
  }

  async #compare(): Promise<void> {
    this.#waitingSince = undefined;
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    const startedAt = performance.now();
    const now = await this.#look();
    this.#looking = false;
    if (this.#closed) return;
    const waitMs = this.#report(now);
    if (this.#lookAgain) this.#schedule(0);
    else if (waitMs !== undefined) this.#schedule(waitMs);
    else if (this.#polling) this.#schedule(Math.max(this.#pollMs, (performance.now() - startedAt) / POLL_SHARE));
    this.#lookAgain = false;
  }

  /** Reports what changed; or returns after how many milliseconds to look again, when a file is missing or empty. */
  #report(now: Snapshot): number | undefined {
    const names = changedNames(this.#last, now);
    if (names.every((name) => hasContent(now, name))) this.#emptySince = undefined;
    else {
      this.#emptySince ??= performance.now();
      const leftMs = this.#emptySince + EMPTY_MS - performance.now();
      if (leftMs > 0) return leftMs;
      this.#emptySince = undefined;
    }
    this.#last = now;
    if (names.length > 0) this.#options.onChange(names);
    return undefined;
  }

  async #look(): Promise<Snapshot> {
    if (this.#polling) return await this.#reader.look();
    const seen = new Set<string>();
    // Each folder is watched before it is listed, so that no change in between is missed.
    const snapshot = await this.#reader.look(async (folder) => {
      if ((await this.#watch(folder)) || folder !== this.#options.folder) return void seen.add(folder);
      seen.add(await this.#watchAbove(folder));
      // It may have been recreated before the folder above was watched.
      if (await this.#watch(folder)) seen.add(folder);
    });
    for (const folder of this.#watched.keys()) if (!seen.has(folder)) this.#unwatch(folder);
    return snapshot;
  }

  /** Watches the nearest existing folder above one that is missing. Returns that folder. */
  async #watchAbove(folder: string): Promise<string> {
    let above = path.dirname(folder);
    while (!(await this.#watch(above)) && path.dirname(above) !== above) above = path.dirname(above);
    return above;
  }

  /** Returns whether the folder exists. */
  async #watch(folder: string): Promise<boolean> {
    const stats = await lstat(folder, { bigint: true }).catch(() => undefined);
    if (stats?.isDirectory() !== true || this.#closed) {
      this.#unwatch(folder);
      return false;
    }
    const identity = [stats.dev, stats.ino, stats.birthtimeNs].join(" ");
    if (this.#polling || this.#watched.get(folder)?.identity === identity) return true;
    this.#unwatch(folder);
    if (this.#watched.size >= FOLDER_LIMIT) {
      this.#pollBecause(`there are more than ${FOLDER_LIMIT} folders`);
      return true;
    }
    try {
      const watcher = watch(folder, { persistent: true }, (_type, name) => this.#event(folder, name));
      // On Windows the removal of a watched folder is an error.
      watcher.on("error", () => this.#event(folder, path.basename(folder)));
      this.#watched.set(folder, { watcher, identity });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR") return false;
      this.#pollBecause(
        code === "ENOSPC" || code === "EMFILE"
          ? "the system has no more watches to give"
          : `it reports no events there (${code})`,
      );
    }
    return true;
  }

  #isAbove(folder: string): boolean {
    return folder.length < this.#options.folder.length;
  }

  #unwatch(folder: string): void {
    this.#watched.get(folder)?.watcher.close();
    this.#watched.delete(folder);
  }

  #pollBecause(reason: string): void {
    if (this.#polling) return;
    this.#polling = true;
    for (const folder of this.#watched.keys()) this.#unwatch(folder);
    this.#schedule(this.#pollMs);
    this.#options.onPolling(reason);
  }
}

function hasContent(snapshot: Snapshot, name: string): boolean {
  const content = snapshot.get(name);
  return content !== undefined && content !== EMPTY_FILE;
}
