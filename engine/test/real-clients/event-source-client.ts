/** One `EventSource` and all that it reports: the browser's own in a page, or that of the package `eventsource` in Node. */
import { EventSource } from "../tools/eventsource.ts";
import type { Page } from "../tools/browser.ts";

/** What a listener of an `EventSource` was called with. */
export interface SourceEvent {
  /** The name by which it was listened for. */
  readonly name: string;
  readonly data: string;
  readonly lastEventId: string;
}

type Report = SourceEvent | "open" | { readonly errorIn: number };

/** `EventSource.CLOSED` (HTML standard, section 9.2.2): it will not try again. */
const CLOSED = 2;
/** It tries again after 3 s or so, where the server names no other time; a busy machine adds to that. */
const REPORT_LIMIT_MS = 20_000;

/** Listens for these events. In the page it runs from its source text, so it uses nothing but what it is given. */
function listen(source: EventSource, names: readonly string[], report: (report: Report) => void): () => void {
  source.addEventListener("open", () => report("open"));
  source.addEventListener("error", () => report({ errorIn: source.readyState }));
  for (const name of ["message", ...names])
    source.addEventListener(name, ({ data, lastEventId }) => report({ name, data, lastEventId }));
  return () => source.close();
}

export class EventSourceClient {
  /** `Chromium` or `eventsource`. */
  readonly name: string;
  readonly #reports: Report[] = [];
  #onReport: (() => void)[] = [];
  #taken = 0;
  #close: () => Promise<void> = async () => {};

  /** The browser's own, in a page whose origin is that of the stream. */
  static async inPage(page: Page, url: string, names: readonly string[] = []): Promise<EventSourceClient> {
    const client = new EventSourceClient("Chromium");
    // A binding belongs to the page for good, and a page may open several streams.
    const binding = `report${++bindings}`;
    await page.exposeFunction(binding, (report: Report) => client.#take(report));
    const words = JSON.stringify([url, names]);
    await page.evaluate(
      `{ const [url, names] = ${words}; window.${binding}Close = (${String(listen)})(new EventSource(url), names, window.${binding}); }`,
    );
    client.#close = () => page.evaluate(`window.${binding}Close()`);
    return client;
  }

  /** That of the package, in this process. */
  static inNode(url: string, names: readonly string[] = []): EventSourceClient {
    const client = new EventSourceClient("eventsource");
    const close = listen(new EventSource(url), names, (report) => client.#take(report));
    client.#close = async () => close();
    return client;
  }

  private constructor(name: string) {
    this.name = name;
  }

  /** The next event that was not yet returned by this. */
  async event(): Promise<SourceEvent> {
    const isEvent = (report: Report): report is SourceEvent => typeof report === "object" && "name" in report;
    const event = await this.#until(() => this.#reports.filter(isEvent)[this.#taken], "another event");
    this.#taken++;
    return event;
  }

  /** Resolves when it has been open so many times. */
  async opened(times = 1): Promise<void> {
    const count = () => this.#reports.filter((report) => report === "open").length;
    await this.#until(() => (count() >= times ? true : undefined), `"open" ${times} times`);
  }

  /** Resolves when it has given up. */
  async gaveUp(): Promise<void> {
    const isEnd = (report: Report) => typeof report === "object" && "errorIn" in report && report.errorIn === CLOSED;
    await this.#until(() => (this.#reports.some(isEnd) ? true : undefined), "an error that ends it");
  }

  /**
   * The `lastEventId` of an event that has no id of its own: by the standard the last one of the stream (section 9.2.6), which
   * a browser says. The package says none there, and still sends the last one when it reconnects.
   */
  idOfEventWithout(last: string): string {
    return this.name === "Chromium" ? last : "";
  }

  /** How many events came that `event` has not returned. */
  get waiting(): number {
    return this.#reports.filter((report) => typeof report === "object" && "name" in report).length - this.#taken;
  }

  async close(): Promise<void> {
    await this.#close();
  }

  #take(report: Report): void {
    this.#reports.push(report);
    for (const resolve of this.#onReport.splice(0)) resolve();
  }

  async #until<T>(found: () => T | undefined, what: string): Promise<T> {
    let isOver = false;
    const limit = setTimeout(() => {
      isOver = true;
      for (const resolve of this.#onReport.splice(0)) resolve();
    }, REPORT_LIMIT_MS);
    try {
      for (;;) {
        const value = found();
        if (value !== undefined) return value;
        if (isOver)
          throw new Error(
            `${this.name} did not report ${what} within ${REPORT_LIMIT_MS / 1000} s, only ${JSON.stringify(this.#reports)}`,
          );
        await new Promise<void>((resolve) => this.#onReport.push(resolve));
      }
    } finally {
      clearTimeout(limit);
    }
  }
}

let bindings = 0;
