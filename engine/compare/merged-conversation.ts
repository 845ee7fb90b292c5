/**
 * Merges the conversations of several clients into one sequence in order of time. The comparison goes client by client
 * (conversation.ts), but a diagram shows all clients together.
 */
import type { TranscriptEvent } from "../transcript-event.ts";
import { align } from "./align.ts";
import type { PeerComparison } from "./behaviour.ts";
import type { Row } from "./row.ts";

/** The rows of all clients, merged. A row is split when its two events cannot be paired in order of time. */
export function mergedConversation(
  peers: readonly PeerComparison[],
  reference: readonly TranscriptEvent[],
  submission: readonly TranscriptEvent[],
): Row[] {
  const rows = new Map<TranscriptEvent, Row>();
  for (const row of peers.flatMap((peer) => peer.rows)) {
    if (row.reference !== null) rows.set(row.reference, row);
    if (row.submission !== null) rows.set(row.submission, row);
  }
  const steps = align(reference, submission, (theirs, own) =>
    rows.has(theirs) && rows.get(theirs) === rows.get(own) ? "same" : "unlike",
  );
  return steps.map((step): Row => {
    const theirs = step.reference === undefined ? null : (reference[step.reference] ?? null);
    const own = step.submission === undefined ? null : (submission[step.submission] ?? null);
    const row = rows.get(theirs ?? own ?? NO_EVENT);
    // Events that no client received, such as remarks of the grader, are not compared.
    if (row === undefined) return { mark: "sent", reference: theirs, submission: own };
    return { ...row, reference: theirs, submission: own };
  });
}

const NO_EVENT: TranscriptEvent = { at: 0, peer: "", dir: "none", kind: "note", text: "" };
