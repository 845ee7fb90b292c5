/** Wrong codes in this span are counted together, in milliseconds. */
const WINDOW_MS = 5 * 60 * 1000;
/** Wrong codes that one address may try within the window, and all addresses together. */
const PER_ADDRESS = 10;
const ALTOGETHER = 100;

/** Counts wrong codes, so that none can be found by trying. */
export class Attempts {
  /** Address -> when each wrong code came. */
  readonly #wrong = new Map<string, number[]>();
  readonly #now: () => number;

  /** @param now milliseconds that never go back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** How long this address has to wait before it may try again, in milliseconds; 0 when it may. */
  waitMs(address: string): number {
    this.#forget();
    const own = this.#wrong.get(address) ?? [];
    const all = [...this.#wrong.values()].flat().toSorted((a, b) => a - b);
    return Math.max(this.#waitFor(own, PER_ADDRESS), this.#waitFor(all, ALTOGETHER));
  }

  countWrong(address: string): void {
    this.#wrong.set(address, [...(this.#wrong.get(address) ?? []), this.#now()]);
  }

  /** Until so many have left the window that one more is allowed. */
  #waitFor(times: readonly number[], limit: number): number {
    const decisive = times[times.length - limit];
    return decisive === undefined ? 0 : Math.max(0, Math.ceil(decisive + WINDOW_MS - this.#now()));
  }

  #forget(): void {
    const since = this.#now() - WINDOW_MS;
    for (const [address, times] of this.#wrong) {
      const kept = times.filter((time) => time > since);
      if (kept.length === 0) this.#wrong.delete(address);
      else this.#wrong.set(address, kept);
    }
  }
}
