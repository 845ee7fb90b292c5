import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { expect as expectOf } from "../../kit/expect.ts";
import type { Observation } from "../../kit/failure.ts";
import { like } from "../../kit/json-matchers.ts";
import { pattern } from "../../kit/pattern.ts";
import { HttpClient } from "../../kit/transports/http/http-client.ts";
import type { EventStream, EventStreamOptions } from "../../kit/transports/sse/event-stream.ts";
import { SseClient } from "../../kit/transports/sse/sse-client.ts";
import { bodyOf, observed, withHttpServer, type Handler, type Lent } from "./http-server.ts";

const HEADERS = { "content-type": "text/event-stream", "cache-control": "no-cache" };

/** What happens on a stream that sends these pieces and stays open; `""` sends the headers alone. */
function streaming<T>(
  pieces: readonly string[],
  use: (stream: EventStream, lent: Lent) => Promise<T>,
  more: { readonly headers?: Record<string, string>; readonly end?: boolean; readonly status?: number } = {},
): Promise<T> {
  const handler: Handler = (request, response) => {
    if (request.url !== "/events") return void response.end();
    response.writeHead(more.status ?? 200, more.headers ?? HEADERS);
    response.flushHeaders();
    for (const piece of pieces) response.write(piece);
    if (more.end === true) response.end();
  };
  return withHttpServer(handler, async (lent) => use(await new SseClient(lent.link).open("/events"), lent));
}

/** Streams everything that is posted to all clients, with increasing ids; `GET /events` resumes after an id. */
function board(): Handler {
  const watchers = new Set<ServerResponse>();
  const log: string[] = [];
  return (request, response) => {
    void bodyOf(request).then((body) => {
      if (request.method === "POST") {
        const block = `id: ${log.length + 1}\nevent: note\ndata: ${body}\n\n`;
        log.push(block);
        for (const watcher of watchers) watcher.write(block);
        return response.writeHead(201).end();
      }
      if (request.url !== "/events") return response.end();
      response.writeHead(200, HEADERS);
      response.write('data: {"type":"connected"}\n\n');
      for (const block of log.slice(Number(request.headers["last-event-id"] ?? log.length))) response.write(block);
      watchers.add(response);
      return response.on("close", () => watchers.delete(response));
    });
  };
}

const connected = { event: "message", data: { type: "connected" } };
const note = (text: string) => ({ event: "note", id: like.text, data: { text } });

