import type { EventKindsOf } from "../event-kind.ts";

/** How WebSocket events are shown in a transcript. */
export const WEBSOCKET_KINDS: EventKindsOf<"upgrade" | "text" | "binary" | "ping" | "pong" | "close"> = {
  upgrade: { group: "answer" },
  text: { group: "message", isPayload: true, empty: "(empty text message)" },
  binary: { group: "message", before: () => "binary, " },
  ping: { group: "ping" },
  pong: { group: "pong" },
  close: { group: "end", sign: "close" },
};
