import { RedisError } from "./redis-error.ts";

/** A sorted set: from the member to its score. */
export class SortedSet extends Map<string, number> {
  /** By score, and by bytes where scores are equal. */
  sorted(): [member: string, score: number][] {
    return [...this].toSorted(([one, a], [other, b]) => a - b || (one < other ? -1 : 1));
  }
}

export class Hash extends Map<string, string> {}

export type Value = string | Hash | Set<string> | SortedSet;

interface Entry {
  readonly value: Value;
  /** Milliseconds since 1970; undefined for a key that stays. */
  readonly expiresAt: number | undefined;
}

/** One database: keys with values that may expire. A hash, a set or a sorted set that is empty has no key. */
export class Database {
  readonly #entries = new Map<string, Entry>();
  /** By key: how often it was changed, for WATCH. */
  readonly #versions = new Map<string, number>();

  keys(): string[] {
    return [...this.#entries.keys()].filter((key) => this.get(key) !== undefined);
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry?.expiresAt !== undefined && entry.expiresAt <= Date.now()) {
      this.delete(key);
      return undefined;
    }
    return entry?.value;
  }

  expiresAt(key: string): number | undefined {
    return this.#entries.get(key)?.expiresAt;
  }

  set(key: string, value: Value, expiresAt?: number): void {
    this.#entries.set(key, { value, expiresAt });
    this.#touch(key);
  }

  delete(key: string): boolean {
    this.#touch(key);
    return this.#entries.delete(key);
  }

  clear(): void {
    for (const key of this.#entries.keys()) this.delete(key);
  }

  version(key: string): number {
    this.get(key);
    return this.#versions.get(key) ?? 0;
  }

  text(key: string): string | undefined {
    const value = this.get(key);
    if (value !== undefined && typeof value !== "string") throw wrongType();
    return value;
  }

  /** The collection of a key, or an empty one that has no key yet. */
  collection<T extends Hash | Set<string> | SortedSet>(key: string, Kind: new () => T): T {
    const value = this.get(key);
    if (value === undefined) return new Kind();
    if (!(value instanceof Kind)) throw wrongType();
    return value;
  }

  /** Keeps what a command made of a collection: nothing, when it is empty. */
  keep(key: string, collection: Hash | Set<string> | SortedSet): void {
    if (collection.size === 0) this.delete(key);
    else this.set(key, collection, this.expiresAt(key));
  }

  #touch(key: string): void {
    this.#versions.set(key, (this.#versions.get(key) ?? 0) + 1);
  }
}

function wrongType(): RedisError {
  return new RedisError("WRONGTYPE Operation against a key holding the wrong kind of value");
}
