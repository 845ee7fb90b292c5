import { isIPv6 } from "node:net";

/** Wrong codes in this span are counted together, in milliseconds. */
const WINDOW_MS = 5 * 60 * 1000;
/** Wrong codes within the window that cost no time: from one address, and from all together. */
const FREE_PER_ADDRESS = 10;
const FREE_ALTOGETHER = 100;
/** From then on codes of one address are looked at this far apart, in milliseconds. */
const APART_MS = 1_000;
/** So many codes of one address wait for their turn; a further one is turned away, right or wrong. */
const WAITING = 10;
/** Addresses are remembered up to here; the oldest is forgotten first. */
const ADDRESSES = 10_000;

/** When a code may be looked at: after a wait, or not at all for now. In milliseconds. */
export type Turn = { readonly waitMs: number } | { readonly retryAfterMs: number };

/**
 * Slows down who tries codes, and locks out nobody: a right code gets in, if after a moment. That one address is made
 * slow by another one's guesses costs that moment only; to guess at speed takes many addresses.
 */
export class Attempts {
  /** By network: when each wrong code came. */
  readonly #wrong = new Map<string, number[]>();
  /** By network: when its last waiting code is looked at. */
  readonly #last = new Map<string, number>();
  readonly #now: () => number;

  /** @param now milliseconds that never go back */
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
    const at = Math.max(now, this.#last.get(network) ?? now) + APART_MS;
    if (at - now > WAITING * APART_MS) return { retryAfterMs: Math.ceil(at - now - WAITING * APART_MS) };
    this.#last.set(network, at);
    return { waitMs: Math.ceil(at - now) };
  }

  countWrong(address: string): void {
    const network = networkOf(address);
    const times = [...(this.#wrong.get(network) ?? []), this.#now()];
    // More of them change nothing.
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
    for (const [network, at] of this.#last) if (at <= now) this.#last.delete(network);
  }
}

/** One household or machine has a whole /64 of IPv6 (RFC 6177), and would otherwise have as many addresses as it likes. */
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
