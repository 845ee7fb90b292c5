/** A connection that receives more than this in one second is closed. */
const PER_SECOND = 5_000;

/** Counts what one connection receives, to protect the console from floods. */
export class FloodGuard {
  readonly #what: string;
  #since = 0;
  #count = 0;

  /** @param what for example `messages` */
  constructor(what: string) {
    this.#what = what;
  }

  /** Counts one more. Returns the reason to close the connection when there are too many; otherwise undefined. */
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
