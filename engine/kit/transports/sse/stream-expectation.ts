import { CheckFailure, type Observation } from "../../failure.ts";
import { REPLY_LIMIT_MS } from "../../limits.ts";
import { codeForTime, windowOf, type TimeWindow } from "../../time-window.ts";
import { NOTHING_PENDING } from "../../silence.ts";
import { shorten } from "../../transcript.ts";
import { alternatives } from "../http/answer-expectation.ts";
import { roundTrip } from "../http/round-trip.ts";
import type { EventStream } from "./event-stream.ts";
import type { ReceivedEvent } from "./received-event.ts";
import {
  commentFault,
  counted,
  dataFault,
  endFault,
  framingFault,
  OPENING,
  responseFault,
  type StreamFault,
} from "./stream-faults.ts";
import { onlyElsewhere } from "./streams-beside.ts";
import { eventDifference, isText, missingName, refuseUnknown, wantedPhrase, type WantedEvent } from "./wanted-event.ts";

/** Why an event comes a second time on one stream. */
const TWICE =
  "the same event came twice on this stream: it is sent twice, to everybody in place of one client, or to a client that is in the list twice";

/** Expectations of one event stream. */
export class StreamExpectation {
  readonly #stream: EventStream;

  constructor(stream: EventStream) {
    this.#stream = stream;
  }

  /** Waits for the headers of an event stream: status 200 and `text/event-stream`. */
  async toBeOpen(): Promise<void> {
    const stream = this.#stream;
    await stream.untilOrSilent(() => (stream.head === undefined ? undefined : true), REPLY_LIMIT_MS);
    const fault = responseFault(stream) ?? endFault(stream);
    if (fault !== undefined) throw this.#failure(OPENING, fault);
  }

