/** Finds the points of a conversation after which it can be asked what comes next. */
import { isRemark, type TranscriptEvent } from "../transcript-event.ts";

/** A client has just acted, and nothing that was sent earlier is still on its way. */
export interface Point {
  /** What the client did. */
  readonly act: TranscriptEvent;
  /** The index in the transcript of the first event after it. */
  readonly at: number;
  /** What came of it: everything before a client acts again, without ping and pong frames. */
  readonly after: readonly TranscriptEvent[];
  /** Clients whose pong frame proves that nothing more was on its way to them. */
  readonly proved: ReadonlySet<string>;
}

const ACTS: ReadonlySet<string> = new Set(["request", "text", "bytes", "abort", "close"]);
const READS = /^(?:GET|HEAD) /;

/** The points of a conversation, in its order. */
export function pointsOf(transcript: readonly TranscriptEvent[]): Point[] {
  const stretches = stretchesOf(transcript);
  return stretches.flatMap(({ act, at, after, proved }, index) => {
    const before = stretches[index - 1];
    const isAsked = ACTS.has(act.kind) && (before === undefined || isSettled(before));
    return isAsked && after.every(({ kind }) => kind !== "exit" && kind !== "error")
      ? [{ act, at, after, proved }]
      : [];
  });
}

/**
 * Whether a client has received something, a pong frame too, since the act before this one: a request may be answered to one
 * client while its event is still on the way to another, and would be taken for the result of this act.
 */
export function hasGot(transcript: readonly TranscriptEvent[], { at }: Point, peer: string): boolean {
  const before = stretchesOf(transcript.slice(0, at - 1)).findLast(({ act }) => !isForOneClient(act));
  return (
    before === undefined ||
    transcript.slice(before.at, at - 1).some((event) => event.peer === peer && event.dir === "in")
  );
}

/** Something has come of it, or a pong frame proves that nothing will, or it waits for what happens next. */
function isSettled({ act, after, proved }: Point): boolean {
  return after.length > 0 || proved.has(act.peer) || isRead(act);
}

/** Whether nobody but the client that acts can receive anything because of it. */
function isForOneClient(act: TranscriptEvent): boolean {
  return act.kind === "upgrade" || isRead(act);
}

/** Whether the act asks for something and changes nothing. */
export function isRead({ kind, text }: TranscriptEvent): boolean {
  return kind === "request" && READS.test(text);
}

/** What each act of a client was followed by. */
function stretchesOf(transcript: readonly TranscriptEvent[]): Point[] {
  const stretches: { act: TranscriptEvent; at: number; after: TranscriptEvent[]; proved: Set<string> }[] = [];
  for (const [index, event] of transcript.entries()) {
    const open = stretches.at(-1);
    if (event.kind === "pong") open?.proved.add(event.peer);
    else if (event.kind === "ping" || event.kind === "line" || isRemark(event)) continue;
    else if (event.dir === "out") stretches.push({ act: event, at: index + 1, after: [], proved: new Set() });
    else open?.after.push(event);
  }
  return stretches;
}
