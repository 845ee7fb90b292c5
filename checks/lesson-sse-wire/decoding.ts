/** What the checks of exercise 3 do again and again: have a stream decoded, and compare what came of it. */
import { CheckFailure, type HttpAnswer, type HttpClient } from "#kit";
import { failures } from "./failures.ts";

/** What a stream must be read as; what is not named may be anything. */
export interface Wanted {
  readonly events: readonly WantedEvent[];
  /** The last event id at the end of the stream. */
  readonly lastEventId?: string;
  /** The reconnection time, in milliseconds; null when the stream names none. */
  readonly retry?: number | null;
}

export interface WantedEvent {
  /** @default "message" */
  readonly event?: string;
  readonly data: string;
  /** The last event id when this event was dispatched. */
  readonly lastEventId?: string;
}

/** Fails unless the parser, given the stream in one piece, reads it as wanted. */
export async function expectDecoded(http: HttpClient, stream: string, wanted: Wanted): Promise<void> {
  const answer = await decode(http, Buffer.from(stream), []);
  compare(answer, wanted, { sent: `POST /decode ${shownStream(stream)}`, fault: undefined });
}

/** Fails unless it reads the stream as wanted wherever it is cut in two, and in pieces of one byte. */
export async function expectDecodedWhereverCut(http: HttpClient, stream: string, wanted: Wanted): Promise<void> {
  const bytes = Buffer.from(stream);
  for (let cut = 1; cut < bytes.length; cut++) {
    const answer = await decode(http, bytes, [cut]);
    const sent = `POST /decode ${shownStream(stream)}, cut after byte ${cut}, ${placeOf(cut, bytes)}`;
    compare(answer, wanted, { sent, fault: failures["chunk-boundary"] });
  }
  const answer = await decode(
    http,
    bytes,
    Array.from(bytes, () => 1),
  );
  compare(answer, wanted, {
    sent: `POST /decode ${shownStream(stream)}, in pieces of one byte each`,
    fault: failures["chunk-boundary"],
  });
}

/** Has a stream decoded that is cut into pieces of these sizes. */
export function decode(http: HttpClient, bytes: Buffer, sizes: readonly number[]): Promise<HttpAnswer> {
  const headers = { "content-type": "text/event-stream", "x-chunk-sizes": sizes.join(",") };
  return http.post("/decode", { body: bytes, headers });
}

interface Difference {
  readonly code: (typeof failures)[keyof typeof failures];
  readonly expected: string;
  readonly received: string;
}

function compare(
  answer: HttpAnswer,
  wanted: Wanted,
  { sent, fault }: { readonly sent: string; readonly fault: Difference["code"] | undefined },
): void {
  const { status, body, event } = answer;
  if (status !== 200)
    throw new CheckFailure({
      code: "http-wrong-status",
      status,
      sent,
      expected: "status 200 with the events of this stream",
      received: `status ${status} with the body ${body}`,
      event,
    });
  const difference = differenceIn(answer, wanted);
  if (difference === undefined) return;
  throw new CheckFailure({ ...difference, code: fault ?? difference.code, sent, event });
}

function differenceIn({ json }: HttpAnswer, { events, lastEventId, retry }: Wanted): Difference | undefined {
  const read = dataIn(json);
  const ours = events.map((event) => shownEvent({ event: "message", ...event }, event));
  const theirs = read.events.map((event, index) => shownEvent(event, events[index] ?? {}));
  if (ours.join() !== theirs.join())
    return {
      code: theirs.length === 0 ? failures["nothing-decoded"] : failures["decoded-otherwise"],
      expected: list(ours),
      received: list(theirs),
    };
  if (lastEventId !== undefined && lastEventId !== read.lastEventId)
    return {
      code: failures["last-id-differs"],
      expected: `the last event id ${JSON.stringify(lastEventId)} at the end of the stream`,
      received: JSON.stringify(read.lastEventId) ?? "none",
    };
  if (retry !== undefined && retry !== read.retry)
    return {
      code: failures["retry-differs"],
      expected: retry === null ? "no reconnection time" : `the reconnection time ${retry} ms`,
      received: JSON.stringify(read.retry) ?? "none",
    };
  return undefined;
}

/** An event as a sentence shows it: with its last event id where that is asked for. */
function shownEvent(
  { event, data, lastEventId }: Partial<WantedEvent>,
  asked: { readonly lastEventId?: string | undefined },
): string {
  return JSON.stringify({ event, data, ...(asked.lastEventId === undefined ? {} : { lastEventId }) });
}

/** A stream with everything in it that cannot be seen written out. */
function shownStream(stream: string): string {
  return JSON.stringify(stream).replaceAll("\ufeff", "\\ufeff");
}

function list(events: readonly string[]): string {
  if (events.length === 0) return "no event";
  return `${events.length === 1 ? "the event" : `${events.length} events:`} ${events.join(" ")}`;
}

/** app.ts writes the answer, so it has this form. */
function dataIn(json: unknown) {
  return (json as { data: { events: WantedEvent[]; lastEventId: unknown; retry: unknown } }).data;
}

/** Where a cut is, for example `inside the character "ü"`. */
function placeOf(cut: number, bytes: Buffer): string {
  let start = 0;
  for (const character of bytes.toString("utf8")) {
    const end = start + Buffer.byteLength(character);
    if (cut < end) return `inside the character ${JSON.stringify(character)}`;
    if (cut === end)
      return `behind ${JSON.stringify(
        bytes
          .subarray(Math.max(0, end - 8), end)
          .toString("latin1")
          .replaceAll(/[^\r\n -~]/g, "…"),
      )}`;
    start = end;
  }
  return "at the end";
}
