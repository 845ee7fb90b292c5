import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { expect as expectOf } from "../../kit/expect.ts";
import { HttpClient } from "../../kit/transports/http/http-client.ts";
import type { TimeWindow } from "../../kit/time-window.ts";
import { observed, withHttpServer, type Handler } from "./http-server.ts";

/** Holds `GET /poll` until `POST /news`; any other request is answered at once. */
function longPoll(): Handler {
  const held = new Set<ServerResponse>();
  return (request, response) => {
    if (request.url === "/poll") {
      held.add(response);
      response.on("close", () => held.delete(response));
      return;
    }
    if (request.method === "POST") for (const waiting of held) waiting.end(`news for ${held.size}`);
    response.end("ok");
  };
}

describe.concurrent("a held request", () => {
  test("is pending until the server answers it, beside others", async () => {
    await withHttpServer(longPoll(), async ({ link, transcript }) => {
      const http = new HttpClient(link);
      const polls = await Promise.all([http.hold("/poll"), http.hold("/poll")]);
      for (const poll of polls) await expectOf(poll).toBeHeld();
      expect(polls.map(({ isPending }) => isPending)).toEqual([true, true]);
      await http.post("/news");
      for (const poll of polls) {
        const answer = await expectOf(poll).toBeAnswered();
        expect(answer).toMatchObject({ status: 200, body: "news for 2", asked: "GET /poll" });
      }
      expect(transcript.events().map(({ peer, kind, text }) => `${peer} ${kind} ${text}`)).toEqual([
        "http-1 request GET /poll",
        "http-2 request GET /poll",
        "http-3 request POST /news",
        expect.stringMatching(/^http-\d response/),
        expect.stringMatching(/^http-\d response/),
        expect.stringMatching(/^http-\d response/),
      ]);
    });
  });

  test("that was given up or reset is no longer held by the server", async () => {
    const gone: string[] = [];
    const handler: Handler = (request, response) => {
      if (request.url === "/") return void response.end();
      response.on("close", () => gone.push(request.url ?? ""));
    };
    await withHttpServer(handler, async ({ link, transcript }) => {
      const http = new HttpClient(link);
      const [first, second] = await Promise.all([http.hold("/first"), http.hold("/second")]);
      await expectOf(first).toBeHeld();
      await expectOf(second).toBeHeld();
      first.abort();
      second.reset();
      while (gone.length < 2) await http.get("/");
      expect(gone.toSorted()).toEqual(["/first", "/second"]);
      expect(transcript.events().filter(({ kind }) => kind === "abort")).toHaveLength(2);
      expect(first).toMatchObject({ isOver: true, isPending: false, aborted: true });
    });
  });

  test("keeps the head and every chunk with the time of its arrival", async () => {
    let answering: ServerResponse | undefined;
    const handler: Handler = (_request, response) => {
      response.flushHeaders();
      answering = response;
    };
    await withHttpServer(handler, async ({ link, transcript }) => {
      const held = await new HttpClient(link).hold("/slow");
      await held.until(() => held.head, 1000);
      expect(held).toMatchObject({ head: { status: 200 }, chunks: [], body: "" });
      // Each is sent only after the one before has been read, however busy the machine is.
      answering?.write("one");
      await held.until(() => held.chunks[0], 1000);
      await pause(100);
      answering?.write("two");
      await held.until(() => held.chunks[1], 1000);
      await pause(100);
      answering?.end("three");
      const answer = await expectOf(held).toBeAnswered({ afterMs: 200, withinMs: 1500 });
      expect(answer.body).toBe("onetwothree");
      const times = held.chunks.map(({ at }) => at);
      expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(80);
      expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan(80);
      expect(transcript.events().map(({ kind, text }) => `${kind} ${text}`)).toEqual([
        "request GET /slow",
        "head 200, the headers",
        "chunk one",
        "chunk two",
        "chunk three",
        "end the end of the answer",
      ]);
    });
  });
});

describe.concurrent("toBeHeld", () => {
  test("fails for an answer that came at once, and says after how long", async () => {
    await withHttpServer(
      (_request, response) => void response.end('{"data":[]}'),
      async ({ link }) => {
        const held = await new HttpClient(link).hold("/poll");
        expect(await observed(() => expectOf(held).toBeHeld())).toMatchObject({
          code: "answered-early",
          sent: "GET /poll",
          received: expect.stringMatching(/^200 \{"data":\[\]\}, after \d+ ms$/) as string,
        });
      },
    );
  });

  test("is content with an answer that came when the time for holding was over", async () => {
    await withHttpServer(
      (_request, response) => void setTimeout(() => response.end('{"data":[]}'), 60),
      async ({ link }) => {
        const held = await new HttpClient(link).hold("/poll");
        await expectOf(held).toBeAnswered();
        await expectOf(held).toBeHeld({ leastMs: 50 });
        expect(await observed(() => expectOf(held).toBeHeld({ leastMs: 5_000 }))).toMatchObject({
          code: "answered-early",
        });
      },
    );
  });

  test("fails for a connection that was cut", async () => {
    const handler: Handler = (request) => void request.socket.destroy();
    await withHttpServer(handler, async ({ link }) => {
      const held = await new HttpClient(link).hold("/poll");
      expect(await observed(() => expectOf(held).toBeHeld())).toMatchObject({ code: "http-not-answering" });
    });
  });

  test("fails for a server that answers nothing at all", async () => {
    await withHttpServer(
      () => {},
      async ({ link }) => {
        const held = await new HttpClient(link).hold("/poll");
        expect(await observed(() => expectOf(held).toBeHeld({ barrier: "/health" }))).toMatchObject({
          code: "event-loop-blocked",
          received: expect.stringContaining("HEAD /health") as string,
        });
      },
    );
  });
});

describe.concurrent("toBeAnswered", () => {
  const after =
    (ms: number): Handler =>
    (_request, response) =>
      void setTimeout(() => response.end("{}"), ms);
  const asking = (handler: Handler, window: TimeWindow) =>
    withHttpServer(handler, async ({ link }) => {
      const held = await new HttpClient(link).hold("/poll");
      return observed(() => expectOf(held).toBeAnswered(window));
    });

  test("reports how long nothing arrived", async () => {
    expect(await asking(() => {}, { withinMs: 200 })).toMatchObject({
      code: "still-held",
      expected: "an answer within 200 ms",
      received: expect.stringMatching(/^nothing within \d+ ms; the request is still open$/) as string,
    });
  });

  test("names the variable that sets the time", async () => {
    expect(await asking(() => {}, { withinMs: 200, setBy: "POLL_TIMEOUT_MS=100" })).toMatchObject({
      code: "timing-ignored",
      expected: "an answer within 200 ms, as POLL_TIMEOUT_MS=100 says",
    });
  });

  test("fails for an answer before its time", async () => {
    expect(await asking(after(0), { afterMs: 5_000, withinMs: 6_000 })).toMatchObject({
      code: "answered-early",
      expected: "an answer after 5 s at the earliest and 6 s at the latest",
    });
    expect(await asking(after(300), { afterMs: 250 })).toBeUndefined();
  });

  test("is not content with an answer that does not end", async () => {
    expect(await asking((_request, response) => void response.write("some"), { withinMs: 300 })).toMatchObject({
      code: "answer-not-ended",
      received: expect.stringMatching(/^200 some, after \d+ ms, and no end of the answer$/) as string,
    });
  });
});
