import { REPLY_LIMIT_MS } from "../../limits.ts";
import type { ServerLink } from "../../server-link.ts";
import { EventStream, type EventStreamOptions } from "./event-stream.ts";

/** Opens event streams of one server. */
export class SseClient {
  readonly #link: ServerLink;

  constructor(link: ServerLink) {
    this.#link = link;
  }

  /**
   * Opens an event stream and resolves once its headers have arrived, at the latest after `REPLY_LIMIT_MS`. Never rejects:
   * use `expect(stream)` to check the result.
   */
  async open(path: string, options: EventStreamOptions = {}): Promise<EventStream> {
    const stream = this.#link.own(new EventStream(this.#link, path, options));
    await stream.untilOrSilent(() => (stream.head === undefined ? undefined : true), REPLY_LIMIT_MS, {
      goesOn: true,
    });
    return stream;
  }
}
