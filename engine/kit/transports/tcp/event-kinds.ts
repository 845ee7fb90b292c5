import type { EventKindsOf } from "../event-kind.ts";

/** How a TCP connection reads in a transcript. */
export const TCP_KINDS: EventKindsOf<"bytes" | "fin"> = {
  bytes: { group: "bytes" },
  fin: { group: "end" },
};
