/** A process and every descendant ever seen, so that one whose parent has exited is still ended with it. */
import { allGone, killAll, killMarkedNow, signalGroup, treeOf, type ProcessId, type Trace } from "./process-tree.ts";

export class ProcessFamily {
  /** Whether the process itself has ended, so that its id may have been reused. */
  hasEnded = false;
  /** Identifies members that ended up outside the tree before `look` could see them. */
  readonly trace: Trace;
  readonly #pid: number;
  readonly #members = new Map<number, ProcessId>();

  constructor(pid: number, trace: Trace) {
    this.#pid = pid;
    this.trace = trace;
    alive.add(this);
  }

  /** The process and its current descendants, which are remembered. */
  look(): readonly ProcessId[] {
    if (this.hasEnded) return [];
    const tree = treeOf(this.#pid);
    for (const process of tree) this.#members.set(process.pid, process);
    return tree;
  }

  /** Ends all of them, without waiting. */
  kill(): void {
    this.look();
    signalGroup(this.#pid, "SIGKILL");
    killAll([...this.#members.values()]);
  }

  /** Resolves when none is left, or after `limitMs`. */
  async gone(limitMs: number): Promise<void> {
    await allGone([...this.#members.values()], limitMs);
  }

  /** To be called when the process has ended. */
  ended(): void {
    this.hasEnded = true;
    alive.delete(this);
  }
}

/** Every family whose process has not ended, to be killed when this process exits without stopping them. */
const alive = new Set<ProcessFamily>();
process.on("exit", () => {
  for (const family of alive) family.kill();
  if (alive.size > 0) killMarkedNow([...alive].map(({ trace }) => trace));
});
