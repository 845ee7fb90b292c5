/** What a proxy does to the connections between a program and its server. Changes also affect open connections. */

export interface Conditions {
  /** Everything arrives this many milliseconds later, in both directions. */
  readonly delayMs?: number;
  /** Answers are limited to this many bytes a second. */
  readonly bytesPerSecond?: number;
  /** As if there were no server: open connections are reset at once, new ones as soon as they are accepted. */
  readonly down?: boolean;
  /** Nothing passes in either direction, on new and open connections; it is delivered when this condition ends. */
  readonly silent?: boolean;
  /**
   * As `silent`, for the connections whose last request went to a path that begins with this, for example `/ws`. A request is
   * held in the proxy: the server does not see it before this condition ends.
   */
  readonly held?: string;
  /** The connection is reset after this many bytes of an answer's body. */
  readonly cutAfterBytes?: number;
  /** The proxy gives this answer itself, and the server does not see the requests. */
  readonly answer?: ProxyAnswer;
}

export interface ProxyAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default empty */
  readonly body?: string;
}

/** The conditions of one proxy; lets others wait for a change. */
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
