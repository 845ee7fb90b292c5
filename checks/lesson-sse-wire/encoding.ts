/** What the checks of exercise 1 do again and again: have an event encoded, and ask what a client understands of it. */
import { CheckFailure, type HttpAnswer, type HttpClient } from "#kit";
import { whyEncodedOtherwise } from "./encoded-difference.ts";
import { failures } from "./failures.ts";
import { decoded, type Decoded, type DecodedEvent } from "./reference-decoder.ts";

export interface Encodable {
  readonly data: string;
  readonly event?: string;
  readonly id?: string;
  readonly retry?: number;
}

export const LINE_ENDS = ["\n", "\r\n", "\r"] as const;

/** What a value that cannot be a field may be answered with: 422 says the same as 400 (RFC 9110 section 15.5.21). */
export const REFUSED = [400, 422];

/** Statuses beside them are a failure of the route, and not of the encoding. */
const ENCODED = 200;

/** Characters of a text that a sentence shows. */
const SHOWN_CHARACTERS = 200;

export function encode(http: HttpClient, event: Encodable): Promise<HttpAnswer> {
  return http.post("/encode", { json: event });
}

export function encodeComment(http: HttpClient, comment: string): Promise<HttpAnswer> {
  return http.post("/encode", { json: { comment } });
}

/** Has these events encoded, one request each, and fails unless a client that reads all the blocks gets just them. */
export async function expectEncoded(http: HttpClient, ...events: readonly Encodable[]): Promise<void> {
  const answers: HttpAnswer[] = [];
  for (const event of events) answers.push(await encode(http, event));
  const last = answers.at(-1) as HttpAnswer;
  for (const answer of answers) expectText(answer, events);

  const text = answers.map(({ body }) => body).join("");
  const read = decoded(text);
  const wanted = understood(events);
  const different = wanted.findIndex((event, index) => !isSame(event, read.events[index]));
  const isComplete = different === -1 && read.events.length === wanted.length;
  if (isComplete && !saysUndefined(read)) return;
  const about = answers[different] ?? last;
  const cause = faultIn(text, read, wanted) ?? {
    code: failures["encoded-otherwise"],
    ...(different === -1
      ? {}
      : whyEncodedOtherwise(about.body, {
          given: events[different] as Encodable,
          wanted: wanted[different] as DecodedEvent,
          read: read.events[different],
          spaced: (await encode(http, { data: `${(events[different] as Encodable).data} ` })).body,
        })),
  };
  throw new CheckFailure({
    ...cause,
    sent: about.sent,
    expected: `a block that a client reads as ${shownEvent(wanted[different] ?? wanted.at(-1))}`,
    received: `${shown(about.body)}, which it reads as ${shownEvent(read.events[different] ?? read.events.at(-1))}`,
    event: about.event,
  });
}

/**
 * Has a comment and then an event encoded, and fails unless a client that reads both gets this event and no other, and the
 * comment consists of comments: a field that clients do not know is ignored as well, until one of them does.
 */
export async function expectOnlyEventAfter(http: HttpClient, comment: string, data: string): Promise<Decoded> {
  const answer = await encodeComment(http, comment);
  const following = await encode(http, { data });
  const isRefused = REFUSED.includes(answer.status);
  if (!isRefused) expectText(answer, []);
  const read = decoded(`${isRefused ? "" : answer.body}${following.body}`);
  const isOnlyEvent = read.events.length === 1 && isSame(understood([{ data }])[0] as DecodedEvent, read.events[0]);
  const fields = isRefused ? [] : decoded(answer.body).ignored;
  if (isOnlyEvent && fields.length === 0) return read;
  if (isOnlyEvent)
    throw new CheckFailure({
      code: failures["comment-lost"],
      sent: answer.sent,
      expected: "lines that begin with a colon, and no others",
      received: `${shown(answer.body)}, of which ${shown(fields[0] as string)} does not begin with one`,
      event: answer.event,
    });
  const isUnended = !isRefused && !/[\r\n]$/.test(answer.body);
  throw new CheckFailure({
    code: failures[isUnended ? "comment-not-ended" : "comment-not-ignored"],
    sent: answer.sent,
    expected: "a comment, which a client ignores, and after it the event of the next request",
    received: `${shown(answer.body)} and ${shown(following.body)}, which a client reads as ${read.events.length === 0 ? "nothing" : read.events.map(shownEvent).join(" and ")}`,
    event: answer.event,
  });
}