  /** Fails with `http-wrong-header` unless the stream's header has this value, or one that matches. */
  async toHaveHeader(name: string, wanted: string | RegExp): Promise<void> {
    await this.toBeOpen();
    const value = this.#stream.head?.headers.get(name.toLowerCase())?.join(", ");
    const isRight = value !== undefined && (typeof wanted === "string" ? value === wanted : wanted.test(value));
    if (isRight) return;
    const expected = typeof wanted === "string" ? `${name}: ${wanted}` : `${name} with ${alternatives(wanted)}`;
    throw this.#failure(`the header ${expected}`, {
      code: "http-wrong-header",
      received: value === undefined ? `no header ${name}` : `${name}: ${value}`,
    });
  }

  /** Waits for the next such event after those already counted, and returns it. Ignores others in between. */
  async toReceive(wanted: WantedEvent, window: TimeWindow = {}): Promise<ReceivedEvent> {
    const [event] = await this.toReceiveAll([wanted], window);
    return event as ReceivedEvent;
  }

  /** Waits for all these events, in this order, and returns them. Ignores others in between. */
  async toReceiveAll(wanted: readonly WantedEvent[], window: TimeWindow = {}): Promise<ReceivedEvent[]> {
    for (const one of wanted) refuseUnknown("toReceive", one);
    const stream = this.#stream;
    const { withinMs, phrase } = windowOf(window);
    const found: ReceivedEvent[] = [];
    let looked = 0;
    const enough = () => {
      for (; looked < stream.events.length && found.length < wanted.length; looked++) {
        const received = stream.events[looked] as ReceivedEvent;
        if (!received.taken && eventDifference(wanted[found.length] as WantedEvent, received) === undefined)
          found.push(received);
      }
      return found.length === wanted.length ? true : undefined;
    };
    await stream.untilOrSilent(enough, withinMs);
    if (found.length < wanted.length) throw this.#missing(wanted, found, phrase, window);
    for (const received of found) received.taken = true;
    return found;
  }

  /**
   * Waits for `marker`, an event that the check has caused, and proves that nothing else arrived before it, because streams
   * keep their order. Events up to the last one counted by an earlier expectation are ignored.
   * @param unwanted what must not have arrived. @default any event
   */
  async toReceiveNoMoreBefore(marker: WantedEvent, unwanted: WantedEvent = {}): Promise<ReceivedEvent> {
    refuseUnknown("toReceiveNoMoreBefore", unwanted);
    const stream = this.#stream;
    const from = this.#afterTaken();
    const reached = await this.toReceive(marker);
    const extra = stream.events
      .slice(from, stream.events.indexOf(reached))
      .find((event) => !event.taken && eventDifference(unwanted, event) === undefined);
    if (extra === undefined) return reached;
    const isAgain = stream.events.some(
      (event) => event !== extra && event.taken && event.event === extra.event && event.data === extra.data,
    );
    throw this.#failure(`nothing before ${wantedPhrase(marker)}`, {
      code: isAgain ? "doubled" : "sse-extra-event",
      received: `${quoted(extra)}${isAgain ? ", once more" : ""}`,
      ...(isAgain ? { why: TWICE } : {}),
      event: extra.entry,
    });
  }

  /** Waits until this many comments have arrived since the stream began. Ignores their text. */
  async toReceiveComments(times: number, window: TimeWindow = {}): Promise<void> {
    const stream = this.#stream;
    const { withinMs, phrase } = windowOf(window);
    await stream.untilOrSilent(() => (stream.comments.length >= times ? true : undefined), withinMs);
    if (stream.comments.length >= times) return;
    const expected = `${times === 1 ? "a comment line" : `${times} comment lines`} ${phrase}`;
    const fault = responseFault(stream) ?? endFault(stream);
    if (fault !== undefined) throw this.#failure(expected, fault);
    throw this.#failure(expected, {
      code: codeForTime("no-comment", window),
      received: `${stream.comments.length === 0 ? "none" : stream.comments.length}, and ${counted(stream)}`,
      ...commentFault(stream),
    });
  }

  /** Waits for a `retry` field, and fails with `sse-wrong-retry` unless the last one has this value in milliseconds. */
  async toAdvertiseRetry(ms: number): Promise<void> {
    const stream = this.#stream;
    await stream.untilOrSilent(() => (stream.retries.at(-1) === ms ? true : undefined), REPLY_LIMIT_MS);
    const last = stream.retries.at(-1);
    if (last === ms) return;
    const expected = `the field retry: ${ms}`;
    throw this.#failure(
      expected,
      responseFault(stream) ?? {
        code: "sse-wrong-retry",
        received: last === undefined ? "no retry field" : `retry: ${last}`,
      },
    );
  }

  /** Proves that the stream is open: when the server answers another request, sent now, it has not ended the stream. */
  async toStayOpen({ barrier = "/" }: { readonly barrier?: string } = {}): Promise<void> {
    const stream = this.#stream;
    const expected = "the stream stays open";
    const isAlive = !stream.isOver && (await roundTrip(stream.link, barrier));
    const fault = responseFault(stream) ?? endFault(stream);
    if (fault !== undefined) throw this.#failure(expected, fault);
    if (!isAlive)
      throw this.#failure(expected, {
        code: "event-loop-blocked",
        received: `an open stream, but the server answers no other request (HEAD ${barrier})`,
      });
  }

  /** Waits until the server properly ends the stream, with the last chunk of its body (RFC 9112 section 7.1). */
  async toEnd(window: TimeWindow = {}): Promise<void> {
    const stream = this.#stream;
    const { withinMs, phrase } = windowOf(window);
    await stream.until(() => stream.endedAt, withinMs);
    if (stream.endedAt !== undefined) return;
    const expected = `the end of the stream ${phrase}`;
    if (stream.failure !== undefined)
      throw this.#failure(expected, { code: "sse-cut", received: stream.failure.received });
    throw this.#failure(expected, { code: codeForTime("not-closed", window), received: "the stream is still open" });
  }

  /** Why the next of the wanted events did not arrive. */
  #missing(
    wanted: readonly WantedEvent[],
    found: readonly ReceivedEvent[],
    phrase: string,
    window: TimeWindow,
  ): CheckFailure {
    const stream = this.#stream;
    const next = wanted[found.length] as WantedEvent;
    const expected = `${wantedPhrase(next)}, ${phrase}${wanted.length === 1 ? "" : ` (${found.length + 1} of ${wanted.length} in order)`}`;
    const others = stream.events.slice(this.#afterTaken()).filter((event) => !found.includes(event));
    const tooEarly = others.find((event) => eventDifference(next, event) === undefined);
    if (tooEarly !== undefined)
      return this.#failure(expected, {
        code: "sse-wrong-order",
        received: `${quoted(tooEarly)}, before ${quoted(found.at(-1) as ReceivedEvent)}, which is number ${found.length} of ${wanted.length}`,
        event: tooEarly.entry,
      });
    const response = responseFault(stream);
    if (response !== undefined) return this.#failure(expected, response);
    const last = closest(next, others);
    if (last !== undefined)
      return this.#failure(
        expected,
        (isText(next) ? undefined : dataFault(stream, last)) ?? wrongEvent(stream, next, last, others.length),
      );
    const fault = framingFault(stream) ?? endFault(stream);
    if (fault !== undefined) return this.#failure(expected, fault);
    const why = onlyElsewhere(stream, next);
    const hadOne = stream.events.some((event) => event.taken && eventDifference(next, event) === undefined);
    return this.#failure(expected, {
      code: codeForTime(hadOne ? "works-once" : missingName(next), window),
      received: `no ${stream.events.length === 0 ? "" : "further "}event${stream.isSilent ? `, and ${NOTHING_PENDING}` : ""}; the stream is open`,
      ...(why === undefined ? {} : { why }),
    });
  }

  /** The index after the last event that an expectation has counted. */
  #afterTaken(): number {
    return this.#stream.events.findLastIndex(({ taken }) => taken) + 1;
  }

  #failure(expected: string, fault: StreamFault): CheckFailure {
    const observation: Observation = { sent: this.#stream.sent, peer: this.#stream.name, expected, ...fault };
    return new CheckFailure(observation);
  }
}

