/** What came of the change that should have led to a message, or of the request whose answer is missing. */
import { listOf } from "../../text/suggest.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import { named } from "../places.ts";
import {
  isSending,
  type Fact,
  type NamedFunction,
  type Request,
  type SeenRequests,
  type Sending,
} from "../seen-requests.ts";
import type { Place } from "../sources.ts";
import { ofKind, type TraceEvent, type TraceEventOf } from "../trace.ts";

/** So many lines are named in a sentence, and so many clients. */
const LINES_SHOWN = 2;
const NAMES_SHOWN = 3;

/** What came of the change that should have led to the message, or to the answer, which is missing. */
export function missingMessage(seen: SeenRequests): Fact | undefined {
  const { observation, trace } = seen.again;
  if (observation.event !== undefined) return undefined;
  const asked = seen.requests.filter(({ at }) => at < seen.again.failedAt);
  const changes = asked.filter((one) => isChange(one));
  const change = changes.at(-1);
  const own = asked.findLast(({ peer }) => peer === (observation.peer ?? peer));
  const over = own && endedStream(seen, own);
  if (over !== undefined) return over;
  // Nobody can be told of what came before they asked.
  if (own !== undefined && (change === undefined || seen.requests.indexOf(change) <= seen.requests.indexOf(own)))
    return unanswered(seen, own);
  const number = seen.numberOf(change);
  if (change === undefined || number === undefined) return undefined;
  const since = trace.slice(trace.findIndex((one) => one.kind === "request" && one.number === number));
  const led = ledTo(since, number);
  const lines = distinct(led.flatMap(({ at }) => seen.own(at)[0] ?? []));
  if (lines.length > 0) return sentToOthers(seen, change, led.length, lines);
  const answered = ofKind(since, "answer").find(({ request }) => request === number);
  const [at] = seen.own(answered?.at ?? []);
  if (led.length > 0 || at === undefined) return undefined;
  const why = nothingSent(seen, change, changes);
  return {
    what: `${seen.phraseOf(change)} was answered at ${named(at)}, and nothing was sent to anybody else${why?.what ?? ""}`,
    at: why?.at ?? at,
  };
}

/** Who was sent something because of a change, by which lines, and that the client that waits for it was not among them. */
function sentToOthers(seen: SeenRequests, change: Request, count: number, lines: readonly Place[]): Fact {
  const { observation, transcript, failedAt } = seen.again;
  const phrase = seen.phraseOf(change);
  const where = `at ${lines.slice(0, LINES_SHOWN).map(named).join(" and ")}`;
  const waiting = observation.peer;
  const after = transcript.slice(transcript.indexOf(change)).filter(({ at }) => at < failedAt);
  const came = after.filter((one) => one.peer !== change.peer && transportOf(one) !== undefined);
  const others = came.filter(({ peer }) => peer !== waiting);
  if (waiting === undefined || others.length === 0 || others.length < came.length) {
    // These lines have sent what they should, as far as is known: they are where to look from, and not what is wrong.
    const messages = count === 1 ? "one message" : `${count} messages`;
    return {
      what: `after ${phrase}, your code sent ${messages}, ${where}, and not the one that is missing`,
      at: undefined,
      isOnlyPlace: true,
    };
  }
  const server = serverOf(waiting, transcript);
  if (others.every(({ peer }) => serverOf(peer, transcript) !== server))
    return {
      what: `after ${phrase}, the clients of the server that was asked were sent something, ${where}, and those of ${server ?? "server"} nothing`,
      at: undefined,
    };
  const names = [...new Set(others.map(({ peer }) => peer))];
  // A line that sends over another transport has done its work.
  const own = transcript.findLast((one) => one.peer === waiting && transportOf(one) !== undefined);
  const isSameTransport = others.some((one) => transportOf(one) === ((own && transportOf(own)) ?? "answer"));
  return {
    what: `after ${phrase}, ${listOf(namesShown(names), "and")} ${names.length === 1 ? "was" : "were"} sent something, ${where}, and ${waiting} was not`,
    at: isSameTransport ? lines[0] : undefined,
  };
}

