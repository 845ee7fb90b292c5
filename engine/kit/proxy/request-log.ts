/** The requests of a program, for a check to wait for. */
import { CheckFailure } from "../failure.ts";
import { PROGRAM_LIMIT_MS } from "../limits.ts";
import { growingTimeLimit } from "../time-limit.ts";
import type { RecordedRequest } from "./record.ts";

/** The requests that arrived at a proxy or a backend. */
export class RequestLog {
  /** Every request, in the order in which their heads came. */
  readonly requests: RecordedRequest[] = [];
  readonly #name: string;
  #taken = 0;
  #waits = 0;
  #onNews: (() => void)[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** Whether a check waits here at this moment. */
  get isWaiting(): boolean {
    return this.#waits > 0;
  }

  add(request: RecordedRequest): void {
    this.requests.push(request);
    this.tell();
  }

  tell(): void {
    for (const resolve of this.#onNews.splice(0)) resolve();
  }

  /**
   * The next request that this method has not returned yet. Throws a CheckFailure with `no-request` after `limitMs`.
   */
  async nextRequest(limitMs: number = PROGRAM_LIMIT_MS): Promise<RecordedRequest> {
    const request = await this.until(() => this.requests[this.#taken], limitMs);
    if (request !== undefined) {
      this.#taken++;
      return request;
    }
    throw new CheckFailure({
      code: "no-request",
      sent: this.#taken === 0 ? "nothing" : `${this.#taken} requests were taken before`,
      expected: `a request at the ${this.#name} within ${limitMs / 1000} s`,
      received: "no request",
    });
  }

  /** Waits until there are `count` requests in all. Throws a CheckFailure with `no-request` after `limitMs`. */
  async atLeast(count: number, limitMs: number = PROGRAM_LIMIT_MS): Promise<readonly RecordedRequest[]> {
    await this.until(() => (this.requests.length >= count ? true : undefined), limitMs);
    if (this.requests.length >= count) return this.requests;
    throw new CheckFailure({
      code: "no-request",
      sent: "the program runs",
      expected: `${count} requests at the ${this.#name} within ${limitMs / 1000} s`,
      received: `${this.requests.length} of them`,
    });
  }

  /** Waits until `found` returns a value, calling it after every event; undefined after `limitMs`. */
  async until<T>(found: () => T | undefined, limitMs: number): Promise<T | undefined> {
    this.#waits++;
    let isOver = false;
    const cancel = growingTimeLimit(
      limitMs,
      () => 0,
      () => {
        isOver = true;
        this.tell();
      },
    );
    try {
      for (;;) {
        const isLast = isOver;
        const value = found();
        if (value !== undefined || isLast) return value;
        await new Promise<void>((resolve) => this.#onNews.push(resolve));
      }
    } finally {
      cancel();
      this.#waits--;
    }
  }
}
