import { expect, test } from "vitest";
import { arrowOf, payloadOf } from "../../text/wire.ts";
import type { PeerEvent } from "../../transcript-event.ts";

test.each<[event: PeerEvent, words: string]>([
  [{ dir: "in", kind: "event", event: "task_created", id: "7", bytes: 2, text: "{}" }, "task_created, id 7: {}"],
  [{ dir: "in", kind: "event", event: "message", bytes: 2, text: "{}" }, "{}"],
  [{ dir: "in", kind: "event", event: "message", id: "7", bytes: 0, text: "" }, "id 7: (empty data)"],
  [{ dir: "in", kind: "comment", bytes: 9, text: "heartbeat" }, "comment : heartbeat"],
  [{ dir: "in", kind: "comment", bytes: 0, text: "" }, "comment :"],
  [{ dir: "in", kind: "retry", ms: 3000, text: "3000 ms" }, "retry: 3000 ms"],
  [{ dir: "in", kind: "binary", bytes: 3, text: "3 bytes" }, "binary, 3 bytes"],
  [{ dir: "in", kind: "text", bytes: 0, text: "" }, "(empty text message)"],
  [{ dir: "in", kind: "event", event: "x", bytes: 400, text: "y".repeat(400) }, `x: ${"y".repeat(22)}... (400 bytes)`],
])("an event has the same words wherever it is shown: %j", (event, words) => {
  expect(payloadOf({ at: 1, peer: "stream-1", ...event }, 40)).toBe(words);
});

test("a line that a program prints is no end of a connection", () => {
  const printed = { at: 1, peer: "client", kind: "line", dir: "none", stream: "stdout", text: "hello" } as const;
  expect(arrowOf(printed)).toBe("..");
  expect(arrowOf({ at: 1, peer: "client", kind: "error", dir: "none", text: "refused" })).toBe("x ");
});
