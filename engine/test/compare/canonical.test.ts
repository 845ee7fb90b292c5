import { expect, it } from "vitest";
import { canonicalOf, likenessOf, madeUpIds } from "../../compare/canonical.ts";
import type { TranscriptKind } from "../../transcript-event.ts";
import { event } from "../report/verdicts.ts";

function likeness(a: string, b: string, kind: TranscriptKind = "text", otherKind: TranscriptKind = kind) {
  const events = [event(1, "client-1", "in", kind, a), event(900, "client-1", "in", otherKind, b)] as const;
  const ids = madeUpIds([sent, events[0]], [sent, events[1]]);
  return likenessOf(
    canonicalOf(events[0], { ports: [40213], ids: ids.reference }),
    canonicalOf(events[1], { ports: [51877], ids: ids.submission }),
  );
}

/** What both servers were sent. */
const sent = event(0, "client-1", "out", "text", '{"id":"task-0","listId":"list-cafe12"}');

it.each([
  ["the order of members", '{"type":"pong","n":1}', ' {"n":1, "type":"pong"}\n'],
  ["deep inside too", '{"a":[{"x":1,"y":2}]}', '{"a":[{"y":2,"x":1}]}'],
  ["addresses", '{"url":"ws://127.0.0.1:40213/"}', '{"url":"ws://localhost:51877/"}'],
  ["the server's own ports", '{"port":40213}', '{"port":51877}'],
  ["times", '{"at":"2026-11-22T18:40:00.123Z","ms":1795286400000}', '{"at":"2026-11-22T18:41:07Z","ms":1795286467123}'],
  [
    "identifiers of a known form",
    '{"by":"123e4567-e89b-42d3-a456-426614174000"}',
    '{"by":"00000000-e89b-42d3-a456-426614174fff"}',
  ],
  ["ids that the servers made up", '{"data":[{"id":"task-d8db5c18a856","n":1}]}', '{"data":[{"id":7,"n":1}]}'],
  ["made-up ids in addresses", '{"id":"task-d8db5c","at":"/task-d8db5c"}', '{"id":"tsk_Fx77","at":"/tsk_Fx77"}'],
  [
    "ids in a message of which the end was not kept",
    '{"data":[{"id":"task-d8db5c18a856","listId":"list-1234567","title":"x","descr… (328 characters)',
    '{"data":[{"id":"81d1a1f0","listId":"list-1234567","title":"x","description":"", "pos… (320 characters)',
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
  ["an id that the client sent", '{"id":"task-0"}', '{"id":"task-1"}'],
  ["an id in place of one that the client sent", '{"listId":"list-cafe12"}', '{"listId":"list-0beef0"}'],
  ["a number in place of the text that the client sent", '{"id":"7"}', '{"id":7}'],
  ["a short id in another field", '{"id":"1","n":1}', '{"id":"2","n":2}'],
  [
    "what was kept of a long message",
    '{"data":[{"title":"x","a… (328 characters)',
    '{"data":[{"title":"y","a… (328 characters)',
  ],
  ["an empty id", '{"id":"task-d8db5c18a856"}', '{"id":""}'],
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
