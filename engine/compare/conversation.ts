/** One client's conversation with two servers, put side by side. */
import { isRemark, type TranscriptEvent } from "../transcript-event.ts";
import { align, type Likeness, type Step } from "./align.ts";
import { canonicalOf, likenessOf } from "./canonical.ts";
import { type Row } from "./row.ts";
import { PromptAlignment, type TimedEvent } from "./prompt-alignment.ts";

/** Two servers answer at their own pace; a message this much later than in the reference counts as late. */
export const LATE_MS = 500;

/** One side of a conversation: its events and the real ports of its server. */
export interface ConversationSide {
  readonly events: readonly TranscriptEvent[];
  readonly ports: readonly number[];
  /** When the check had heard enough, in milliseconds since it began; Infinity when it waited in vain. */
  readonly endedAt: number;
}

/**
 * Aligns what one client heard from two servers. What it said comes from the same seed and is matched first: an answer
 * is compared with the answer to the same message, and its delay is counted from there.
 */
export function compareConversation(reference: ConversationSide, submission: ConversationSide): Row[] {
  const [asked, heard] = split(reference);
  const [ownAsked, ownHeard] = split(submission);
  const questions = align(asked, ownAsked, (a, b) => likenessOf(a.canonical, b.canonical));
  const script = new PromptAlignment(questions, asked, ownAsked);
  const answers = align(heard, ownHeard, (a, b) => answerLikeness(script, a, b));
  // What comes after the last pair may be news that one of the clients did not stay for.
  const tail = answers.findLastIndex(({ likeness }) => likeness !== "missing" && likeness !== "extra");
  const rows: Row[] = [];
  for (const [index, step] of answers.entries()) {
    const theirs = step.reference === undefined ? undefined : heard[step.reference];
    const own = step.submission === undefined ? undefined : ownHeard[step.submission];
    const row = answerRow(step.likeness, theirs, own, script);
    const notObserved =
      index > tail &&
      (row.mark === "missing" || row.mark === "extra") &&
      !couldBeHeard(script, theirs, own, reference, submission);
    rows.push(...script.until(theirs, own), notObserved ? { ...row, mark: "not-observed" } : row);
  }
  rows.push(...script.rest());
  return withMoves(rows, reference.ports, submission.ports);
}

/** Two answers that differ stand at the same place only when they answer the same message. */
function answerLikeness(script: PromptAlignment, theirs: TimedEvent, own: TimedEvent): Likeness {
  const likeness = likenessOf(theirs.canonical, own.canonical);
  return likeness === "different" && !script.sameCause(theirs, own) ? "unlike" : likeness;
}

/** Whether the side that lacks an answer listened long enough for it, had it come only a little later than on the other side. */
function couldBeHeard(
  script: PromptAlignment,
  theirs: TimedEvent | undefined,
  own: TimedEvent | undefined,
  reference: ConversationSide,
  submission: ConversationSide,
): boolean {
  const cause = theirs === undefined ? script.causeOfOwn(own) : script.causeOf(theirs);
  // A connection that the server ended is news whenever it happens: the other one kept it until the client left.
  if (cause === undefined || (theirs ?? own)?.canonical.group === "end") return true;
  if (theirs !== undefined) return submission.endedAt >= cause.ownAt + (theirs.event.at - cause.at) + LATE_MS;
  return own === undefined || reference.endedAt >= cause.at + (own.event.at - cause.ownAt) + LATE_MS;
}

function answerRow(
  likeness: Step["likeness"],
  theirs: TimedEvent | undefined,
  own: TimedEvent | undefined,
  script: PromptAlignment,
): Row {
  const row = { reference: theirs?.event ?? null, submission: own?.event ?? null };
  const cause = theirs === undefined ? undefined : script.causeOf(theirs);
  if (likeness === "missing") return { ...row, mark: cause === undefined ? "not-sent" : "missing" };
  // It answers what the reference was never asked, such as whether it is still alive.
  if (likeness === "extra" && own !== undefined && isAnswerToNobody(own, script)) return { ...row, mark: "not-sent" };
  if (theirs === undefined || own === undefined || cause === undefined || likeness === "different")
    return { ...row, mark: likeness };
  const lateMs = Math.round(own.event.at - cause.ownAt - (theirs.event.at - cause.at));
  return lateMs > LATE_MS ? { ...row, mark: "late", lateMs } : { ...row, mark: likeness };
}

/** Ends are news whatever was said before. */
function isAnswerToNobody(own: TimedEvent, script: PromptAlignment): boolean {
  return own.canonical.group !== "end" && script.causeOfOwn(own) === undefined;
}

function split({ events, ports }: ConversationSide): [asked: TimedEvent[], heard: TimedEvent[]] {
  const asked: TimedEvent[] = [];
  const heard: TimedEvent[] = [];
  for (const event of events) {
    if (isRemark(event)) continue;
    (event.dir === "out" ? asked : heard).push({ event, asked: asked.length, canonical: canonicalOf(event, ports) });
  }
  return [asked, heard];
}

/** A message missing at one place and extra at another is one message that moved. */
function withMoves(rows: readonly Row[], ports: readonly number[], ownPorts: readonly number[]): Row[] {
  const missing = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.mark !== "missing" || row.reference === null) continue;
    const key = canonicalOf(row.reference, ports).exact;
    missing.set(key, [...(missing.get(key) ?? []), row]);
  }
  const gone = new Set<Row>();
  const moved = rows.map((row): Row => {
    if (row.mark !== "extra" || row.submission === null) return row;
    const twin = missing.get(canonicalOf(row.submission, ownPorts).exact)?.shift();
    if (twin === undefined || twin.reference === null) return row;
    gone.add(twin);
    const lateMs = Math.round(row.submission.at - twin.reference.at);
    return {
      mark: lateMs > LATE_MS ? "late" : "moved",
      reference: twin.reference,
      submission: row.submission,
      ...(lateMs > LATE_MS ? { lateMs } : {}),
    };
  });
  return moved.filter((row) => !gone.has(row));
}
