/**
 * A lock file that one process at a time holds, for the few milliseconds of a read and a write. It contains the
 * process id of its owner and what tells one holding of the lock from every other.
 */
import { randomUUID } from "node:crypto";
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
 * Runs `work` while holding `file` as a lock. A lock whose owner has ended, or that is older than 2 s, is taken over; an owner
 * that was only slow then leaves the lock to the next one.
 * @throws LockError when the lock is not free within 5 s; the error of the file system when it cannot be made
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + WAIT_LIMIT_MS;
  const mine = `${process.pid} ${randomUUID()}`;
  while (!(await take(file, mine))) {
    if (Date.now() > giveUpAt) throw new LockError("another command of the workbook is holding it");
    if (!(await isAbandoned(file)) || !(await removeIf(file, isAbandoned))) await pause(POLL_MS);
  }
  try {
    return await work();
  } finally {
    const isMine = async (lock: string) => (await readFile(lock, "utf8").catch(() => "")) === mine;
    if (await isMine(file)) await removeIf(file, isMine);
  }
}

async function take(file: string, mine: string): Promise<boolean> {
  try {
    await writeFile(file, mine, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const owner = Number.parseInt(await readFile(file, "utf8"), 10);
    if (owner > 0 && !isRunning(owner)) return true;
    return Date.now() - (await stat(file)).mtimeMs > STALE_AFTER_MS;
  } catch {
    return false;
  }
}

/**
 * Removes a lock of which `isWanted` has just said that it may go. Another process may take it over meanwhile, and a new lock must
 * not be removed, so what was removed is looked at again.
 * @returns whether it was removed
 */
async function removeIf(file: string, isWanted: (file: string) => Promise<boolean>): Promise<boolean> {
  const removed = `${file}.${process.pid}.${randomUUID()}`;
  try {
    await rename(file, removed);
    const wasWanted = await isWanted(removed);
    if (!wasWanted) await link(removed, file);
    return wasWanted;
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
