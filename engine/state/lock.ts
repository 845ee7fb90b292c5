/** A lock file that one process at a time holds, for the few milliseconds of a read and a write. */
import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** The age from which a lock counts as abandoned even if its owner seems to run: owners hold it for a few milliseconds. */
const STALE_AFTER_MS = 2_000;
const WAIT_LIMIT_MS = 5_000;
const POLL_MS = 5;

/** Another process held the lock during the whole wait. */
export class LockError extends Error {
  override name = "LockError";
}

/**
 * Runs `work` while holding `file` as a lock. A lock whose owner has ended, or that is older than 2 s, is taken over.
 * @throws LockError when the lock is not free within 5 s; the error of the file system when it cannot be made
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + WAIT_LIMIT_MS;
  while (!(await take(file))) {
    if (Date.now() > giveUpAt) throw new LockError("another command of the workbook is holding it");
    if (!(await isAbandoned(file)) || !(await removeAbandoned(file))) await pause(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const owner = Number(await readFile(file, "utf8"));
    if (owner > 0 && !isRunning(owner)) return true;
    return Date.now() - (await stat(file)).mtimeMs > STALE_AFTER_MS;
  } catch {
    return false;
  }
}

/**
 * Two processes may find the same lock abandoned; the slower one must not remove the faster one's new lock.
 * @returns whether an abandoned lock was removed
 */
async function removeAbandoned(file: string): Promise<boolean> {
  const removed = `${file}.${process.pid}`;
  try {
    await rename(file, removed);
    const wasAbandoned = await isAbandoned(removed);
    if (!wasAbandoned) await link(removed, file);
    return wasAbandoned;
  } catch {
    // Another process removed it or took the lock meanwhile, or it cannot be removed: the next attempt decides.
    return false;
  } finally {
    await rm(removed, { force: true, recursive: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
