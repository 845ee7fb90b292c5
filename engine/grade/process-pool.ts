import { ServerProcess } from "./server-process.ts";
import type { Vendor } from "./vendor.ts";

/**
 * Processes that wait to become a learner's server. Starting Node takes longer than everything else in a grading, so
 * whoever grades again and again keeps some waiting. Each is used once and thrown away: nothing of one submission can
 * reach the next.
 */
export class ProcessPool {
  readonly #childFile: string;
  readonly #size: number;
  #waiting: ServerProcess[] = [];
  #vendor: Vendor = new Map();

  /**
   * @param childFile absolute path of child.mjs
   * @param size how many wait between gradings; 0 starts each when it is needed
   */
  constructor(childFile: string, size: number = 0) {
    this.#childFile = childFile;
    this.#size = size;
  }

  /** How many are waiting, for tests and for whoever reports what it costs. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** A process that has loaded these packages, or is just doing so. */
  take(vendor: Vendor): ServerProcess {
    this.#use(vendor);
    // One that died while it waited is no use; its exit was its own affair.
    this.#waiting = this.#waiting.filter((process) => process.ended === undefined);
    return this.#waiting.shift() ?? this.#spawn();
  }

  /** Starts what is missing. Called after a verdict is shown, because starting processes slows a grading down. */
  refill(vendor: Vendor = this.#vendor): void {
    this.#use(vendor);
    while (this.#waiting.length < this.#size) this.#waiting.push(this.#spawn());
  }

  /** Ends all that wait. */
  empty(): void {
    for (const process of this.#waiting.splice(0)) process.killNow();
  }

  #use(vendor: Vendor): void {
    if ([...vendor.values()].join() !== [...this.#vendor.values()].join()) this.empty();
    this.#vendor = vendor;
  }

  #spawn(): ServerProcess {
    return new ServerProcess(this.#childFile, [...this.#vendor.values()]);
  }
}
