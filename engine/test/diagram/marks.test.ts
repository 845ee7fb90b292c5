import { describe, expect, it } from "vitest";
import { itemsOf } from "../../diagram/items.ts";
import { marksOf } from "../../diagram/marks.ts";
import { spoken } from "../../diagram/row-words.ts";
import { DIAGNOSED_CODES } from "../../kit/diagnosis.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import { event, failure, opening } from "../report/verdicts.ts";

const ask = (at: number, text: string, peer = "client-1") => event(at, peer, "out", "text", text);
const answer = (at: number, text: string, peer = "client-1") => event(at, peer, "in", "text", text);
const alive = (at: number) => [
  event(at, "client-1", "out", "ping", "ping frame"),
  event(at + 1, "client-1", "in", "pong", "pong frame"),
];
const left = (at: number) => event(at, "client-1", "out", "close", "close 1000", { code: 1000 });

/** The marked rows of the conversation, as lines. */
function marked(code: string, transcript: readonly TranscriptEvent[]): string[] {
  return itemsOf(transcript, failure({ code, expected: "what was asked for" }))
    .filter((item) => item.kind === "missing" || (item.kind === "event" && item.offending))
    .map((item) => spoken(item));
}

describe("marksOf", () => {
  it("marks the event that the failure names, even when others came after it", () => {
    const transcript = [...opening, ask(5, "ping"), answer(6, "ping"), answer(7, "an error")];
    const named = failure({ code: "echo", event: transcript.length - 2 });
    expect(marksOf(transcript, named).offending).toBe(transcript.length - 2);
    const { event: _, ...unnamed } = named;
    expect(marksOf(transcript, unnamed).offending).toBe(transcript.length - 1);
  });

  it.each<[what: string, code: string, transcript: readonly TranscriptEvent[], expected: readonly string[]]>([
    [
      "for a silent server, the answer is missing before the check asks whether the server is alive",
      "no-pong",
      [...opening, ask(5, "ping"), ...alive(2005), left(2010)],
      ["server to client-1, what was asked for, expected, never came"],
    ],
    [
      "a missing welcome is shown after the handshake",
      "no-welcome",
      [...opening.slice(0, 2), ...alive(2003)],
      ["server to client-1, what was asked for, expected, never came"],
    ],
    [
      "a wrong answer is marked, and the right one is missing next to it",
      "wrong-message",
      [...opening, ask(5, "ping"), answer(6, "nonsense"), left(2006)],
      [
        "6 ms, server to client-1, nonsense, not as expected",
        "server to client-1, what was asked for, expected, never came",
      ],
    ],
    [
      "a surplus answer is marked, and nothing is missing",
      "doubled",
      [...opening, ask(5, "ping"), answer(6, "pong"), answer(7, "pong again"), ...alive(8)],
      ["7 ms, server to client-1, pong again, not as expected"],
    ],
    [
      "an answer sent to all clients is marked at the client that did not ask",
      "wrong-recipient",
      [...opening, ask(5, "ping", "client-2"), answer(6, "pong", "client-2"), answer(7, "pong", "client-1")],
      ["7 ms, server to client-1, pong, not as expected"],
    ],
    [
      "an answer to another client is marked there and missing at the client that asked",
      "wrong-recipient",
      [...opening, ask(5, "ping", "client-2"), answer(7, "pong", "client-1")],
      [
        "7 ms, server to client-1, pong, not as expected",
        "server to client-2, what was asked for, expected, never came",
      ],
    ],
    [
      "a crash is marked at the end of the server, and the answer is missing",
      "server-stopped",
      [
        ...opening,
        ask(5, "bad"),
        event(9, "client-1", "none", "close", "closed 1006", { code: 1006 }),
        event(10, "server", "none", "exit", "server exited with code 1"),
      ],
      [
        "server to client-1, what was asked for, expected, never came",
        "10 ms, server, server exited with code 1, not as expected",
      ],
    ],
    [
      "when a connection closes after its answer, nothing is missing",
      "connection-closed",
      [...opening, ask(5, "bad"), answer(6, "error"), event(7, "client-1", "none", "close", "closed 1003")],
      ["7 ms, client-1, closed 1003, not as expected"],
    ],
    [
      "an HTTP response instead of the handshake is marked, and the handshake is missing",
      "handshake-answered-by-http",
      [
        event(0, "client-1", "out", "upgrade", "GET / upgrade"),
        event(3, "client-1", "in", "response", "404 Not Found"),
      ],
      [
        "3 ms, server to client-1, 404 Not Found, not as expected",
        "server to client-1, what was asked for, expected, never came",
      ],
    ],
    [
      "a failure code without a rule marks the last message",
      "tick-out-of-order",
      [...opening, ask(5, "ticks"), answer(6, "tick 2"), answer(7, "tick 1")],
      ["7 ms, server to client-1, tick 1, not as expected"],
    ],
  ])("%s", (_, code, transcript, expected) => {
    expect(marked(code, transcript)).toEqual(expected);
  });

  it("marks nothing in a check that passed or in an empty transcript", () => {
    expect(marksOf([...opening, ask(5, "ping")], null)).toEqual({ offending: null, missing: null });
    expect(marksOf([], failure())).toEqual({ offending: null, missing: null });
  });

  it("has marks within the transcript for every failure code", () => {
    const transcript = [...opening, ask(5, "x"), answer(6, "y"), ...alive(7), left(9)];
    for (const code of [...DIAGNOSED_CODES, "constructor", "__proto__"]) {
      const { offending, missing } = marksOf(transcript, failure({ code }));
      expect(offending === null || transcript[offending] !== undefined, code).toBe(true);
      expect(missing === null || transcript[missing.after] !== undefined, code).toBe(true);
    }
  });
});
