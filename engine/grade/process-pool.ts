import { addressSpaceFault } from "../address-space.mjs";
import type { Sandbox } from "../isolate/sandbox.ts";
import type { DataDir } from "./data-dir.ts";
import { ServerProcess } from "./server-process.ts";
import type { Workbook } from "../workbook.ts";
import type { Prebundle } from "./prebundle.ts";

/** This machine, or this shell, does not allow a server to run. The message is one sentence that says what to do. */
export class MachineLimitError extends Error {
  override name = "MachineLimitError";
}

/**
 * Processes that wait to become a learner's server. Starting Node takes longer than everything else in a grading, so a
 * caller that grades repeatedly keeps some ready. Each is used once and discarded, so that submissions cannot affect
 * each other.
 */
export class ProcessPool {
  readonly #workbook: Workbook;
  readonly #size: number;
  /** The sandbox that each process is started in. */
  readonly sandbox: Sandbox | undefined;
  #waiting: ServerProcess[] = [];
  #prebundle: Prebundle = new Map();

  /**
   * @param size how many processes are kept ready between gradings; with 0 each is started when it is needed
   * @param sandbox what each is started in; without one, directly on this machine
   * @throws MachineLimitError when this shell allows a process too little memory to run a server
   */
  constructor(workbook: Workbook, size: number = 0, sandbox?: Sandbox) {
    const fault = addressSpaceFault();
    if (fault !== undefined) throw new MachineLimitError(fault);
    this.sandbox = sandbox;
    this.#workbook = workbook;
    this.#size = size;
  }

  /** How many are ready, for tests and measurements. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** A process that has loaded these packages, or is loading them. @param data the folder of its database */
  take(prebundle: Prebundle, data?: DataDir): ServerProcess {
    this.#use(prebundle);
    // Folders are mounted into a sandbox when it is created.
    if (data !== undefined && this.sandbox !== undefined) return this.#spawn(false, data);
    // A process that died while it was waiting cannot be used, and its exit means nothing.
    const dead = this.#waiting.filter((process) => process.ended !== undefined);
    this.#waiting = this.#waiting.filter((process) => !dead.includes(process));
    for (const process of dead) void discard(process);
    const process = this.#waiting.shift() ?? this.#spawn(false, data);
    process.useData(data);
    return process;
  }

  /** Starts the missing processes. Called after a verdict is shown, because starting processes slows a grading down. */
  refill(prebundle: Prebundle = this.#prebundle): void {
    this.#use(prebundle);
    while (this.#waiting.length < this.#size) this.#waiting.push(this.#spawn(true));
  }

  /** Ends all waiting processes. */
  empty(): void {
    for (const process of this.#waiting.splice(0)) void discard(process);
  }

  #use(prebundle: Prebundle): void {
    if ([...prebundle.values()].join() !== [...this.#prebundle.values()].join()) this.empty();
    this.#prebundle = prebundle;
  }

  /** @param warmUp whether there is time to warm up: not in a process that is needed at once */
  #spawn(warmUp: boolean, data?: DataDir): ServerProcess {
    const { childFile, modules } = this.#workbook;
    return new ServerProcess({ childFile, modules, prebundle: this.#prebundle, warmUp, sandbox: this.sandbox, data });
  }
}

async function discard(process: ServerProcess): Promise<void> {
  await process.stop();
  await process.serverDir.remove();
}
