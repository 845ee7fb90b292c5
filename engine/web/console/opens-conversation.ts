import type { TranscriptEvent } from "../../transcript-event.ts";

/** Whether a client begins with this event: a WebSocket handshake, or a request. */
export function opensConversation({ kind, dir }: TranscriptEvent): boolean {
  return dir === "out" && (kind === "upgrade" || kind === "request");
}
