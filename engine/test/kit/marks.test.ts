import { describe, expect, it } from "vitest";
import { itemsOf } from "../../diagram/items.ts";
import { spoken } from "../../diagram/row-words.ts";
import type { MarkRule } from "../../failures/definition.ts";
import { FAILURES, type FailureCode } from "../../failures/registry.ts";
import { marksOf } from "../../kit/marks.ts";
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
function marked(rule: MarkRule, transcript: readonly TranscriptEvent[]): string[] {
  return itemsOf(transcript, failure({ expected: "what was asked for", ...marksOf(transcript, rule) }))
    .filter((item) => item.kind === "missing" || (item.kind === "event" && item.offending))
    .map((item) => spoken(item));
}

describe("marksOf", () => {
  it("marks the event that the failure names, even when others came after it", () => {
    const transcript = [...opening, ask(5, "ping"), answer(6, "ping"), answer(7, "an error")];
    const { marks } = FAILURES.echo;
    expect(marksOf(transcript, marks, { named: transcript.length - 2 }).event).toBe(transcript.length - 2);
    expect(marksOf(transcript, marks).event).toBe(transcript.length - 1);
  });

  it.each<[what: string, code: FailureCode, transcript: readonly TranscriptEvent[], expected: readonly string[]]>([
    [
      "for a silent server, the answer is missing before the check asks whether the server is alive",
      "no-message",
      [...opening, ask(5, "ping"), ...alive(2005), left(2010)],
      ["server to client-1, what was asked for, expected, never came"],
    ],
    [
      "a missing welcome is shown after the handshake",
      "no-message",
      [...opening.slice(0, 2), ...alive(2003)],
      ["server to client-1, what was asked for, expected, never came"],
    ],
    [
      "a wrong answer is marked, and the right one is missing next to it",
      "wrong-message",
      [...opening, ask(5, "ping"), answer(6, "nonsense"), left(2006)],
      [
        "6 ms, server to client-1, 20 bytes, nonsense, not as expected",
        "server to client-1, what was asked for, expected, never came",
      ],
    ],
    [
      "a surplus answer is marked, and nothing is missing",
      "doubled",
      [...opening, ask(5, "ping"), answer(6, "pong"), answer(7, "pong again"), ...alive(8)],
      ["7 ms, server to client-1, 20 bytes, pong again, not as expected"],
    ],
    [
      "an answer sent to all clients is marked at the client that did not ask",
      "wrong-recipient",
      [...opening, ask(5, "ping", "client-2"), answer(6, "pong", "client-2"), answer(7, "pong", "client-1")],
      ["7 ms, server to client-1, 20 bytes, pong, not as expected"],
    ],
    [
      "an answer to another client is marked there and missing at the client that asked",
      "wrong-recipient",
      [...opening, ask(5, "ping", "client-2"), answer(7, "pong", "client-1")],
      [
        "7 ms, server to client-1, 20 bytes, pong, not as expected",
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
      "a response whose body is streamed is marked at its head",
      "http-wrong-status",
      [
        event(0, "http-1", "out", "request", "GET /events"),
        event(3, "http-1", "in", "head", "404 Not Found", { code: 404 }),
      ],
      [
        "3 ms, server to http-1, 404 Not Found, not as expected",
        "server to http-1, what was asked for, expected, never came",
      ],
    ],
    [
      "a process that a signal does not end is asked by the signal",
      "not-ended",
      [...opening, event(5, "grader", "out", "signal", "SIGTERM to the server", { signal: "SIGTERM" })],
      ["server to grader, what was asked for, expected, never came"],
    ],
    [
      "a ping frame without its pong frame is what was asked",
      "no-pong-frame",
      [...opening, ask(5, "x"), answer(6, "y"), event(7, "client-1", "out", "ping", "ping frame")],
      ["server to client-1, what was asked for, expected, never came"],
    ],
  ])("%s", (_, code, transcript, expected) => {
    expect(marked(FAILURES[code].marks, transcript)).toEqual(expected);
  });

  it("marks nothing in an empty transcript, and only the named event in one where nothing was asked", () => {
    expect(marksOf([], { offending: "message", missing: "always" })).toEqual({});
    expect(marksOf([answer(1, "unasked")], { offending: "message", missing: "always" }, { named: 0 })).toEqual({
      event: 0,
    });
  });

  it("has marks within the transcript for every failure of the engine", () => {
    const transcript = [...opening, ask(5, "x"), answer(6, "y"), ...alive(7), left(9)];
    for (const [code, { marks }] of Object.entries(FAILURES)) {
      const { event: offending, missing } = marksOf(transcript, marks);
      expect(offending === undefined || transcript[offending] !== undefined, code).toBe(true);
      expect(missing === undefined || transcript[missing.after] !== undefined, code).toBe(true);
    }
  });
});
