import { describe, expect, it } from "vitest";
import { layoutOf, rowsBetween } from "../../diagram/layout.ts";
import { newSeed, randomFor } from "../../kit/random.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import { event, failure, opening } from "../report/verdicts.ts";

const seed = newSeed();

/** Random events of all kinds among several clients. */
function anyTranscript(length: number): TranscriptEvent[] {
  const random = randomFor(seed, "diagram");
  let at = 0;
  return Array.from({ length }, () => {
    at += random.pick([0, 0.3, 4, 900]);
    const peer = `client-${random.integer(1, 5)}`;
    return random.pick([
      event(at, peer, "out", "text", "question"),
      event(at, peer, "in", "text", "answer"),
      event(at, peer, "none", "close", "closed 1006"),
      event(at, "server", "none", "exit", "server exited with code 1"),
      event(at, "", "none", "note", "3 more events"),
    ]);
  });
}

describe("layoutOf", () => {
  it("gives each client a lane and the server the last one, and points arrows from sender to recipient", () => {
    const layout = layoutOf([...opening, event(5, "client-2", "out", "text", "hi")], null);
    expect(layout.lanes.map(({ peer }) => peer)).toEqual(["client-1", "client-2", "server"]);
    const [first, second, server] = layout.lanes.map(({ x }) => x);
    expect(layout.rows.map(({ from, to }) => [from, to])).toEqual([
      [first, server],
      [server, first],
      [server, first],
      [second, server],
    ]);
    expect(layout.text.x).toBeGreaterThan(second ?? Number.POSITIVE_INFINITY);
  });

  it("stacks the rows of random conversations without gaps or overlaps", () => {
    const { rows, height, width, lanes } = layoutOf(anyTranscript(300), failure({ code: "no-pong" }));
    for (const [index, row] of rows.entries()) {
      const next = rows[index + 1];
      expect(next === undefined ? height >= row.top + row.height : next.top === row.top + row.height).toBe(true);
      expect(row.y > row.top && row.y < row.top + row.height).toBe(true);
    }
    expect(lanes.every(({ x }) => x > 0 && x < width)).toBe(true);
  });

  it("lays out ten thousand events and finds the rows in view", () => {
    const layout = layoutOf(anyTranscript(10_000), null);
    const { first, last } = rowsBetween(layout, 50_000, 50_600);
    const shown = layout.rows.slice(first, last);
    expect(layout.rows.length).toBeGreaterThanOrEqual(10_000);
    expect(shown.length).toBeLessThan(30);
    expect(shown[0]?.top).toBeLessThanOrEqual(50_000);
    expect((shown.at(-1)?.top ?? 0) + (shown.at(-1)?.height ?? 0)).toBeGreaterThanOrEqual(50_600);
    expect(rowsBetween(layout, 0, layout.height)).toEqual({ first: 0, last: layout.rows.length });
  });

  it("draws every long silence as a break of the same height, with its duration as text", () => {
    const silent = layoutOf([...opening, event(2_004.4, "client-1", "in", "text", "late")], null);
    expect(silent.rows.map(({ shape }) => shape)).toEqual(["arrow", "arrow", "arrow", "silence", "arrow"]);
    expect(silent.rows[3]?.item).toEqual({ kind: "silence", ms: 2_000 });
  });

  it("ends a lane where its connection closed, unless a message came later", () => {
    const closed = event(5, "client-1", "none", "close", "closed 1006");
    const laneOf = (...events: readonly TranscriptEvent[]) =>
      layoutOf([...opening, ...events], null).lanes.find(({ peer }) => peer === "client-1");
    expect(laneOf(closed)?.endsAt).toBeGreaterThan(0);
    expect(laneOf(closed, event(6, "client-1", "out", "upgrade", "GET / upgrade"))?.endsAt).toBeNull();
  });
});