/** A function that ran for another change and not for this one, or a part of those that ran which did not. */
function nothingSent(seen: SeenRequests, change: Request, changes: readonly Request[]): Fact | undefined {
  const { ran, unreached } = seen.ranFor(change);
  const other = changes.find(({ method }) => method !== change.method);
  const left = other && seen.ranFor(other).ran.find(({ name }) => !ran.some((one) => one.name === name));
  if (left !== undefined)
    return {
      what: `: ${left.name} (${named(left.at)}) did not run, as it did for ${seen.phraseOf(other as Request)}`,
      at: undefined,
    };
  if (ran.length === 0) return undefined;
  const skipped = unreached.find(({ inside }) => ran.some(({ name }) => name === inside));
  return skipped === undefined
    ? { what: `, although ${namesOf(ran)} ran`, at: ran.at(-1)?.at }
    : { what: `: ${namesOf(ran)} ran, but not what begins at ${named(skipped.at)}`, at: skipped.at };
}

/** A request whose answer, a stream, was ended while the check still waited for more of it. */
function endedStream(seen: SeenRequests, asked: Request): Fact | undefined {
  const number = seen.numberOf(asked);
  const { trace } = seen.again;
  const left = trace.findIndex((one) => one.kind === "left" && one.request === number);
  const ended = ofKind(left === -1 ? trace : trace.slice(0, left), "ended").find(({ request }) => request === number);
  const [at] = seen.own(ended?.at ?? []);
  return at && { what: `the answer of ${seen.phraseOf(asked)} was ended at ${named(at)}`, at };
}

/** A request that the server has got, and that none of its lines has answered, or not with anything. */
function unanswered(seen: SeenRequests, asked: Request): Fact | undefined {
  const { trace, blocks, transcript } = seen.again;
  const number = seen.numberOf(asked);
  if (number === undefined) return undefined;
  const phrase = seen.phraseOf(asked);
  // What is answered only once its client has given up was not answered.
  const first = trace.find((one) => (one.kind === "answer" || one.kind === "left") && one.request === number);
  if (first?.kind === "answer") {
    const [at] = seen.own(first.at);
    if (first.status >= 400)
      return { what: `${phrase} was answered with ${first.status}${at === undefined ? "" : ` at ${named(at)}`}`, at };
    const isStream = transcript.some((one) => one.kind === "head" && one.peer === asked.peer);
    const isEmpty = isStream && !ofKind(trace, "wrote").some(({ request }) => request === number);
    return isEmpty && at !== undefined
      ? { what: `${phrase} was answered at ${named(at)}, and nothing was written to that answer`, at }
      : undefined;
  }
  const ran = seen.called(blocks);
  if (ran.length === 0) return undefined;
  return {
    what: `${phrase} has reached your code, and nothing has answered it so far: ${namesOf(ran)} ran`,
    // Of several, some may have run for something else.
    at: ran.length === 1 ? ran[0]?.at : undefined,
  };
}

/** What was sent because of a change: while it was handled, or also later to streams; and the requests that it woke. */
function ledTo(since: readonly TraceEvent[], number: number): (Sending | TraceEventOf<"answer">)[] {
  const over = since.findIndex((one) => one.kind === "changed" && one.request === number);
  return since.filter((one, index): one is Sending | TraceEventOf<"answer"> => {
    if (isSending(one)) return index < over || one.request === number;
    // Requests that wait have come before the change.
    return one.kind === "answer" && one.request !== undefined && one.request < number && index < over;
  });
}

/** By what a client was told something; undefined for an event that tells it nothing. */
function transportOf({ dir, kind }: TranscriptEvent): "WebSocket" | "event stream" | "answer" | undefined {
  if (dir !== "in") return undefined;
  if (kind === "text" || kind === "binary") return "WebSocket";
  if (kind === "event") return "event stream";
  return kind === "response" ? "answer" : undefined;
}

function serverOf(peer: string, transcript: readonly TranscriptEvent[]): string | undefined {
  return transcript.find((one) => one.peer === peer)?.server;
}

function namesShown(names: readonly string[]): readonly string[] {
  return names.length <= NAMES_SHOWN + 1
    ? names
    : [...names.slice(0, NAMES_SHOWN), `${names.length - NAMES_SHOWN} others`];
}

/** Whether a request changes something (RFC 9110, section 9.2.1). */
function isChange({ method }: Request): boolean {
  return method !== "GET" && method !== "HEAD" && method !== "OPTIONS";
}

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [named(place), place])).values()];
}

function namesOf(functions: readonly NamedFunction[]): string {
  return listOf(
    functions.map(({ name }) => name),
    "and",
  );
}
