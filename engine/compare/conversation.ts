/** One client's conversation with two servers, put side by side. */
import type { TranscriptEvent } from "../verdict.ts";
import { align, type Step } from "./align.ts";
import { canonicalOf, likenessOf, type Canonical } from "./canonical.ts";

/** Two servers answer at their own pace; a message this much later than in the reference counts as late. */
export const LATE_MS = 500;

/**
 * What a row says. Differences: `missing`, `extra`, `different` (same place, other content), `late`, and `moved` (the
 * same message at another place in the order). No differences: `sent` (what the client said), `same`, `wording` (only
 * the sentence for people differs), `not-held` (the conversation ended before this was asked) and `unheard` (the
 * client hung up before this could be called late).
 */
export type Mark = "sent" | "same" | "wording" | "not-held" | "unheard" | "missing" | "extra" | "different" | "late" | "moved";

export interface Row {
  readonly mark: Mark;
  readonly reference: TranscriptEvent | null;
  readonly submission: TranscriptEvent | null;
  /** How much later than in the reference, in milliseconds, counted from what the message answers; for `late`. */
  readonly lateMs?: number;
}

/** One side of a conversation: its events and the real ports of its server. */
export interface Side {
  readonly events: readonly TranscriptEvent[];
  readonly ports: readonly number[];
  /** When the check had heard enough, in milliseconds since it began; Infinity when it waited in vain. */
  readonly endedAt: number;
}

/** An event, and how many messages of the client stood before it. */
interface Told {
  readonly event: TranscriptEvent;
  readonly asked: number;
  readonly canonical: Canonical;
}

const DIFFERENCES: readonly Mark[] = ["missing", "extra", "different", "late", "moved"];

export function isDifference(mark: Mark): boolean {
  return DIFFERENCES.includes(mark);
}

/**
 * Aligns what one client heard from two servers. What it said comes from the same seed and is matched first: an answer
 * is compared with the answer to the same message, and its delay is counted from there.
 */
export function compareConversation(reference: Side, submission: Side): Row[] {
  const [asked, heard] = split(reference);
  const [ownAsked, ownHeard] = split(submission);
  const questions = align(asked, ownAsked, (a, b) => likenessOf(a.canonical, b.canonical));
  const script = new Script(questions, asked, ownAsked);
  const answers = align(heard, ownHeard, (a, b) => likenessOf(a.canonical, b.canonical));
  // What comes after the last pair may be news that one of the clients did not stay for.
  const tail = answers.findLastIndex(({ likeness }) => likeness !== "missing" && likeness !== "extra");
  const rows: Row[] = [];
  for (const [index, step] of answers.entries()) {
    const theirs = step.reference === undefined ? undefined : heard[step.reference];
    const own = step.submission === undefined ? undefined : ownHeard[step.submission];
    const row = answerRow(step.likeness, theirs, own, script);
    const unheard = index > tail && (row.mark === "missing" || row.mark === "extra") && !couldBeHeard(script, theirs, own, reference, submission);
    rows.push(...script.until(theirs, own), unheard ? { ...row, mark: "unheard" } : row);
  }
  rows.push(...script.rest());
  return withMoves(rows, reference.ports, submission.ports);
}

/** Whether the side that lacks an answer listened long enough for it, had it come only a little later than on the other side. */
function couldBeHeard(script: Script, theirs: Told | undefined, own: Told | undefined, reference: Side, submission: Side): boolean {
  const cause = theirs === undefined ? script.causeOfOwn(own) : script.causeOf(theirs);
  if (cause === undefined) return true;
  if (theirs !== undefined) return submission.endedAt >= cause.ownAt + (theirs.event.at - cause.at) + LATE_MS;
  return own === undefined || reference.endedAt >= cause.at + (own.event.at - cause.ownAt) + LATE_MS;
}

/** When one message was said to each of the servers, in milliseconds since the check began. */
interface Cause {
  readonly at: number;
  readonly ownAt: number;
}

/** What the client said to both servers, told row by row. */
class Script {
  readonly #questions: readonly Step[];
  readonly #asked: readonly Told[];
  readonly #ownAsked: readonly Told[];
  #next = 0;

  constructor(questions: readonly Step[], asked: readonly Told[], ownAsked: readonly Told[]) {
    this.#questions = questions;
    this.#asked = asked;
    this.#ownAsked = ownAsked;
  }

  /** What was said before this answer and is not told yet. */
  until(theirs: Told | undefined, own: Told | undefined): Row[] {
    const last = own === undefined ? this.#questions.findIndex(({ reference }) => reference === (theirs?.asked ?? 0) - 1) : this.#questions.findIndex(({ submission }) => submission === own.asked - 1);
    return this.#tell(last + 1);
  }

  rest(): Row[] {
    return this.#tell(this.#questions.length);
  }

  /** When the message before an answer of the reference was said to both servers; undefined when the submission never heard it. */
  causeOf(theirs: Told): Cause | undefined {
    return this.#cause(theirs, ({ reference }) => reference === theirs.asked - 1);
  }

  /** The same for an answer of the submission; undefined when the reference never heard the message. */
  causeOfOwn(own: Told | undefined): Cause | undefined {
    return own === undefined ? undefined : this.#cause(own, ({ submission }) => submission === own.asked - 1);
  }

  #cause({ asked }: Told, isIt: (step: Step) => boolean): Cause | undefined {
    if (asked === 0) return { at: 0, ownAt: 0 };
    const step = this.#questions.find(isIt);
    const at = this.#asked[step?.reference ?? -1]?.event.at;
    const ownAt = this.#ownAsked[step?.submission ?? -1]?.event.at;
    return at === undefined || ownAt === undefined ? undefined : { at, ownAt };
  }

  #tell(until: number): Row[] {
    const rows = this.#questions.slice(this.#next, until).map(({ reference, submission }): Row => ({
      mark: submission === undefined ? "not-held" : "sent",
      reference: this.#asked[reference ?? -1]?.event ?? null,
      submission: this.#ownAsked[submission ?? -1]?.event ?? null,
    }));
    this.#next = Math.max(this.#next, until);
    return rows;
  }
}

function answerRow(likeness: Step["likeness"], theirs: Told | undefined, own: Told | undefined, script: Script): Row {
  const row = { reference: theirs?.event ?? null, submission: own?.event ?? null };
  const cause = theirs === undefined ? undefined : script.causeOf(theirs);
  if (likeness === "missing") return { ...row, mark: cause === undefined ? "not-held" : "missing" };
  if (theirs === undefined || own === undefined || cause === undefined || likeness === "different") return { ...row, mark: likeness };
  const lateMs = Math.round(own.event.at - cause.ownAt - (theirs.event.at - cause.at));
  return lateMs > LATE_MS ? { ...row, mark: "late", lateMs } : { ...row, mark: likeness };
}

function split({ events, ports }: Side): [asked: Told[], heard: Told[]] {
  const asked: Told[] = [];
  const heard: Told[] = [];
  for (const event of events) {
    if (event.kind === "note") continue;
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
    return { mark: lateMs > LATE_MS ? "late" : "moved", reference: twin.reference, submission: row.submission, ...(lateMs > LATE_MS ? { lateMs } : {}) };
  });
  return moved.filter((row) => !gone.has(row));
}
