/** What a server reported of the requests of a check that was done once more on it, and what that shows. */
import { shorten } from "../kit/transcript.ts";
import { listOf } from "../text/suggest.ts";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Blocks } from "./coverage.ts";
import type { RepeatedCheck } from "./failed-check.ts";
import { decidingLine, named } from "./places.ts";
import type { Place, Sources } from "./sources.ts";
import { ofKind, type TraceEvent, type TraceEventOf } from "./trace.ts";

/** So many characters of a path stand in a sentence, and so many lines are named in one. */
const SHOWN = 60;
const LINES_SHOWN = 2;
/** So much of a message is compared with what a line has written. */
const COMPARED = 40;

/** What a route calls its handler: every request runs one. */
const HANDLER = "resolve";

type Request = Extract<TranscriptEvent, { readonly kind: "request" }>;
type Answer = TraceEventOf<"answer">;
/** Something that was sent without being the answer to what is handled. */
type Sending = TraceEventOf<"wrote"> | TraceEventOf<"call">;

/** What was seen, and at which line. */
export interface Fact {
  readonly what: string;
  readonly at: Place | undefined;
}

/** The requests of a repeated check, and what the server did for each. */
export class SeenRequests {
  readonly #again: RepeatedCheck;
  readonly #sources: Sources;
  /** The requests of the check, in their order. */
  readonly #requests: readonly Request[];
  /** From the paths of now to those that the report shows: a server gives its tasks other ids each time. */
  readonly #shownPaths: ReadonlyMap<string, string>;

