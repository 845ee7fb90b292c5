/** Aligns one client's conversations with two servers. */
import { isRemark, type TranscriptEvent } from "../transcript-event.ts";
import { align, type Likeness, type Step } from "./align.ts";
import { canonicalOf, likenessOf, type Arbitrary } from "./canonical.ts";
import { type Row } from "./row.ts";
import { PromptAlignment, type TimedEvent } from "./prompt-alignment.ts";
import { wholeAnswers } from "./whole-answers.ts";

/** Two servers answer at different speeds; a message this much later than in the reference counts as late. */
export const LATE_MS = 500;

/** One side of a conversation: its events, and what its server could have chosen otherwise. */
export interface ConversationSide {
  readonly events: readonly TranscriptEvent[];
  readonly arbitrary: Arbitrary;
  /** When the check stopped listening, in milliseconds since it began; Infinity when it waited until its limit. */
  readonly endedAt: number;
}

/**
 * Aligns what one client received from two servers. What it sent comes from the same seed and is aligned first: an
 * answer is compared with the answer to the same message, and its delay is measured from that message.
 */
export function compareConversation(reference: ConversationSide, submission: ConversationSide): Row[] {
  const [sent, received] = split(reference);
  const [ownSent, ownReceived] = split(submission);
  const steps = align(sent, ownSent, (a, b) => likenessOf(a.canonical, b.canonical));
  const prompts = new PromptAlignment(steps, sent, ownSent);
  const answers = align(received, ownReceived, (a, b) => answerLikeness(prompts, a, b));
  // An answer after the last pair may be missing only because the other client disconnected before it.
  const tail = answers.findLastIndex(({ likeness }) => likeness !== "missing" && likeness !== "extra");
  const rows: Row[] = [];
  for (const [index, step] of answers.entries()) {
    const theirs = step.reference === undefined ? undefined : received[step.reference];
    const own = step.submission === undefined ? undefined : ownReceived[step.submission];
    const row = answerRow(step.likeness, theirs, own, prompts);
    const notObserved =
      (row.mark === "missing" || row.mark === "extra") &&
      (isRepeated(theirs, ownReceived) ||
        isRepeated(own, received) ||
        (index > tail && !couldBeObserved(prompts, theirs, own, reference, submission)));
    rows.push(...prompts.until(theirs, own), notObserved ? { ...row, mark: "not-observed" } : row);
  }
  rows.push(...prompts.rest());
  return withMoves(rows, reference.arbitrary, submission.arbitrary);
}

/** A timer sends heartbeats, so how many come while a check listens says nothing; that they come does. */
function isRepeated(item: TimedEvent | undefined, others: readonly TimedEvent[]): boolean {
  return item?.event.kind === "comment" && others.some(({ canonical }) => canonical.exact === item.canonical.exact);
}

/** Answers that differ are paired only when they answer the same message. */
function answerLikeness(prompts: PromptAlignment, theirs: TimedEvent, own: TimedEvent): Likeness {
  const likeness = likenessOf(theirs.canonical, own.canonical);
  return likeness === "different" && !prompts.sameCause(theirs, own) ? "unlike" : likeness;
}

/**
 * Whether the side that lacks an answer listened long enough for it, with the reference's delay and `LATE_MS` on top.
 */
function couldBeObserved(
  prompts: PromptAlignment,
  theirs: TimedEvent | undefined,
  own: TimedEvent | undefined,
  reference: ConversationSide,
  submission: ConversationSide,
): boolean {
  const cause = theirs === undefined ? prompts.causeOfOwn(own) : prompts.causeOf(theirs);
  // A connection that the server ended always counts: the other server kept it open until the client left.
  if (cause === undefined || (theirs ?? own)?.canonical.group === "end") return true;
  if (theirs !== undefined) return submission.endedAt >= cause.ownAt + (theirs.event.at - cause.at) + LATE_MS;
  return own === undefined || reference.endedAt >= cause.at + (own.event.at - cause.ownAt) + LATE_MS;
}

function answerRow(
  likeness: Step["likeness"],
  theirs: TimedEvent | undefined,
  own: TimedEvent | undefined,
  prompts: PromptAlignment,
): Row {
  const row = { reference: theirs?.event ?? null, submission: own?.event ?? null };
  const cause = theirs === undefined ? undefined : prompts.causeOf(theirs);
  if (likeness === "missing") return { ...row, mark: cause === undefined ? "not-sent" : "missing" };
  // It answers a message that the reference never got, for example a ping.
  if (likeness === "extra" && own !== undefined && isUnprompted(own, prompts)) return { ...row, mark: "not-sent" };
  if (theirs === undefined || own === undefined || cause === undefined || likeness === "different")
    return { ...row, mark: likeness };
  const lateMs = Math.round(own.event.at - cause.ownAt - (theirs.event.at - cause.at));
  return lateMs > LATE_MS ? { ...row, mark: "late", lateMs } : { ...row, mark: likeness };
}

/** A connection that ends needs no prompt. */
function isUnprompted(own: TimedEvent, prompts: PromptAlignment): boolean {
  return own.canonical.group !== "end" && prompts.causeOfOwn(own) === undefined;
}

function split({ events, arbitrary }: ConversationSide): [sent: TimedEvent[], received: TimedEvent[]] {
  const sent: TimedEvent[] = [];
  const received: TimedEvent[] = [];
  for (const event of wholeAnswers(events)) {
    if (isRemark(event)) continue;
    (event.dir === "out" ? sent : received).push({
      event,
      promptsBefore: sent.length,
      canonical: canonicalOf(event, arbitrary),
    });
  }
  return [sent, received];
}

/** A message that is missing at one place and extra at another is one message that moved. */
function withMoves(rows: readonly Row[], arbitrary: Arbitrary, ownArbitrary: Arbitrary): Row[] {
  const missing = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.mark !== "missing" || row.reference === null) continue;
    const key = canonicalOf(row.reference, arbitrary).exact;
    missing.set(key, [...(missing.get(key) ?? []), row]);
  }
  const gone = new Set<Row>();
  const moved = rows.map((row): Row => {
    if (row.mark !== "extra" || row.submission === null) return row;
    const twin = missing.get(canonicalOf(row.submission, ownArbitrary).exact)?.shift();
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
