import type { NetworkFact } from "../transcript-event.ts";

/** How many facts of one second are reported one by one. */
const PER_SECOND = 20;
const WINDOW_MS = 1_000;

/** Reports what a network did; of a flood, only the number. */
export class FactLimit<Source> {
  readonly #report: (fact: NetworkFact, source?: Source) => void;
  #count = 0;
  #window: NodeJS.Timeout | undefined;

  constructor(report: (fact: NetworkFact, source?: Source) => void) {
    this.#report = report;
  }

  add(fact: NetworkFact, source?: Source): void {
    this.#window ??= setTimeout(() => this.end(), WINDOW_MS).unref();
    this.#count += 1;
    if (this.#count <= PER_SECOND) this.#report(fact, source);
  }

  /** Reports how many were left out. */
  end(): void {
    clearTimeout(this.#window);
    this.#window = undefined;
    const left = this.#count - PER_SECOND;
    this.#count = 0;
    if (left > 0) this.#report({ did: "more", left });
  }
}