  constructor(shown: readonly TranscriptEvent[], again: RepeatedCheck, sources: Sources) {
    this.#again = again;
    this.#sources = sources;
    this.#requests = again.transcript.filter((event) => isRequest(event));
    const before = shown.filter((event) => isRequest(event));
    this.#shownPaths = new Map(
      this.#requests.flatMap(({ method, path }, index) => {
        const same = before[index];
        return same?.method === method ? [[path, same.path]] : [];
      }),
    );
  }

  /** The line that made the answer which is not as expected. */
  wrongAnswer(): Fact | undefined {
    const { observation, transcript, trace, observed } = this.#again;
    const { event, sent } = observation;
    if (event?.kind !== "response" && event?.kind !== "head") return undefined;
    const before = transcript.slice(0, transcript.indexOf(event));
    const own = this.#requests.filter((one) => one.peer === event.peer && before.includes(one));
    // A client may have asked again before it was answered.
    const asked = own.findLast(({ method, path }) => `${sent} `.startsWith(`${method} ${path} `)) ?? own.at(-1);
    const number = this.#numberOf(asked);
    if (asked === undefined || number === undefined) return undefined;
    const phrase = this.#phraseOf(asked);
    const answers = ofKind(trace, "answer").filter(({ request }) => request === number);
    const made = answers.findLast(({ at }) => this.#own(at).length > 0);
    if (made !== undefined) {
      const at = decidingLine(this.#own(made.at), event.text, this.#sources);
      const change = this.#changeAround(made, number);
      const during = change === undefined ? "" : `, while ${this.#phraseOf(change)} was handled`;
      return at && { what: `${phrase} was answered at ${named(at)}${during}`, at };
    }
    const last = answers.at(-1);
    if (last === undefined || last.status < 400) return undefined;
    const logged = ofKind(trace, "logged").at(-1);
    const thrown = logged && last.status >= 500 ? observed.describe(logged) : undefined;
    if (thrown !== undefined)
      return { what: `while ${phrase} was handled, this was thrown: ${thrown.error}`, at: thrown.at };
    const [given] = last.at;
    if (given !== undefined)
      return {
        what: `${phrase} was answered at ${named(given)}, which comes with the lesson and answers so when something was thrown before`,
        at: undefined,
      };
    return last.status === 404
      ? { what: `no line of yours answered ${phrase}: there is no route for it`, at: undefined }
      : undefined;
  }

  /** The line that sent the message which is not as expected, or that came once too often. */
  wrongMessage(): Fact | undefined {
    const { observation, trace } = this.#again;
    const { event } = observation;
    if (event?.kind !== "event" && event?.kind !== "comment" && event?.kind !== "text" && event?.kind !== "chunk")
      return undefined;
    // Data of several lines stands in several fields.
    const [beginning = ""] = event.text.slice(0, COMPARED).split("\n", 1);
    const sent = trace.filter((one) => isSending(one)).findLast(({ text = "" }) => text.includes(beginning));
    if (sent === undefined || beginning === "") return undefined;
    const at = decidingLine(this.#own(sent.at), event.text, this.#sources);
    if (at === undefined) return undefined;
    const request = ofKind(trace, "request").find(({ number }) => number === sent.request);
    const during = request === undefined ? "" : `, while ${this.#phraseOf(request)} was handled`;
    return { what: `it was sent at ${named(at)}${during}`, at };
  }

  /** What came of the change that should have led to the message, or to the answer, which is missing. */
  missing(): Fact | undefined {
    const { observation, trace } = this.#again;
    if (observation.event !== undefined) return undefined;
    const changes = this.#requests.filter((one) => isChange(one));
    const change = changes.at(-1);
    const own = this.#requests.findLast(({ peer }) => peer === (observation.peer ?? peer));
    const ended = own && this.#ended(own);
    if (ended !== undefined) return ended;
    // Nobody can be told of what came before they asked.
    if (own !== undefined && (change === undefined || this.#requests.indexOf(change) <= this.#requests.indexOf(own)))
      return this.#unanswered(own);
    const number = this.#numberOf(change);
    if (change === undefined || number === undefined) return undefined;
    const since = trace.slice(trace.findIndex((one) => one.kind === "request" && one.number === number));
    const led = ledTo(since, number);
    const phrase = this.#phraseOf(change);
    const lines = distinct(led.flatMap(({ at }) => this.#own(at)[0] ?? []));
    if (lines.length > 0) {
      const count = led.length === 1 ? "one message was sent" : `${led.length} messages were sent`;
      const where = lines.slice(0, LINES_SHOWN).map(named).join(" and ");
      return { what: `after ${phrase}, ${count}, and not this one: at ${where}`, at: lines[0] };
    }
    const answered = ofKind(since, "answer").find(({ request }) => request === number);
    const [at] = this.#own(answered?.at ?? []);
    if (led.length > 0 || at === undefined) return undefined;
    const why = this.#nothingSent(change, changes);
    return {
      what: `${phrase} was answered at ${named(at)}, and nothing was sent to anybody else${why?.what ?? ""}`,
      at: why?.at ?? at,
    };
  }

  /** A function that ran for another change and not for this one, or a part of those that ran which did not. */
  #nothingSent(change: Request, changes: readonly Request[]): Fact | undefined {
    const { ran, unreached } = this.#ranFor(change);
    const other = changes.find(({ method }) => method !== change.method);
    const left = other && this.#ranFor(other).ran.find(({ name }) => !ran.some((one) => one.name === name));
    if (left !== undefined)
      return {
        what: `: ${left.name} (${named(left.at)}) did not run, as it did for ${this.#phraseOf(other as Request)}`,
        at: undefined,
      };
    if (ran.length === 0) return undefined;
    const skipped = unreached.find(({ inside }) => ran.some(({ name }) => name === inside));
    return skipped === undefined
      ? { what: `, although ${namesOf(ran)} ran`, at: ran.at(-1)?.at }
      : { what: `: ${namesOf(ran)} ran, but not what begins at ${named(skipped.at)}`, at: skipped.at };
  }

  /** A request whose answer, a stream, was ended while the check still waited for more of it. */
  #ended(asked: Request): Fact | undefined {
    const number = this.#numberOf(asked);
    const { trace } = this.#again;
    const left = trace.findIndex((one) => one.kind === "left" && one.request === number);
    const ended = ofKind(left === -1 ? trace : trace.slice(0, left), "ended").find(({ request }) => request === number);
    const [at] = this.#own(ended?.at ?? []);
    return at && { what: `the answer of ${this.#phraseOf(asked)} was ended at ${named(at)}`, at };
  }

  /** A request that the server has got, and that none of its lines has answered, or not with anything. */
  #unanswered(asked: Request): Fact | undefined {
    const { trace, blocks } = this.#again;
    const number = this.#numberOf(asked);
    if (number === undefined) return undefined;
    const phrase = this.#phraseOf(asked);
    // What is answered only once its client has given up was not answered.
    const first = trace.find((one) => (one.kind === "answer" || one.kind === "left") && one.request === number);
    if (first?.kind === "answer") {
      const [at] = this.#own(first.at);
      const isEmpty = !ofKind(trace, "wrote").some(({ request }) => request === number);
      return isEmpty && at !== undefined
        ? { what: `${phrase} was answered at ${named(at)}, and nothing was written to that answer`, at }
        : undefined;
    }
    const ran = this.#named(blocks);
    if (ran.length === 0) return undefined;
    return {
      what: `${phrase} has reached your code, and nothing has answered it so far: ${namesOf(ran)} ran`,
      at: ran.at(-1)?.at,
    };
  }

  /** The change, asked for later than a request, that was being handled when the request's answer was made. */
  #changeAround(answer: Answer, request: number): TraceEventOf<"request"> | undefined {
    const { trace } = this.#again;
    const index = trace.indexOf(answer);
    const [over] = ofKind(trace.slice(index), "changed");
    return ofKind(trace.slice(0, index), "request").find(({ number }) => number === over?.request && number > request);
  }

  /** What ran for a change, of the learner's. */
  #ranFor(change: Request): { readonly ran: readonly NamedFunction[]; readonly unreached: Blocks["unreached"] } {
    const { trace, observed } = this.#again;
    const number = this.#numberOf(change);
    const changed = ofKind(trace, "changed").find(({ request }) => request === number);
    const blocks = changed && observed.compiled?.blocksOf(changed.functions);
    if (blocks === undefined) return { ran: [], unreached: [] };
    return { ran: this.#named(blocks), unreached: blocks.unreached.filter(({ at }) => this.#sources.has(at.file)) };
  }

  #named({ ran }: Pick<Blocks, "ran">): NamedFunction[] {
    return ran.flatMap(({ name, at }) =>
      at === undefined || !this.#sources.has(at.file) || name === HANDLER ? [] : [{ name, at }],
    );
  }

  /** The number by which the server's reports name a request; of several that are alike, the one in the same place. */
  #numberOf(asked: Request | undefined): number | undefined {
    if (asked === undefined) return undefined;
    const isAlike = (one: { readonly method: string; readonly path: string }) =>
      one.method === asked.method && one.path === asked.path;
    const index = this.#requests.filter(isAlike).indexOf(asked);
    return ofKind(this.#again.trace, "request").filter(isAlike)[index]?.number;
  }

  #own(at: readonly Place[]): Place[] {
    return at.filter(({ file }) => this.#sources.has(file));
  }

  #phraseOf({ method, path }: { readonly method: string; readonly path: string }): string {
    return `${method} ${shorten(this.#shownPaths.get(path) ?? path, SHOWN)}`;
  }
}

interface NamedFunction {
  readonly name: string;
  readonly at: Place;
}

/** What was sent because of a change: while it was handled, or also later to streams; and the requests that it woke. */
function ledTo(since: readonly TraceEvent[], number: number): (Sending | Answer)[] {
  const over = since.findIndex((one) => one.kind === "changed" && one.request === number);
  return since.filter((one, index): one is Sending | Answer => {
    if (isSending(one)) return index < over || one.request === number;
    // Requests that wait have come before the change.
    return one.kind === "answer" && one.request !== undefined && one.request < number && index < over;
  });
}

function isSending(event: TraceEvent): event is Sending {
  return event.kind === "wrote" || (event.kind === "call" && event.method === "send");
}

/** Whether the check's client asks the exercise's server. */
function isRequest(event: TranscriptEvent): event is Request {
  return event.kind === "request" && event.server === undefined;
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
