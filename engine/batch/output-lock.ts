/**
 * Allows one command at a time in an output folder. The lock file names its owner and the owner's temporary folder, so
 * that the next command can clean up after an owner that was killed.
 */
import { readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { treeOf, type ProcessId } from "../grade/process-tree.ts";
import { withLock } from "../state/lock.ts";
import { writeAtomic } from "../state/write-atomic.ts";

interface Owner extends ProcessId {
  readonly host: string;
  /** Absolute path of its temporary folder. */
  readonly scratch: string;
}

/** The output folder cannot be used now. The message says why and what to do. */
export class OutputError extends Error {
  override name = "OutputError";
}

export interface OutputLock {
  /** The temporary folder of a command that was killed, or undefined. */
  readonly abandoned: string | undefined;
  release(): Promise<void>;
}

/**
 * Takes the lock of an output folder, which must exist.
 * @param scratch absolute path of the temporary folder of this command
 * @throws OutputError when a running command holds it
 */
export async function lockOutput(output: string, shown: string, scratch: string): Promise<OutputLock> {
  const file = path.join(output, "lock");
  return withLock(path.join(output, "lock.guard"), async () => {
    const owner = await ownerIn(file);
    if (owner !== undefined && owner.host !== hostname())
      throw new OutputError(
        `A command on ${owner.host} is writing to ${shown}. If it was killed, remove ${shown}/lock.`,
      );
    if (owner !== undefined && isAlive(owner))
      throw new OutputError(
        `Another command (process ${owner.pid}) is writing to ${shown}. Wait for it, or name another folder with --output.`,
      );
    const [self] = treeOf(process.pid).filter(({ pid }) => pid === process.pid);
    const mine: Owner = { host: hostname(), pid: process.pid, started: self?.started ?? "", scratch };
    await writeAtomic(file, `${JSON.stringify(mine)}\n`);
    return { abandoned: owner?.scratch, release: () => rm(file, { force: true }) };
  });
}

async function ownerIn(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Owner;
  } catch {
    return undefined;
  }
}

/** The system may have reused the pid; on Linux the start time identifies the process. */
function isAlive({ pid, started }: Owner): boolean {
  const found = treeOf(pid).find((one) => one.pid === pid);
  if (process.platform === "linux") return found !== undefined && found.started === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