describe.concurrent("an event stream", () => {
  test("delivers events with name, id, JSON and time to several clients", async () => {
    await withHttpServer(board(), async ({ link, transcript }) => {
      const [sse, http] = [new SseClient(link), new HttpClient(link)];
      const streams = await Promise.all([sse.open("/events"), sse.open("/events")]);
      for (const stream of streams) {
        await expectOf(stream).toBeOpen();
        await expectOf(stream).toReceive(connected);
        await expectOf(stream).toHaveHeader("Cache-Control", /no-cache/);
      }
      await http.post("/notes", { json: { text: "one" } });
      await http.post("/notes", { json: { text: "two" } });
      for (const stream of streams) {
        const [one, two] = await expectOf(stream).toReceiveAll([note("one"), note("two")]);
        expect([one?.id, two?.id, stream.lastEventId]).toEqual(["1", "2", "2"]);
        expect(one?.at).toBeLessThanOrEqual(two?.at ?? 0);
        await expectOf(stream).toStayOpen();
      }
      const shown = transcript.events().filter(({ peer }) => peer === "stream-1");
      expect(shown.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
        "request GET /events",
        "head 200 text/event-stream",
        'event {"type":"connected"}',
        'event {"text":"one"}',
        'event {"text":"two"}',
      ]);
    });
  });

  test("can be left and resumed with the last id", async () => {
    await withHttpServer(board(), async ({ link }) => {
      const [sse, http] = [new SseClient(link), new HttpClient(link)];
      await http.post("/notes", { json: { text: "before" } });
      const first = await sse.open("/events");
      await expectOf(first).toReceive(connected);
      await http.post("/notes", { json: { text: "seen" } });
      await expectOf(first).toReceive(note("seen"));
      const { lastEventId } = first;
      first.close();
      await http.post("/notes", { json: { text: "missed" } });
      const second = await sse.open("/events", { lastEventId });
      expect(second.sent).toBe("GET /events with Last-Event-ID: 2");
      await expectOf(second).toReceive(connected);
      await http.post("/notes", { json: { text: "live" } });
      await expectOf(second).toReceive(note("missed"));
      await expectOf(second).toReceiveNoMoreBefore(note("live"));
    });
  });

  test("ends with a connection error for the server when it is reset, and without one when it is closed", async () => {
    const ends: string[] = [];
    const handler: Handler = (request, response) => {
      if (request.url === "/") return void response.end();
      response.writeHead(200, HEADERS).flushHeaders();
      request.socket.on("error", (error: NodeJS.ErrnoException) => ends.push(`${request.url} ${error.code}`));
      request.socket.on("close", () => ends.push(`${request.url} closed`));
    };
    await withHttpServer(handler, async ({ link }) => {
      const sse = new SseClient(link);
      const [left, lost] = await Promise.all([sse.open("/left"), sse.open("/lost")]);
      left.close();
      lost.destroy();
      while (ends.length < 3) await new HttpClient(link).get("/");
      expect(ends.toSorted()).toEqual(["/left closed", "/lost ECONNRESET", "/lost closed"]);
    });
  });

  test("has its events in the transcript once they are complete, however they are cut", async () => {
    const handler: Handler = (_request, response) => {
      response.writeHead(200, HEADERS);
      response.write(': hi\n\nretry: 5\ndata: {"n":');
      setTimeout(() => response.write("1}\n"), 60);
      setTimeout(() => response.write("\n"), 120);
    };
    await withHttpServer(handler, async ({ link, transcript }) => {
      const stream = await new SseClient(link).open("/events");
      await expectOf(stream).toReceive({ data: { n: 1 } });
      await expectOf(stream).toAdvertiseRetry(5);
      await expectOf(stream).toReceiveComments(1);
      expect(transcript.events().map(({ kind, text }) => `${kind} ${text}`)).toEqual([
        "request GET /events",
        "head 200 text/event-stream",
        "comment hi",
        "retry 5 ms",
        'event {"n":1}',
      ]);
    });
  });

  test("may be followed by requests in the same segment", async () => {
    await withHttpServer(board(), async ({ link }) => {
      const options: EventStreamOptions = { followedBy: [{ path: "/notes", json: { text: "at once" } }] };
      const stream = await new SseClient(link).open("/events", options);
      await expectOf(stream).toReceive(note("at once"));
    });
  });

  test("is cut off when it never ends", async () => {
    const handler: Handler = (_request, response) => {
      response.writeHead(200, HEADERS);
      const more = (): void => void (response.writable && response.write("data: {}\n\n".repeat(1000), more));
      more();
    };
    await withHttpServer(handler, async ({ link }) => {
      const stream = await new SseClient(link).open("/events");
      expect(await observed(() => expectOf(stream).toReceive(note("never")))).toMatchObject({ code: "sse-wrong-name" });
      expect(await observed(() => expectOf(stream).toStayOpen())).toMatchObject({ code: "flooded" });
      expect(stream.events.length).toBeLessThan(20_000);
    });
  });
});

