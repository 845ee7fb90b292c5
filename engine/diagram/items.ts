/** The items of a diagram, in order: events, a missing event, and silences. */
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Failure } from "../verdict.ts";

/** A time without events of at least this long is drawn as a break, in milliseconds. */
export const SILENCE_MS = 250;

export type DiagramItem =
  | {
      readonly kind: "event";
      readonly event: TranscriptEvent;
      /** Index in the transcript. */
      readonly index: number;
      /** True for the event that made the check fail. */
      readonly offending: boolean;
      /** A remark in a few words, such as `late`; empty when there is none. */
      readonly remark: string;
    }
  | {
      readonly kind: "missing";
      readonly peer: string;
      /** What the failure expected. */
      readonly text: string;
      readonly remark: string;
    }
  | { readonly kind: "silence"; readonly ms: number }
  /** An empty row, where only the other of two conversations has an item. */
  | { readonly kind: "blank" };

/** The items of one check's conversation. `failure` is that check's. Linear in the number of events. */
export function itemsOf(transcript: readonly TranscriptEvent[], failure: Failure | null): DiagramItem[] {
  const { event: offending, missing } = failure ?? {};
  const items: DiagramItem[] = [];
  for (const [index, event] of transcript.entries()) {
    const before = transcript[index - 1];
    const ms = before === undefined ? 0 : event.at - before.at;
    if (ms >= SILENCE_MS) items.push({ kind: "silence", ms });
    if (missing?.after === index - 1) items.push(missingItem(missing.peer, failure));
    items.push({
      kind: "event",
      event,
      index,
      offending: index === offending,
      remark: index === offending ? "not as expected" : "",
    });
  }
  if (missing !== undefined && missing.after === transcript.length - 1) items.push(missingItem(missing.peer, failure));
  return items;
}

function missingItem(peer: string, failure: Failure | null): DiagramItem {
  return { kind: "missing", peer, text: failure?.expected ?? "", remark: "expected, never came" };
}