/** Fails unless the text of a comment is in the stream, where those who look at the bytes can read it. */
export async function expectComment(http: HttpClient, comment: string, data: string): Promise<void> {
  const { comments } = await expectOnlyEventAfter(http, comment, data);
  if (comments.join("\n") === comment) return;
  throw new CheckFailure({
    code: failures["comment-lost"],
    sent: `POST /encode ${JSON.stringify({ comment })}`,
    expected: `a line that begins with a colon, with the text ${JSON.stringify(comment)}`,
    received: comments.length === 0 ? "no line that begins with a colon" : `the comments ${JSON.stringify(comments)}`,
  });
}

export function expectText({ status, body, sent, event }: HttpAnswer, events: readonly Encodable[]): void {
  const expected = `status 200 with the text of ${events.length === 0 ? "a comment" : "an event"}`;
  if (status !== ENCODED)
    throw new CheckFailure({
      code: "http-wrong-status",
      status,
      sent,
      expected,
      received: `status ${status} with the body ${shown(body)}`,
      event,
    });
  if (body === "")
    throw new CheckFailure({
      code: failures["nothing-encoded"],
      sent,
      expected,
      received: "an empty text",
      event,
    });
}

/** What a client makes of events that are written one after the other: ids and reconnection times stay. */
function understood(events: readonly Encodable[]): DecodedEvent[] {
  let [lastEventId, time]: [string, number | undefined] = ["", undefined];
  return events.map(({ data, event = "message", id, retry }) => {
    lastEventId = id ?? lastEventId;
    time = retry ?? time;
    return { event, data: data.replaceAll(/\r\n|\r/g, "\n"), lastEventId, retry: time };
  });
}

function isSame(wanted: DecodedEvent, read: DecodedEvent | undefined): boolean {
  return (
    read !== undefined &&
    wanted.event === read.event &&
    wanted.data === read.data &&
    wanted.lastEventId === read.lastEventId &&
    wanted.retry === read.retry
  );
}

/** Why the text does not say what it should, from its bytes; undefined when they do not tell. */
function faultIn(text: string, read: Decoded, wanted: readonly DecodedEvent[]) {
  const { events, unfinished } = read;
  if (saysUndefined(read)) return { code: failures["undefined-written"] };
  if (/\\n\s*$/.test(text)) return { code: "sse-escaped-newline" } as const;
  if (events.length < wanted.length && !/^data(?::|$)/m.test(text)) return { code: "sse-no-data-field" } as const;
  if (unfinished.length > 0) return { code: "sse-no-blank-line" } as const;
  if (wanted.some(({ data }, index) => events[index]?.data === JSON.stringify(data)))
    return { code: failures["data-as-json"] };
  return undefined;
}

/** Whether a name, an id or a field that clients ignore has the value undefined, which none of the checks gives. */
function saysUndefined({ events, ignored }: Decoded): boolean {
  const values = events.flatMap(({ event, lastEventId }) => [event, lastEventId]);
  return [...values, ...ignored].some((value) => value.includes("undefined"));
}

export function shownEvent(event: DecodedEvent | undefined): string {
  if (event === undefined) return "no event";
  const { event: name, data, lastEventId, retry } = event;
  const parts = [
    name === "message" ? "an event without a name" : `an event ${shown(name)}`,
    `with the data ${shown(data)}`,
    ...(lastEventId === "" ? [] : [`the last event id ${shown(lastEventId)}`]),
    ...(retry === undefined ? [] : [`a reconnection time of ${retry} ms`]),
  ];
  return parts.join(", ");
}

export function shown(text: string): string {
  const json = JSON.stringify(text);
  return json.length > SHOWN_CHARACTERS ? `${json.slice(0, SHOWN_CHARACTERS)}…` : json;
}
