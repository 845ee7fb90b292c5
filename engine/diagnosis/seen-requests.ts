/** What a server reported of the requests of a check that was done once more on it. */
import { shorten } from "../kit/transcript.ts";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Blocks } from "./coverage.ts";
import type { RepeatedCheck } from "./failed-check.ts";
import type { Place, Sources } from "./sources.ts";
import { ofKind, type TraceEvent, type TraceEventOf } from "./trace.ts";

/** So many characters of a path stand in a sentence. */
const SHOWN = 60;

/** What a route calls its handler: every request runs one. */
const HANDLER = "resolve";

export type Request = Extract<TranscriptEvent, { readonly kind: "request" }>;

/** Something that was sent without being the answer to what is handled. */
export type Sending = TraceEventOf<"wrote"> | TraceEventOf<"call">;

export interface NamedFunction {
  readonly name: string;
  readonly at: Place;
}

/** What was seen, and at which line. */
export interface Fact {
  readonly what: string;
  readonly at: Place | undefined;
  /** Whether it says no more than where something was done, right or wrong. @default false */
  readonly isOnlyPlace?: boolean;
}

/** The requests of a repeated check, and what the server did for each. */
export class SeenRequests {
  readonly again: RepeatedCheck;
  readonly sources: Sources;
  /** The requests of the check, in their order. */
  readonly requests: readonly Request[];
  /** From the paths of now to those that the report shows: a server gives its tasks other ids each time. */
  readonly #shownPaths: ReadonlyMap<string, string>;

  constructor(shown: readonly TranscriptEvent[], again: RepeatedCheck, sources: Sources) {
    this.again = again;
    this.sources = sources;
    this.requests = again.transcript.filter((event) => isRequest(event));
    const before = shown.filter((event) => isRequest(event));
    this.#shownPaths = new Map(
      this.requests.flatMap(({ method, path }, index) => {
        const same = before[index];
        return same?.method === method ? [[path, same.path]] : [];
      }),
    );
  }

  /** What ran for a change, of the learner's. */
  ranFor(change: Request): { readonly ran: readonly NamedFunction[]; readonly unreached: Blocks["unreached"] } {
    const { trace, observed } = this.again;
    const number = this.numberOf(change);
    const changed = ofKind(trace, "changed").find(({ request }) => request === number);
    const blocks = changed && observed.compiled?.blocksOf(changed.functions);
    if (blocks === undefined) return { ran: [], unreached: [] };
    // What is for errors did rightly not run.
    const isMissed = ({ at }: { readonly at: Place }) =>
      this.sources.has(at.file) && !/^\}? ?(?:catch|finally)\b/.test(this.sources.line(at));
    return { ran: this.named(blocks), unreached: blocks.unreached.filter(isMissed) };
  }

  /** Functions of the learner's that ran. */
  named({ ran }: Pick<Blocks, "ran">): NamedFunction[] {
    return ran.flatMap(({ name, at }) =>
      at === undefined || !this.sources.has(at.file) || name === HANDLER ? [] : [{ name, at }],
    );
  }

  /**
   * Functions of the learner's that ran and that a handler names, or one that it names, in the order in which they are named.
   * All that ran where a handler names none.
   */
  called(blocks: Pick<Blocks, "ran">): NamedFunction[] {
    const found = new Set(blocks.ran.filter(({ name }) => name === HANDLER));
    // A set is gone through to its end also where it grows meanwhile.
    for (const { text } of found)
      for (const name of text.match(/\w+/g) ?? []) for (const one of blocks.ran) if (one.name === name) found.add(one);
    const called = this.named({ ran: [...found] });
    return called.length === 0 ? this.named(blocks) : called;
  }

  /** The number by which the server's reports name a request; of several that are alike, the one in the same place. */
  numberOf(asked: Request | undefined): number | undefined {
    if (asked === undefined) return undefined;
    const isAlike = (one: { readonly method: string; readonly path: string }) =>
      one.method === asked.method && one.path === asked.path;
    const index = this.requests.filter(isAlike).indexOf(asked);
    return ofKind(this.again.trace, "request").filter(isAlike)[index]?.number;
  }

  /** Of the lines that were running, those of the learner. */
  own(at: readonly Place[]): Place[] {
    return at.filter(({ file }) => this.sources.has(file));
  }

  /** A request as a sentence names it. */
  phraseOf({ method, path }: { readonly method: string; readonly path: string }): string {
    return `${method} ${shorten(this.#shownPaths.get(path) ?? path, SHOWN)}`;
  }
}

export function isSending(event: TraceEvent): event is Sending {
  return event.kind === "wrote" || (event.kind === "call" && event.method === "send");
}

/** Whether the check's client asks the exercise's server. */
function isRequest(event: TranscriptEvent): event is Request {
  return event.kind === "request" && event.server === undefined;
}
