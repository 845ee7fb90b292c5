import type { EventKindsOf } from "../event-kind.ts";

/** How HTTP events are shown in a transcript. */
export const HTTP_KINDS: EventKindsOf<"request" | "response" | "head" | "chunk" | "end" | "abort"> = {
  request: { group: "question" },
  response: { group: "answer", isPayload: true },
  head: { group: "answer" },
  chunk: { group: "body", isPayload: true, empty: "(an empty chunk)" },
  end: { group: "end" },
  abort: { group: "end" },
};