/** The event most like the wanted one: the last with its name, else the last. */
function closest(wanted: WantedEvent, events: readonly ReceivedEvent[]): ReceivedEvent | undefined {
  return events.findLast((event) => eventDifference(wanted, event)?.part !== "event") ?? events.at(-1);
}

function wrongEvent(stream: EventStream, wanted: WantedEvent, received: ReceivedEvent, count: number): StreamFault {
  const difference = eventDifference(wanted, received);
  const codes = { event: "sse-wrong-name", id: "sse-wrong-id", data: "sse-wrong-data" } as const;
  return {
    code: codes[difference?.part ?? "data"],
    received: `${count > 1 ? `${count} events, among them ` : ""}${quoted(received)}; ${difference?.phrase ?? ""}`,
    why: isPartedFromData(stream, difference?.part)
      ? `an empty line stands between the line that begins with ${difference?.part}: and the data, and an empty line ends the event: that line belongs to none`
      : `this is not the event that is asked for: ${difference?.phrase ?? ""}`,
    event: received.entry,
  };
}

/** Whether a field was in a block that has no data, so that it was ignored. */
function isPartedFromData({ passedOver }: EventStream, field: "event" | "id" | "data" | undefined): boolean {
  return (
    (field === "event" || field === "id") &&
    passedOver.some((item) => item.kind === "no-data" && item.lines.some((line) => line.startsWith(`${field}:`)))
  );
}

/** An event as shown to the learner. */
function quoted({ event, id, data }: ReceivedEvent): string {
  const name = event === "message" ? "an event without a name" : `an event "${event}"`;
  return `${name}${id === undefined ? "" : ` with the id ${id}`}: ${shorten(data, 160)}`;
}
