/** Events and reasons as parts of a question. */
import { sanitizeLine } from "../text/sanitize-text.ts";
import { shortened } from "../text/width.ts";
import { payloadOf } from "../text/wire.ts";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { CheckResult } from "../verdict.ts";
import { shapeOf } from "./shape.ts";

const EVENT_COLUMNS = 100;

/** An event as a choice or inside a sentence, on one line. */
export function phraseOf(event: TranscriptEvent): string {
  return shortened(payloadOf(event, EVENT_COLUMNS), EVENT_COLUMNS);
}

/** The kind of an event and its shape. */
export function aboutOf(event: TranscriptEvent): string {
  return `${event.kind} ${shapeOf(event) ?? ""}`;
}

/** What a client did, as a sentence. */
export function wordsOfAct(act: TranscriptEvent): string {
  const peer = sanitizeLine(act.peer, { maxChars: 24 });
  if (act.kind === "abort" || act.kind === "close") return `${peer} ends its connection.`;
  return act.kind === "bytes" ? `${peer} sends the bytes that are shown last.` : `${peer} sends ${phraseOf(act)}.`;
}

/** A sentence about the run, with the title of its check. */
export function asChecked(sentence: string, { id, title }: CheckResult): string {
  return `${sentence} (check ${id}: ${title}).`;
}
