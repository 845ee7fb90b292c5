import { describe, expect, it } from "vitest";
import { layoutOf } from "../../diagram/layout.ts";
import type { PeerEvent, TranscriptEvent } from "../../transcript-event.ts";

const layoutFor = (...events: readonly (PeerEvent & { readonly peer: string })[]) =>
  layoutOf(
    events.map((event, at): TranscriptEvent => ({ at, ...event })),
    null,
  );
const asks = (peer: string) =>
  ({ peer, dir: "out", kind: "request", method: "GET", path: "/", text: "GET /" }) as const;
const answers = (peer: string) => ({ peer, dir: "in", kind: "response", code: 200, text: "200" }) as const;
const gives = (peer: string) => ({ peer, dir: "out", kind: "abort", text: "gave the request up" }) as const;

describe("a request", () => {
  it("that is answered at once has no bar", () => {
    expect(layoutFor(asks("http-1"), answers("http-1"), asks("http-1"), answers("http-1")).held).toEqual([]);
  });

  it("that waits while something else happens has a bar on its lane, until its answer or until it is given up", () => {
    for (const end of [answers, gives]) {
      const { held, rows, lanes } = layoutFor(asks("http-1"), asks("http-2"), answers("http-2"), end("http-1"));
      expect(held).toEqual([{ x: lanes[0]?.x, from: rows[0]?.y, to: rows[3]?.y }]);
    }
  });

  it("that is never answered has a bar to the end, also when nothing else happens", () => {
    for (const others of [[asks("http-2"), answers("http-2")], []]) {
      const { held, rows } = layoutFor(asks("http-1"), ...others);
      expect(held).toHaveLength(1);
      expect(held[0]?.to).toBeGreaterThan(rows.at(-1)?.y ?? 0);
    }
  });
});
