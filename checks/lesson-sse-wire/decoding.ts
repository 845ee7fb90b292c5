/** What the checks of exercise 3 do again and again: have a stream decoded, and compare what came of it. */
import { CheckFailure, type HttpAnswer, type HttpClient } from "#kit";
import { differenceBetween, type EventsDifference } from "./decoded-difference.ts";
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

/**
 * Fails unless the parser, given the stream in one piece, reads it as wanted.
 * @param fault what is wrong otherwise, where what was read before has excluded all else. @default what the difference shows
 */
export async function expectDecoded(
  http: HttpClient,
  stream: string,
  wanted: Wanted,
  fault?: Difference["code"],
): Promise<void> {
  const answer = await decode(http, Buffer.from(stream), []);
  compare(answer, wanted, { sent: `POST /decode ${shownStream(stream)}`, fault });
}

/** Begins everything that a parser keeps, and ends in the middle of a block, of a line and of a character. */
const CUT_OFF = Buffer.concat([
  Buffer.from("id: 7\nretry: 7\n\nid: 8\nevent: other\ndata: other\ndata: oth"),
  Buffer.from([0xc3]),
]);

/** Fails when the parser reads this stream otherwise because another stream was cut off before it. */
export async function expectDecodedAfterOneCutOff(http: HttpClient, stream: string, wanted: Wanted): Promise<void> {
  await decode(http, CUT_OFF, []);
  const answer = await decode(http, Buffer.from(stream), []);
  const sent = `POST /decode with another stream, which was cut off, and then POST /decode ${shownStream(stream)}`;
  compare(answer, wanted, { sent, fault: failures["carried-over"] });
}

/** Fails unless it reads the stream as wanted in one piece, wherever it is cut in two, and in pieces of one byte. */
export async function expectDecodedWhereverCut(http: HttpClient, stream: string, wanted: Wanted): Promise<void> {
  await expectDecoded(http, stream, wanted);
  const bytes = Buffer.from(stream);
  const cuts = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
  for (let from = 0; from < cuts.length; from += CUTS_AT_ONCE) {
    const some = cuts.slice(from, from + CUTS_AT_ONCE);
    const answers = await http.pipeline(...some.map((cut) => decoding(bytes, [cut])));
    for (const [index, answer] of answers.entries()) {
      const cut = some[index] as number;
      const sent = `POST /decode ${shownStream(stream)}, cut after byte ${cut}, ${placeOf(cut, bytes)}`;
      compare(answer, wanted, { sent, fault: failures[faultOfCut(cut, bytes)] });
    }
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

/** How many cuts are asked for in one TCP segment: a connection for each would take most of the time of the check. */
const CUTS_AT_ONCE = 16;

/** Has a stream decoded that is cut into pieces of these sizes. */
export function decode(http: HttpClient, bytes: Buffer, sizes: readonly number[]): Promise<HttpAnswer> {
  const { path, ...request } = decoding(bytes, sizes);
  return http.post(path, request);
}

function decoding(body: Buffer, sizes: readonly number[]) {
  return {
    path: "/decode",
    body,
    headers: { "content-type": "text/event-stream", "x-chunk-sizes": sizes.join(",") },
  };
}

interface Difference {
  readonly code: (typeof failures)[keyof typeof failures];
  readonly expected: string;
  readonly received: string;
  readonly why: string | undefined;
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
  const { code, expected, received } = difference;
  // The fault says why: the same stream was read rightly before.
  const why = fault === undefined ? difference.why : undefined;
  const because = why === undefined ? {} : { why };
  throw new CheckFailure({ code: fault ?? code, sent, expected, received, event, ...because });
}

function differenceIn({ json }: HttpAnswer, { events, lastEventId, retry }: Wanted): Difference | undefined {
  const read = dataIn(json);
  const difference = differenceBetween(events, read.events);
  if (difference !== undefined)
    return {
      ...difference,
      code: failures[codeFor(read.events.length === 0 && events.length > 0, difference)],
      // With no event at all, nothing tells how far the parser comes.
      why: read.events.length === 0 ? undefined : difference.why,
    };
  if (lastEventId !== undefined && lastEventId !== read.lastEventId)
    return {
      code: failures["last-id-differs"],
      expected: `the last event id ${JSON.stringify(lastEventId)} at the end of the stream`,
      received: JSON.stringify(read.lastEventId) ?? "none",
      why: undefined,
    };
  if (retry !== undefined && retry !== read.retry)
    return {
      code: failures["retry-differs"],
      expected: retry === null ? "no reconnection time" : `the reconnection time ${retry} ms`,
      received: JSON.stringify(read.retry) ?? "none",
      why: undefined,
    };
  return undefined;
}

function codeFor(
  isNothing: boolean,
  { why, isMissing }: EventsDifference,
): "nothing-decoded" | "decoded-otherwise" | "event-differs" | "event-missing" {
  if (isNothing) return "nothing-decoded";
  if (isMissing === true) return "event-missing";
  return why === undefined ? "decoded-otherwise" : "event-differs";
}

/** A stream with everything in it that cannot be seen written out. */
function shownStream(stream: string): string {
  return JSON.stringify(stream).replaceAll("\ufeff", "\\ufeff");
}

/** app.ts writes the answer, so it has this form. */
function dataIn(json: unknown) {
  return (json as { data: { events: WantedEvent[]; lastEventId: unknown; retry: unknown } }).data;
}

/** What is read otherwise when the stream is cut there: all else that could be cut was read rightly in one piece. */
function faultOfCut(cut: number, bytes: Buffer): "character-cut" | "line-end-cut" | "chunk-boundary" {
  // Of a character of several bytes, all but the first begin with the bits 10 (RFC 3629 section 3).
  if (((bytes[cut] ?? 0) & 0xc0) === 0x80) return "character-cut";
  return bytes[cut - 1] === CR && bytes[cut] === LF ? "line-end-cut" : "chunk-boundary";
}

const [CR, LF] = [0x0d, 0x0a];

/** Where a cut is, for example `inside the character "ü"`. */
function placeOf(cut: number, bytes: Buffer): string {
  let start = 0;
  for (const character of bytes.toString("utf8")) {
    const end = start + Buffer.byteLength(character);
    if (cut < end) return `inside the character ${shownStream(character)}`;
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
