import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { expect as expectOf } from "../../kit/expect.ts";
import { CheckFailure } from "../../kit/failure.ts";
import { HttpAnswer } from "../../kit/transports/http/http-answer.ts";
import { HttpClient, type HttpRequest } from "../../kit/transports/http/http-client.ts";
import { linkTo } from "./link-to.ts";
import { seenBy } from "./http-server.ts";
import { withRawServer, type RawServer, type RawConnection } from "./raw-server.ts";

const HEAD = "HTTP/1.1 200 OK\r\n";

/** The answer to one request, or how it failed. */
function answerOf(
  serve: (connection: RawConnection) => void,
  options: HttpRequest = {},
): Promise<HttpAnswer | CheckFailure["observation"]> {
  return withRawServer(serve, async ({ address, transcript }) =>
    new HttpClient(linkTo(address, transcript)).request("/health", options).catch((error: unknown) => {
      if (error instanceof CheckFailure) return seenBy(error);
      throw error;
    }),
  );
}

describe.concurrent("an answer", () => {
  test("has its status, its body and every header, including repeated ones", async () => {
    const answer = await answerOf((connection) =>
      connection.write(`${HEAD}Set-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 6\r\n\r\nhélo!`),
    );
    expect(answer).toMatchObject({
      asked: "GET /health",
      status: 200,
      headers: new Map([
        ["set-cookie", ["a=1", "b=2"]],
        ["content-length", ["6"]],
      ]),
      body: "hélo!",
    });
  });

  test("may come in chunks that cut a character", async () => {
    const [first, second] = [Buffer.from("🙂").subarray(0, 2), Buffer.from("🙂").subarray(2)];
    const answer = await answerOf((connection) =>
      connection.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\n`, first, "\r\n2\r\n", second, "\r\n0\r\n\r\n"),
    );
    expect(answer).toMatchObject({ body: "🙂" });
  });

  test("that need not end is read until `enough` returns true", async () => {
    const endless = (connection: RawConnection) => {
      connection.write(`${HEAD}Content-Type: text/event-stream\r\n\r\n`);
      const timer = setInterval(() => connection.write("data: tick\n\n"), 5);
      connection.socket.on("close", () => clearInterval(timer));
    };
    expect(await answerOf(endless, { enough: (body) => body.split("tick").length > 3 })).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^(data: tick\n\n){3}/) as string,
    });
  });

  test("without end is cut off at 1 MiB", async () => {
    const flood = (connection: RawConnection) => {
      connection.write(HEAD, "\r\n");
      const more = (): void =>
        void (connection.socket.writable && connection.socket.write(Buffer.alloc(64 * 1024, "x"), more));
      more();
    };
    const answer = (await answerOf(flood)) as HttpAnswer;
    expect(answer.status).toBe(200);
    expect(answer.body.length).toBeGreaterThan(1024 * 1024);
    expect(answer.body.length).toBeLessThan(2 * 1024 * 1024);
  });

  test("to a body in pieces shows that the server received all of them", async () => {
    const server = createServer((request, response) => request.pipe(response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const answer = await new HttpClient(linkTo({ host: "127.0.0.1", port })).request("/health", {
      method: "POST",
      body: [Buffer.from("one "), Buffer.from("two")],
    });
    server.close();
    expect(answer).toMatchObject({ asked: "POST /health", status: 200, body: "one two" });
  });
});

describe.concurrent("a request without a complete answer fails with the reason when", () => {
  const failing = {
    code: "http-not-answering",
    sent: "GET /health",
    expected: "an HTTP answer within 2 s",
  };

  const why =
    "the server gave the connection up before the answer was complete: the body of the answer failed (a stream whose start or pull throws, or that is given an error), or your code destroys the socket";

  test("nothing arrives", async () => {
    expect(await answerOf(() => {})).toEqual({ ...failing, received: "nothing within 2 s" });
  });

  test("the status arrives but the body does not end", async () => {
    expect(await answerOf((connection) => connection.write(`${HEAD}Content-Length: 100\r\n\r\nthe beginning`))).toEqual(
      {
        ...failing,
        received: "status 200, and not the whole body within 2 s",
        why: "the answer has begun and its body does not end: something keeps it open, or nothing ends it",
      },
    );
  });

  test("only informational answers arrive", async () => {
    expect(await answerOf((connection) => connection.write("HTTP/1.1 100 Continue\r\n\r\n".repeat(100)))).toEqual({
      ...failing,
      received: "nothing within 2 s",
    });
  });

  test("the connection is cut", async () => {
    expect(await answerOf((connection) => connection.socket.resetAndDestroy())).toEqual({
      ...failing,
      received: "the connection was cut (ECONNRESET)",
      why,
    });
    expect(await answerOf((connection) => connection.socket.end())).toEqual({
      ...failing,
      received: "the connection was cut (ECONNRESET)",
      why,
    });
  });

  test("the connection is closed or cut within the body", async () => {
    const beginning = `${HEAD}Content-Length: 100\r\n\r\nthe beginning`;
    expect(await answerOf((connection) => connection.write(beginning).socket.end())).toEqual({
      ...failing,
      received: "the connection was closed within the answer",
      why,
    });
    const cut = (connection: RawConnection) =>
      connection.socket.write(beginning, () => setTimeout(() => connection.socket.resetAndDestroy(), 50));
    expect(await answerOf(cut)).toEqual({ ...failing, received: "the connection was cut (ECONNRESET)", why });
  });

  test("the answer is not HTTP", async () => {
    expect(await answerOf((connection) => connection.write("who is there?\r\n\r\n"))).toMatchObject({
      received: expect.stringContaining("an answer that is not HTTP") as string,
    });
  });

  test("the headers never end", async () => {
    expect(await answerOf((connection) => connection.write(HEAD, "X-More: and more\r\n".repeat(10_000)))).toMatchObject(
      {
        received: expect.stringContaining("an answer that is not HTTP") as string,
      },
    );
  });

  test("the server switches protocols unasked", async () => {
    expect(await answerOf((connection) => connection.open())).toEqual({
      ...failing,
      received: "the connection was closed without an HTTP answer",
    });
  });
});

describe.concurrent("raw bytes", () => {
  const raw = (serve: (connection: RawConnection) => void) =>
    withRawServer(serve, ({ address, transcript }: RawServer) =>
      new HttpClient(linkTo(address, transcript)).raw("TRACE // HTTP/1.1\r\nHost: a b\r\n\r\n"),
    );

  test("are sent unchanged, and what comes back is returned", async () => {
    const heard: string[] = [];
    const serve = (connection: RawConnection) => {
      heard.push(connection.request);
      connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    };
    expect(await raw(serve)).toBe("HTTP/1.1 400 Bad Request\r\n\r\n");
    expect(heard).toEqual(["TRACE // HTTP/1.1\r\nHost: a b"]);
  });

  test("may be answered by silence or a closed connection", async () => {
    expect(await Promise.all([raw(() => {}), raw((connection) => connection.socket.destroy())])).toEqual(["", ""]);
  });
});

describe("expectations of an answer", () => {
  const answer = new HttpAnswer({
    asked: "GET /health",
    status: 404,
    headers: new Map([["set-cookie", ["a=1, b=2"]]]),
    body: "lost",
  });
  const failure = (act: () => void) => {
    try {
      act();
      return undefined;
    } catch (error) {
      return seenBy(error as CheckFailure);
    }
  };

  test("compare the status", () => {
    expect(failure(() => expectOf(answer).toHaveStatus(404))).toBeUndefined();
    expect(failure(() => expectOf(answer).toHaveStatus(200))).toMatchObject({
      code: "http-wrong-status",
      sent: "GET /health",
      expected: "status 200",
      received: "status 404 with the body lost",
    });
  });

  test("compare the body", () => {
    expect(failure(() => expectOf(answer).toContain("lost"))).toBeUndefined();
    expect(failure(() => expectOf(answer).toContain("found"))).toEqual({
      code: "http-wrong-body",
      sent: "GET /health (with found)",
      expected: "a body that contains found",
      received: "lost",
    });
  });

  test("name bytes that were joined as text only where a character is damaged", () => {
    const headers = new Map<string, string[]>();
    const broken = new HttpAnswer({ asked: "GET /price", status: 200, headers, body: "5 \ufffd\ufffd" });
    expect(failure(() => expectOf(broken).toContain("5 €"))).toMatchObject({
      why: expect.stringMatching(/joined as text/),
    });
    expect(failure(() => expectOf(broken).toHaveBody("5 \ufffd"))).not.toHaveProperty("why");
  });

  test("count how often a header came", () => {
    expect(failure(() => expectOf(answer).toHaveHeader("Set-Cookie", { count: 1 }))).toBeUndefined();
    expect(failure(() => expectOf(answer).toHaveHeader("Set-Cookie", { count: 2 }))).toEqual({
      code: "http-wrong-header",
      sent: "GET /health",
      expected: "2 Set-Cookie headers",
      received: "a=1, b=2",
      why: "repeated headers were folded into one on the way out",
    });
    expect(failure(() => expectOf(answer).toHaveHeader("ETag", { count: 1 }))).toMatchObject({
      received: "no header ETag",
    });
  });
});