describe.concurrent("a failure code of its own has a stream with", () => {
  const wanted = { event: "note", data: { text: "a" } };
  const first = (pieces: readonly string[], more: Parameters<typeof streaming>[2] = {}) =>
    streaming(pieces, (stream) => observed(() => expectOf(stream).toReceive(wanted, { withinMs: 300 })), more);

  test.each<[what: string, pieces: string[], expected: Partial<Observation>, more?: Parameters<typeof streaming>[2]]>([
    ["no event", [], { code: "no-event", received: "no event; the stream is open" }],
    ["another status", [], { code: "http-wrong-status", received: "status 404" }, { status: 404 }],
    [
      "another content type",
      ['data: {"text":"a"}\n\n'],
      { code: "sse-wrong-content-type", received: "the header content-type: application/json" },
      { headers: { "content-type": "application/json" } },
    ],
    ["no content type", [], { code: "sse-wrong-content-type", received: "no content-type header" }, { headers: {} }],
    [
      "a body that was buffered",
      ["data: 1\n\n"],
      { code: "sse-buffered" },
      { headers: { ...HEADERS, "content-length": "9" } },
    ],
    ["an early end", ["event: note\ndata: {}\n\n"], { code: "sse-wrong-data" }, { end: true }],
    [
      "an end before any event",
      [],
      { code: "sse-ended", received: "no event, then the end of the stream" },
      { end: true },
    ],
    ["one line end instead of two", ['event: note\ndata: {"text":"a"}\n'], { code: "sse-no-blank-line" }],
    ["no line end at all", ['data: {"text":"a"}'], { code: "sse-no-blank-line" }],
    ["one CR LF, which is one line end", ['data: {"text":"a"}\r\n'], { code: "sse-one-line-end" }],
    ["no data field", ['{"text":"a"}\n\n'], { code: "sse-no-data-field" }],
    ["a field in capitals", ['Data: {"text":"a"}\n\n'], { code: "sse-no-data-field" }],
    ["a name and no data", ["event: note\n\n"], { code: "sse-no-data-field" }],
    ["a backslash and an n", ['data: {"text":"a"}\\n\\n'], { code: "sse-escaped-newline" }],
    [
      "a byte order mark before each event",
      ["\ufeff: hello\n\n", '\ufeffdata: {"text":"a"}\n\n'],
      { code: "sse-byte-order-mark" },
    ],
    ["an object as text", ["event: note\ndata: [object Object]\n\n"], { code: "sse-object-as-text" }],
    ["JSON over several lines", ['event: note\ndata: {\n  "text": "a"\n}\n\n'], { code: "sse-split-data" }],
    [
      "JSON over several events",
      ['event: note\ndata: {\n\nevent: note\ndata: "text":"a"}\n\n'],
      { code: "sse-split-data" },
    ],
    ["plain text as its data", ["event: note\ndata: a\n\n"], { code: "sse-not-json", received: 'the data "a"' }],
    [
      "no name",
      ['data: {"text":"a"}\n\n'],
      {
        code: "sse-wrong-name",
        received: 'an event without a name: {"text":"a"}; it has no name, and should have the name "note"',
      },
    ],
    [
      "a name with an empty line behind it",
      ['event: note\n\ndata: {"text":"a"}\n\n'],
      {
        code: "sse-wrong-name",
        why: "an empty line stands between the line that begins with event: and the data, and an empty line ends the event: that line belongs to none",
      },
    ],
    [
      "other data",
      ['event: other\ndata: {"text":"a"}\n\n', 'event: note\ndata: {"text":"b"}\n\n', "data: 1\n\n"],
      {
        code: "sse-wrong-data",
        received: '3 events, among them an event "note": {"text":"b"}; in its data, text is "b" and not "a"',
      },
    ],
  ])("%s", async (_what, pieces, expected, more) => {
    const failure = await first(pieces, more);
    expect(failure).toMatchObject({
      sent: "GET /events",
      expected: 'an event "note" with the data {"text":"a"}, within 300 ms',
      ...expected,
    });
  });

  test("plain text where text is asked for and not JSON", async () => {
    const wanted = { text: "one" };
    const failure = await streaming(["data: data: one\n\n"], (stream) =>
      observed(() => expectOf(stream).toReceive(wanted, { withinMs: 300 })),
    );
    expect(failure).toMatchObject({
      code: "sse-wrong-data",
      received: 'an event without a name: data: one; its data is "data: one" and not "one"',
    });
  });

  test.each([
    [
      "first",
      1,
      "stream-1 got this event and stream-2 did not, so clients that come later than others are not among the recipients",
    ],
    [
      "last",
      0,
      "stream-2 got this event and stream-1 did not, so clients that come earlier than others are not among the recipients",
    ],
  ] as const)("an event that only the %s client gets", async (which, missing, why) => {
    const watchers: ServerResponse[] = [];
    const handler: Handler = (request, response) => {
      if (request.url !== "/events") {
        watchers.at(which === "first" ? 0 : -1)?.write("data: 1\n\n");
        return void response.end();
      }
      response.writeHead(200, HEADERS).flushHeaders();
      watchers.push(response);
    };
    await withHttpServer(handler, async ({ link }) => {
      const sse = new SseClient(link);
      const streams = [await sse.open("/events"), await sse.open("/events")] as const;
      await new HttpClient(link).post("/notes");
      await expectOf(streams[1 - missing] as EventStream).toReceive({ data: 1 });
      const failure = await observed(() => expectOf(streams[missing]).toReceive({ data: 1 }, { withinMs: 300 }));
      expect(failure).toMatchObject({ code: "no-event", why });
    });
  });

  test("no headers", async () => {
    await withHttpServer(
      () => {},
      async ({ link }) => {
        const stream = await new SseClient(link).open("/events");
        expect(await observed(() => expectOf(stream).toBeOpen())).toMatchObject({
          code: "sse-no-headers",
          received: expect.stringContaining("not even the headers") as string,
        });
      },
    );
  });

  test("a body that is collected first", async () => {
    const handler: Handler = (_request, response) => {
      response.setHeader("content-type", "text/event-stream");
      setTimeout(() => response.end("data: 1\n\n"), 200);
    };
    await withHttpServer(handler, async ({ link }) => {
      const stream = await new SseClient(link).open("/events");
      expect(await observed(() => expectOf(stream).toStayOpen())).toMatchObject({ code: "sse-buffered" });
    });
  });

  test("a connection that is cut", async () => {
    const handler: Handler = (_request, response) => {
      response.writeHead(200, HEADERS).write("data: 1\n\n", () => setTimeout(() => response.socket?.destroy(), 50));
    };
    await withHttpServer(handler, async ({ link }) => {
      const stream = await new SseClient(link).open("/events");
      expect(await observed(() => expectOf(stream).toEnd({ withinMs: 1000 }))).toMatchObject({
        code: "sse-cut",
        received: "the connection was closed within the answer",
      });
    });
  });

  test("no end where one is expected", async () => {
    expect(await streaming([], (stream) => observed(() => expectOf(stream).toEnd({ withinMs: 100 })))).toMatchObject({
      code: "not-closed",
      received: "the stream is still open",
    });
    expect(await streaming([], (stream) => observed(() => expectOf(stream).toEnd()), { end: true })).toBeUndefined();
  });

  test("heartbeats at the wrong interval", async () => {
    const window = { withinMs: 200, setBy: "SSE_HEARTBEAT_MS=100" };
    expect(
      await streaming([":\n\n"], (stream) => observed(() => expectOf(stream).toReceiveComments(2, window))),
    ).toMatchObject({
      code: "timing-ignored",
      expected: "2 comment lines within 200 ms, as SSE_HEARTBEAT_MS=100 says",
      received: "1, and no event",
    });
  });

  test("no comment", async () => {
    expect(
      await streaming([], (stream) => observed(() => expectOf(stream).toReceiveComments(1, { withinMs: 100 }))),
    ).toMatchObject({ code: "no-comment", peer: "stream-1", received: "none, and no event" });
  });

  test("no id, or a wrong one", async () => {
    const wantsId = (piece: string) =>
      streaming([piece], (stream) =>
        observed(() => expectOf(stream).toReceive({ id: like.oneOf("7", "8"), data: 1 }, { withinMs: 100 })),
      );
    expect(await wantsId("id: 7\ndata: 1\n\n")).toBeUndefined();
    expect(await wantsId("data: 1\n\n")).toMatchObject({
      code: "sse-wrong-id",
      received: expect.stringContaining("it has no id") as string,
    });
    expect(await wantsId("id: 9\ndata: 1\n\n")).toMatchObject({
      code: "sse-wrong-id",
      received: expect.stringContaining('its id is "9" and not "7" or "8"') as string,
    });
  });

  test("a wrong retry time", async () => {
    expect(
      await streaming(["retry: 3\n"], (stream) => observed(() => expectOf(stream).toAdvertiseRetry(3000))),
    ).toMatchObject({ code: "sse-wrong-retry", received: "retry: 3" });
  });
});

