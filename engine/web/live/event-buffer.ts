/** Sends events to the listening pages, and keeps recent ones for pages that reconnect. */
import type { LiveEventName, LiveEvents } from "../api-live.ts";

/** How many events, and characters of JSON, are kept for pages that reconnect. */
const EVENTS_KEPT = 2_000;
const CHARACTERS_KEPT = 16 * 1024 * 1024;

/** One event, serialised. */
export interface Entry {
  readonly n: number;
  readonly id: string;
  readonly name: LiveEventName;
  readonly lesson: string | null;
  /** The payload as JSON, without line ends. */
  readonly json: string;
}

export class EventBuffer {
  /** Identifies this run of the server in the ids of its events. */
  readonly boot: string;
  readonly #entries: Entry[] = [];
  readonly #listeners = new Set<(entry: Entry) => void>();
  #characters = 0;
  #last = 0;

  constructor(boot: string) {
    this.boot = boot;
  }

  /** The id of the last event. */
  get cursor(): string {
    return this.#idOf(this.#last);
  }

  /** Sends an event to all listeners, and keeps it. */
  tell<Name extends LiveEventName>(name: Name, lesson: string | null, data: LiveEvents[Name]): void {
    this.#last += 1;
    const entry = { n: this.#last, id: this.cursor, name, lesson, json: JSON.stringify(data) };
    this.#entries.push(entry);
    this.#characters += entry.json.length;
    while (this.#entries.length > EVENTS_KEPT || (this.#characters > CHARACTERS_KEPT && this.#entries.length > 1))
      this.#characters -= this.#entries.shift()?.json.length ?? 0;
    for (const listener of this.#listeners) listener(entry);
  }

  /** The events after the one with this id; undefined when that one is no longer kept or is unknown. */
  after(id: string): readonly Entry[] | undefined {
    const [boot, number = ""] = id.split("-");
    if (boot !== this.boot || !/^\d{1,15}$/.test(number)) return undefined;
    const n = Number(number);
    const first = this.#entries[0]?.n ?? this.#last + 1;
    return n < first - 1 || n > this.#last ? undefined : this.#entries.filter((entry) => entry.n > n);
  }

  /** @returns removes the listener */
  listen(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** How many listen, for tests. */
  get listening(): number {
    return this.#listeners.size;
  }

  #idOf(n: number): string {
    return `${this.boot}-${n}`;
  }
}
