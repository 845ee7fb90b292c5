import type { EventKindsOf } from "../event-kind.ts";

/** How an event stream is shown in a transcript: as its lines, without `data:`. */
export const SSE_KINDS: EventKindsOf<"event" | "comment" | "retry"> = {
  event: {
    group: "message",
    isPayload: true,
    empty: "(empty data)",
    before: ({ event, id }) => {
      const parts = [...(event === "message" ? [] : [event]), ...(id === undefined ? [] : [`id ${id}`])];
      return parts.length === 0 ? "" : `${parts.join(", ")}: `;
    },
  },
  comment: { group: "comment", isPayload: true, before: () => "comment : ", empty: "" },
  retry: { group: "retry", isPayload: true, before: () => "retry: " },
};
