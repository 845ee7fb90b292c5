import { isIPv6 } from "node:net";

/** The span in which wrong codes are counted, in milliseconds. */
const WINDOW_MS = 5 * 60 * 1000;
/** The number of wrong codes within the window without a delay: for one address, and for all together. */
const FREE_PER_ADDRESS = 10;
const FREE_ALTOGETHER = 100;
/** The delay between two checks of codes from one address after that, in milliseconds. */
const APART_MS = 1_000;
/** The longest delay, in milliseconds, so that a correct code is always accepted in the end. */
const LONGEST_WAIT_MS = 10_000;
/** How many codes of one address may wait at a time, which bounds memory and is far more than a person sends. */
const WAITING = 500;
/** The number of remembered addresses; the oldest is forgotten first. */
const ADDRESSES = 10_000;

/** When a code may be checked: after a delay, or not yet. Both in milliseconds. */
export type Turn = { readonly waitMs: number } | { readonly retryAfterMs: number };

/**
 * Slows down guessing without locking anyone out: a correct code is accepted after at most ten seconds, even from the
 * address that guesses. The price is that an address can have 50 codes checked per second with 500 connections, which
 * is enough protection for twelve random characters and too little for a single word.
 */
export class CodeGuesses {
  /** The times of wrong codes by network. */
  readonly #wrong = new Map<string, number[]>();
  /** The times at which waiting codes will be checked, in order, by network. */
  readonly #waiting = new Map<string, number[]>();
  readonly #now: () => number;

  /** @param now a monotonic clock in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes the next turn of an address. */
  turnOf(address: string): Turn {
    this.#forget();
    const network = networkOf(address);
    const own = this.#wrong.get(network)?.length ?? 0;
    const all = [...this.#wrong.values()].reduce((sum, times) => sum + times.length, 0);
    if (own < FREE_PER_ADDRESS && all < FREE_ALTOGETHER) return { waitMs: 0 };
    const now = this.#now();
    const waiting = this.#waiting.get(network) ?? [];
    const [first = now] = waiting;
    if (waiting.length >= WAITING) return { retryAfterMs: Math.max(1, Math.ceil(first - now)) };
    const at = Math.min((waiting.at(-1) ?? now) + APART_MS, now + LONGEST_WAIT_MS);
    this.#waiting.set(network, [...waiting, at]);
    return { waitMs: Math.ceil(at - now) };
  }

  countWrong(address: string): void {
    const network = networkOf(address);
    const times = [...(this.#wrong.get(network) ?? []), this.#now()];
    // More would not change the decision.
    this.#wrong.set(network, times.slice(-FREE_ALTOGETHER));
    const [oldest] = this.#wrong.keys();
    if (this.#wrong.size > ADDRESSES && oldest !== undefined) this.#wrong.delete(oldest);
  }

  #forget(): void {
    const now = this.#now();
    for (const [network, times] of this.#wrong) {
      const kept = times.filter((time) => time > now - WINDOW_MS);
      if (kept.length === 0) this.#wrong.delete(network);
      else this.#wrong.set(network, kept);
    }
    for (const [network, times] of this.#waiting) {
      const left = times.filter((time) => time > now);
      if (left.length === 0) this.#waiting.delete(network);
      else this.#waiting.set(network, left);
    }
  }
}

/**
 * The network of an address. A household usually gets a whole IPv6 /64 or more (RFC 6177), so its addresses count
 * together.
 */
export function networkOf(address: string): string {
  const [plain = ""] = address.split("%");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return address;
  const [head = "", tail] = plain.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const whole =
    tail === undefined ? groups : [...groups, ...Array<string>(8 - groups.length - after.length).fill("0"), ...after];
  return `${whole
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