describe.concurrent("toReceiveNoMoreBefore", () => {
  const end = { data: { end: true } };
  const before = (pieces: readonly string[], unwanted?: { readonly event: string }) =>
    streaming([...pieces, 'data: {"end":true}\n\n'], (stream) =>
      observed(async () => {
        await expectOf(stream).toReceive({ data: { n: 1 } });
        await expectOf(stream).toReceiveNoMoreBefore(end, unwanted);
      }),
    );

  test("fails for an unwanted event", async () => {
    expect(await before(['data: {"n":1}\n\n', ": hi\n\n"])).toBeUndefined();
    expect(await before(['data: {"n":1}\n\n', "event: x\ndata: 2\n\n"])).toMatchObject({
      code: "sse-extra-event",
      expected: 'nothing before an event with the data {"end":true}',
      received: 'an event "x": 2',
    });
    expect(await before(['data: {"n":1}\n\n', "event: x\ndata: 2\n\n"], { event: "y" })).toBeUndefined();
  });

  test("fails for an event that came twice", async () => {
    expect(await before(['data: {"n":1}\n\n', 'data: {"n":1}\n\n'])).toMatchObject({ code: "doubled" });
  });
});

describe.concurrent("toReceiveAll", () => {
  const wanted = [1, 2, 3].map((n) => ({ data: { n } }));
  const all = (numbers: readonly number[]) =>
    streaming(
      numbers.map((n) => `data: {"n":${n}}\n\n`),
      (stream) => observed(() => expectOf(stream).toReceiveAll(wanted, { withinMs: 200 })),
    );

  test("requires the events in order", async () => {
    expect(await all([1, 7, 2, 3])).toBeUndefined();
    expect(await all([1, 3, 2])).toMatchObject({
      code: "sse-wrong-order",
      expected: 'an event with the data {"n":3}, within 200 ms (3 of 3 in order)',
      received: 'an event without a name: {"n":3}, before an event without a name: {"n":2}, which is number 2 of 3',
    });
    expect(await all([1])).toMatchObject({ code: "no-event", received: "no further event; the stream is open" });
  });

  test("accepts the patterns that messages use", async () => {
    const one = pattern("one", "a JSON object with n", ({ n }) => n === 1, { lacks: () => "it has no n of 1" });
    const ask = (text: string) =>
      streaming([`data: ${text}\n\n`], (stream) => observed(() => expectOf(stream).toReceive(one, { withinMs: 100 })));
    expect(await ask('{"n":1}')).toBeUndefined();
    expect(await ask('{"n":2}')).toMatchObject({
      code: "sse-wrong-data",
      why: expect.stringContaining("no n of 1") as string,
    });
    expect(
      await streaming([], (stream) => observed(() => expectOf(stream).toReceive(one, { withinMs: 100 }))),
    ).toMatchObject({
      code: "no-event",
    });
  });
});
