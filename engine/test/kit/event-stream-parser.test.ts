import { createParser } from "../tools/eventsource-parser.ts";
import { describe, expect, test } from "vitest";
import { newSeed, randomFor, type Random } from "../../kit/random.ts";
import { EventStreamParser, type StreamItem } from "../../kit/transports/sse/event-stream-parser.ts";

function parsed(pieces: readonly (Buffer | string)[]): StreamItem[] {
  const parser = new EventStreamParser();
  return pieces.flatMap((piece) => parser.push(Buffer.from(piece)));
}

const event = (data: string, more: Partial<Extract<StreamItem, { kind: "event" }>> = {}): StreamItem => ({
  kind: "event",
  event: "message",
  data,
  id: undefined,
  lastEventId: more.id ?? "",
  ...more,
});

describe("an event stream", () => {
  test.each<[title: string, bytes: string, items: StreamItem[]]>([
    ["one event", "data: a\n\n", [event("a")]],
    ["data without a space", "data:a\n\n", [event("a")]],
    ["only the first space is taken off", "data:  a \n\n", [event(" a ")]],
    ["several data lines", "data: a\ndata\ndata: b\n\n", [event("a\n\nb")]],
    ["empty data", "data:\n\n", [event("")]],
    ["a name and an id", "event: x\nid: 7\ndata: a\n\n", [event("a", { event: "x", id: "7" })]],
    ["an id that stays", "id: 7\ndata: a\n\ndata: b\n\n", [event("a", { id: "7" }), event("b", { lastEventId: "7" })]],
    [
      "an id without data",
      "id: 7\n\ndata: b\n\n",
      [{ kind: "no-data", lines: ["id: 7"] }, event("b", { lastEventId: "7" })],
    ],
    ["an empty id", "id: 7\ndata: a\n\nid\ndata: b\n\n", [event("a", { id: "7" }), event("b", { id: "" })]],
    ["an id with NUL", "id: 7\0\ndata: a\n\n", [{ kind: "ignored", line: "id: 7\0" }, event("a")]],
    [
      "comments",
      ": hi\n:\n\n",
      [
        { kind: "comment", text: "hi" },
        { kind: "comment", text: "" },
      ],
    ],
    [
      "retry at its line",
      "retry: 0\nretry: 1s\n",
      [
        { kind: "retry", ms: 0 },
        { kind: "ignored", line: "retry: 1s" },
      ],
    ],
    [
      "a field in capitals",
      "Data: a\n\n",
      [
        { kind: "ignored", line: "Data: a" },
        { kind: "no-data", lines: ["Data: a"] },
      ],
    ],
    ["CR LF and CR", "data: a\r\n\r\ndata: b\r\rdata: c\r\n\n", [event("a"), event("b"), event("c")]],
    ["a byte order mark at the beginning", "\ufeffdata: a\n\n", [event("a")]],
    [
      "a byte order mark later",
      "data: a\n\n\ufeffdata: b\n\n",
      [event("a"), { kind: "ignored", line: "\ufeffdata: b" }, { kind: "no-data", lines: ["\ufeffdata: b"] }],
    ],
    ["an unfinished block", "data: a\n", []],
    ["an unfinished line", "data: a", []],
  ])("is read as the standard says: %s", (_title, bytes, items) => {
    expect(parsed([bytes])).toEqual(items);
    expect(parsed(Array.from(Buffer.from(bytes), (byte) => Buffer.from([byte])))).toEqual(items);
  });

  test("says what it has of an unfinished block", () => {
    const parser = new EventStreamParser();
    parser.push(Buffer.from("data: a\nevent: b"));
    expect(parser).toMatchObject({ block: ["data: a"], unfinishedLine: "event: b", lastEventId: "" });
  });
});

/** A stream of everything that both parsers understand alike, in text of several bytes and with any line ends. */
function randomStream(random: Random): string {
  const word = () => `${random.word()}${random.pick(["", " ", "é", "漢字", "🙂", ":", '{"a":1}'])}`;
  const line = () =>
    random.pick([
      () => `data: ${word()}`,
      () => `data:${word()}`,
      () => "data:",
      () => `event: ${random.pick(["task_created", "x"])}`,
      () => `: ${word()}`,
      () => `retry: ${random.integer(0, 9000)}`,
      () => `other: ${word()}`,
      () => `id: ${random.integer(1, 99)}`,
    ])();
  const end = random.pick(["\n", "\r\n"]);
  const block = () => `${Array.from({ length: random.integer(1, 5) }, () => line() + end).join("")}${end}`;
  return Array.from({ length: random.integer(1, 8) }, block).join("");
}

/** What eventsource-parser makes of it: its events, its retries and its comments. */
function reference(text: string) {
  const events: { event: string; data: string; id: string | undefined }[] = [];
  const retries: number[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: ({ event: name, data, id }) => events.push({ event: name ?? "message", data, id }),
    onRetry: (ms) => retries.push(ms),
    onComment: (comment) => comments.push(comment),
  });
  parser.feed(text);
  return { events, retries, comments };
}

function summary(items: readonly StreamItem[]) {
  return {
    events: items.flatMap((item) =>
      item.kind === "event" ? [{ event: item.event, data: item.data, id: item.id }] : [],
    ),
    retries: items.flatMap((item) => (item.kind === "retry" ? [item.ms] : [])),
    comments: items.flatMap((item) => (item.kind === "comment" ? [item.text] : [])),
  };
}

test("eventsource-parser reads random streams in the same way, wherever they are cut", () => {
  const seed = newSeed();
  for (let round = 0; round < 60; round++) {
    const random = randomFor(seed, `stream ${round}`);
    const text = randomStream(random);
    const bytes = Buffer.from(text);
    const whole = parsed([bytes]);
    expect(summary(whole), `seed ${seed}, stream ${round}: ${JSON.stringify(text)}`).toEqual(reference(text));
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(
        parsed([bytes.subarray(0, cut), bytes.subarray(cut)]),
        `seed ${seed}, stream ${round}, cut ${cut}`,
      ).toEqual(whole);
    expect(parsed(Array.from(bytes, (byte) => Buffer.from([byte]))), `seed ${seed}, stream ${round}`).toEqual(whole);
  }
});
