import type { EventKindsOf } from "../event-kind.ts";

/** How TCP events are shown in a transcript. */
export const TCP_KINDS: EventKindsOf<"bytes" | "fin"> = {
  bytes: { group: "bytes" },
  fin: { group: "end" },
};
