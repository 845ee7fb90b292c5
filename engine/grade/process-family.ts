/** A process and every descendant ever seen: one that was left by its parent has another one by now, and still ends with it. */
import { allGone, killAll, killMarkedNow, signalGroup, treeOf, type ProcessId, type Trace } from "./process-tree.ts";

export class ProcessFamily {
  /** Whether the process itself has ended, so that its number may belong to another one. */
  hasEnded = false;
  /** What its members are recognised by where nobody looked in time. */
  readonly trace: Trace;
  readonly #pid: number;
  readonly #members = new Map<number, ProcessId>();

  constructor(pid: number, trace: Trace) {
    this.#pid = pid;
    this.trace = trace;
    alive.add(this);
  }

  /** The process and its descendants as they are now, which are remembered. */
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

  /** Call it when the process has ended. */
  ended(): void {
    this.hasEnded = true;
    alive.delete(this);
  }
}

/** Every one whose process has not ended. An exit of ours that comes too soon must not leave them behind. */
const alive = new Set<ProcessFamily>();
process.on("exit", () => {
  for (const family of alive) family.kill();
  if (alive.size > 0) killMarkedNow([...alive].map(({ trace }) => trace));
});
