/**
 * Two conversations as one sequence of places, in the order of time. The comparison itself goes client by client
 * (conversation.ts); a picture of several clients needs all of them in one order.
 */
import type { TranscriptEvent } from "../transcript-event.ts";
import { align } from "./align.ts";
import type { PeerComparison } from "./behaviour.ts";
import type { Row } from "./row.ts";

/** The rows of all clients, merged. A row is cut in two when its halves stand at places that cross others. */
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
    const row = rows.get(theirs ?? own ?? NOBODY);
    // What no client heard, such as a remark of the grader, is not compared.
    if (row === undefined) return { mark: "sent", reference: theirs, submission: own };
    return { ...row, reference: theirs, submission: own };
  });
}

const NOBODY: TranscriptEvent = { at: 0, peer: "", dir: "none", kind: "note", text: "" };
