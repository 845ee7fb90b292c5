import { addressSpaceFault } from "../address-space.mjs";
import type { Sandbox } from "../isolate/sandbox.ts";
import type { DataDir } from "./data-dir.ts";
import { ServerProcess } from "./server-process.ts";
import type { Workbook } from "../workbook.ts";
import type { Prebundle } from "./prebundle.ts";

/** This machine, or this shell, does not let a server run. The message is one sentence and what to do. */
export class MachineLimitError extends Error {
  override name = "MachineLimitError";
}

/**
 * Processes that wait to become a learner's server. Starting Node takes longer than everything else in a grading, so
 * whoever grades again and again keeps some waiting. Each is used once and thrown away: nothing of one submission can
 * reach the next.
 */
export class ProcessPool {
  readonly #workbook: Workbook;
  readonly #size: number;
  /** What each process is started in. */
  readonly sandbox: Sandbox | undefined;
  #waiting: ServerProcess[] = [];
  #prebundle: Prebundle = new Map();

  /**
   * @param size how many wait between gradings; 0 starts each when it is needed
   * @param sandbox what each is started in; a process of its own when there is none
   * @throws Error in one sentence when this shell gives a process too little memory to run any server
   */
  constructor(workbook: Workbook, size: number = 0, sandbox?: Sandbox) {
    const fault = addressSpaceFault();
    if (fault !== undefined) throw new MachineLimitError(fault);
    this.sandbox = sandbox;
    this.#workbook = workbook;
    this.#size = size;
  }

  /** How many are waiting, for tests and for whoever reports what it costs. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** A process that has loaded these packages, or is just doing so. @param data where its database lies */
  take(prebundle: Prebundle, data?: DataDir): ServerProcess {
    this.#use(prebundle);
    // What is in a sandbox was decided when it was made.
    if (data !== undefined && this.sandbox !== undefined) return this.#spawn(false, data);
    // One that died while it waited is no use; its exit was its own affair.
    const dead = this.#waiting.filter((process) => process.ended !== undefined);
    this.#waiting = this.#waiting.filter((process) => !dead.includes(process));
    for (const process of dead) void discard(process);
    const process = this.#waiting.shift() ?? this.#spawn(false, data);
    process.useData(data);
    return process;
  }

  /** Starts what is missing. Called after a verdict is shown, because starting processes slows a grading down. */
  refill(prebundle: Prebundle = this.#prebundle): void {
    this.#use(prebundle);
    while (this.#waiting.length < this.#size) this.#waiting.push(this.#spawn(true));
  }

  /** Ends all that wait. */
  empty(): void {
    for (const process of this.#waiting.splice(0)) void discard(process);
  }

  #use(prebundle: Prebundle): void {
    if ([...prebundle.values()].join() !== [...this.#prebundle.values()].join()) this.empty();
    this.#prebundle = prebundle;
  }

  /** @param rehearse whether there is time for it: a process that is needed at once has none */
  #spawn(warmUp: boolean, data?: DataDir): ServerProcess {
    const { childFile, modules } = this.#workbook;
    return new ServerProcess({ childFile, modules, prebundle: this.#prebundle, warmUp, sandbox: this.sandbox, data });
  }
}

async function discard(process: ServerProcess): Promise<void> {
  await process.stop();
  await process.serverDir.remove();
}
