/** One client's conversation with two servers, put side by side. */
import type { TranscriptEvent } from "../verdict.ts";
import { align } from "./align.ts";
import { canonicalOf, likenessOf, type Canonical } from "./canonical.ts";

/** Two servers answer at their own pace; a message this much later than in the reference counts as late. */
export const LATE_MS = 500;

/**
 * `sent`: what the client said, which is no difference. `wording`: only the sentence for people differs, no
 * difference either. `moved`: the same message at another place in the order.
 */
export type Mark = "sent" | "same" | "wording" | "missing" | "extra" | "different" | "late" | "moved";

export interface Row {
  readonly mark: Mark;
  readonly reference: TranscriptEvent | null;
  readonly submission: TranscriptEvent | null;
  /** How much later than in the reference, counted from what the message answers; for `late`. */
  readonly lateMs?: number;
}

/** One side of a conversation: its events and the real ports of its server. */
export interface Side {
  readonly events: readonly TranscriptEvent[];
  readonly ports: readonly number[];
}

/** What came from the server, and how many messages of the client stood before it. */
interface Heard {
  readonly event: TranscriptEvent;
  readonly asked: number;
  readonly canonical: Canonical;
}

export function isDifference(mark: Mark): boolean {
  return mark !== "sent" && mark !== "same" && mark !== "wording";
}

/**
 * Aligns what one client heard from two servers. What it said comes from the same seed, so only the answers are
 * compared; which of its messages an answer follows tells how long the answer took.
 */
export function compareConversation(reference: Side, submission: Side): Row[] {
  const [asked, heard] = split(reference);
  const [ownAsked, ownHeard] = split(submission);
  const rows: Row[] = [];
  const told = { asked: 0 };
  const tell = (until: number) => {
    for (; told.asked < until; told.asked++) rows.push({ mark: "sent", reference: asked[told.asked] ?? null, submission: ownAsked[told.asked] ?? null });
  };
  for (const step of align(heard, ownHeard, (a, b) => likenessOf(a.canonical, b.canonical))) {
    const theirs = step.reference === undefined ? undefined : heard[step.reference];
    const own = step.submission === undefined ? undefined : ownHeard[step.submission];
    tell(own?.asked ?? theirs?.asked ?? 0);
    const { likeness } = step;
    const lateMs = theirs === undefined || own === undefined ? 0 : lateness(theirs, asked, own, ownAsked);
    const isLate = lateMs > LATE_MS && (likeness === "same" || likeness === "wording");
    rows.push({ mark: isLate ? "late" : likeness, reference: theirs?.event ?? null, submission: own?.event ?? null, ...(isLate ? { lateMs } : {}) });
  }
  tell(Math.max(asked.length, ownAsked.length));
  return withMoves(rows, reference.ports, submission.ports);
}

function split({ events, ports }: Side): [asked: TranscriptEvent[], heard: Heard[]] {
  const asked: TranscriptEvent[] = [];
  const heard: Heard[] = [];
  for (const event of events) {
    if (event.kind === "note") continue;
    if (event.dir === "out") asked.push(event);
    else heard.push({ event, asked: asked.length, canonical: canonicalOf(event, ports) });
  }
  return [asked, heard];
}

/** Both answers counted from the same message of the client: what came before may have taken longer. */
function lateness(theirs: Heard, asked: readonly TranscriptEvent[], own: Heard, ownAsked: readonly TranscriptEvent[]): number {
  const cause = theirs.asked - 1;
  const from = asked[cause]?.at ?? 0;
  const ownFrom = ownAsked[cause]?.at ?? ownAsked.at(-1)?.at ?? 0;
  return Math.round(own.event.at - ownFrom - (theirs.event.at - from));
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
    return { mark: lateMs > LATE_MS ? "late" : "moved", reference: twin.reference, submission: row.submission, ...(lateMs > LATE_MS ? { lateMs } : {}) };
  });
  return moved.filter((row) => !gone.has(row));
}
