/** What a proxy does to the connections between a program and its server. It can be changed while they are open. */

export interface Conditions {
  /** Everything arrives this many milliseconds later, in both directions. */
  readonly delayMs?: number;
  /** Answers pass at this many bytes a second. */
  readonly bytesPerSecond?: number;
  /** As if there were no server: open connections are reset, and new ones as soon as they are made. */
  readonly down?: boolean;
  /** Nothing passes in either direction, on new connections and on open ones; it passes later, when this is over. */
  readonly silent?: boolean;
  /** The connection is reset after this many bytes of an answer, counted from the end of its head. */
  readonly cutAfterBytes?: number;
  /** Requests get this answer, and the server never sees them. */
  readonly answer?: ProxyAnswer;
}

export interface ProxyAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default empty */
  readonly body?: string;
}

/** The conditions of one proxy, and the wait for their change. */
export class CurrentConditions {
  #now: Conditions = {};
  #onChange: (() => void)[] = [];

  get now(): Conditions {
    return this.#now;
  }

  change(conditions: Conditions): void {
    this.#now = conditions;
    for (const resolve of this.#onChange.splice(0)) resolve();
  }

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#onChange.push(resolve));
  }
}
