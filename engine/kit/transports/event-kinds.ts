/**
 * The description of each kind of event, used by everything that shows or compares conversations. Pure values, because the
 * page uses them in the browser too.
 */
import type { TranscriptEvent, TranscriptKind } from "../../transcript-event.ts";
import type { EventKind, EventKindsOf } from "./event-kind.ts";
import { HTTP_KINDS } from "./http/event-kinds.ts";
import { SSE_KINDS } from "./sse/event-kinds.ts";
import { TCP_KINDS } from "./tcp/event-kinds.ts";
import { WEBSOCKET_KINDS } from "./websocket/event-kinds.ts";

/** Events of processes and connections on any transport, and the workbook's own notes. */
const OTHER_KINDS: EventKindsOf<"line" | "start" | "signal" | "exit" | "error" | "network" | "note" | "gap"> = {
  line: { group: "line" },
  start: { group: "note" },
  signal: { group: "note" },
  exit: { group: "end", sign: "exit" },
  error: { group: "end", sign: "error" },
  network: { group: "note", before: () => "network: ", sign: "network" },
  note: { group: "note" },
  gap: { group: "note" },
};

const KINDS: EventKindsOf<TranscriptKind> = {
  ...HTTP_KINDS,
  ...SSE_KINDS,
  ...WEBSOCKET_KINDS,
  ...TCP_KINDS,
  ...OTHER_KINDS,
};

/** How an event is shown. */
export function kindOf(event: TranscriptEvent): EventKind<TranscriptEvent> {
  return KINDS[event.kind] as EventKind<TranscriptEvent>;
}
