/** A server that sends more than this in one second is cut off. */
const PER_SECOND = 5_000;

/** Counts what one connection receives, so that a server cannot drown the console. */
export class FloodGuard {
  readonly #what: string;
  #since = 0;
  #count = 0;

  /** @param what for example `messages` */
  constructor(what: string) {
    this.#what = what;
  }

  /** Counts one more. The reason to hang up when it is one too many; undefined otherwise. */
  count(): string | undefined {
    const now = performance.now();
    if (now - this.#since > 1_000) {
      this.#since = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count > PER_SECOND
      ? `more than ${PER_SECOND} ${this.#what} in a second; the console hung up`
      : undefined;
  }
}
