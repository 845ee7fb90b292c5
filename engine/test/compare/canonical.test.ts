import { expect, it } from "vitest";
import { canonicalOf, likenessOf } from "../../compare/canonical.ts";
import type { TranscriptKind } from "../../transcript-event.ts";
import { event } from "../report/verdicts.ts";

function likeness(a: string, b: string, kind: TranscriptKind = "text", otherKind: TranscriptKind = kind) {
  return likenessOf(
    canonicalOf(event(1, "client-1", "in", kind, a), [40213]),
    canonicalOf(event(900, "client-1", "in", otherKind, b), [51877]),
  );
}

it.each([
  ["the order of members", '{"type":"pong","n":1}', ' {"n":1, "type":"pong"}\n'],
  ["deep inside too", '{"a":[{"x":1,"y":2}]}', '{"a":[{"y":2,"x":1}]}'],
  ["addresses", '{"url":"ws://127.0.0.1:40213/"}', '{"url":"ws://localhost:51877/"}'],
  ["the server's own ports", '{"port":40213}', '{"port":51877}'],
  ["times", '{"at":"2026-11-22T18:40:00.123Z","ms":1795286400000}', '{"at":"2026-11-22T18:41:07Z","ms":1795286467123}'],
  [
    "made-up identifiers",
    '{"id":"123e4567-e89b-42d3-a456-426614174000"}',
    '{"id":"00000000-e89b-42d3-a456-426614174fff"}',
  ],
])("%s make no difference", (_what, a, b) => {
  expect(likeness(a, b)).toBe("same");
});

it.each([
  ["a number", '{"type":"tick","n":1}', '{"type":"tick","n":2}'],
  ["the type", '{"type":"pong"}', '{"type":"ping"}'],
  ["one field more", '{"type":"pong"}', '{"type":"pong","at":1}'],
  ["text instead of JSON", '{"type":"pong"}', "pong"],
  ["an empty sentence", '{"type":"error","message":"Invalid JSON"}', '{"type":"error","message":""}'],
  ["the order of a list", "[1,2]", "[2,1]"],
  ["the shape of an error", '{"type":"error","message":"x"}', '{"error":"x"}'],
])("%s is a difference", (_what, a, b) => {
  expect(likeness(a, b)).toBe("different");
});

it("distinguishes wording from content", () => {
  expect(likeness('{"type":"error","message":"Invalid JSON"}', '{"message":"That is no JSON","type":"error"}')).toBe(
    "wording",
  );
  expect(likeness('{"error":"Invalid JSON"}', '{"error":"Bad JSON"}')).toBe("wording");
  expect(likeness('400 {"error":"Invalid"}', '400 {"error":"Wrong"}', "response")).toBe("wording");
  expect(likeness('{"type":"chat","text":"a"}', '{"type":"chat","text":"b"}')).toBe("different");
});

it("never pairs a message with the end of a connection", () => {
  expect(likeness("pong", "closed 1000", "text", "close")).toBe("unlike");
  expect(likeness("101 Switching Protocols", "404 Not Found", "upgrade", "response")).toBe("different");
  expect(likeness('{"type":"pong"}', "15 bytes", "text", "binary")).toBe("different");
});

it("ignores durations in remarks", () => {
  expect(likeness("nothing within 2012 ms", "nothing within 2003 ms", "error")).toBe("same");
  expect(likeness('{"took":"12 ms"}', '{"took":"13 ms"}')).toBe("different");
});
