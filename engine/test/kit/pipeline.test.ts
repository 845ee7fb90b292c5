import { describe, expect, test } from "vitest";
import { HttpClient } from "../../kit/transports/http/http-client.ts";
import { parseResponses } from "../../kit/transports/http/response-parser.ts";
import { bodyOf, observed, withHttpServer, type Handler } from "./http-server.ts";

describe.concurrent("pipelined requests", () => {
  test("are all read before the first is answered", async () => {
    const order: string[] = [];
    const handler: Handler = (request, response) => {
      order.push(`read ${request.url}`);
      void bodyOf(request).then((body) => {
        setImmediate(() => {
          order.push(`answered ${request.url}`);
          response.end(`${request.url} ${body}`);
        });
      });
    };
    await withHttpServer(handler, async ({ link }) => {
      const answers = await new HttpClient(link).pipeline(
        { path: "/1" },
        { path: "/2", json: { n: 2 } },
        { path: "/3", method: "DELETE" },
      );
      expect(answers.map(({ asked, body }) => [asked, body])).toEqual([
        ["GET /1", "/1 "],
        ["POST /2", '/2 {"n":2}'],
        ["DELETE /3", "/3 "],
      ]);
      expect(order.slice(0, 3)).toEqual(["read /1", "read /2", "read /3"]);
    });
  });

  test("may follow a held one: the server sees both in one turn", async () => {
    const seen: string[] = [];
    const handler: Handler = (request, response) => {
      seen.push(`${request.method} ${request.url}`);
      void bodyOf(request).then((body) => {
        if (request.url === "/poll") return;
        seen.push(body);
        response.end();
      });
    };
    await withHttpServer(handler, async ({ link, transcript }) => {
      const http = new HttpClient(link);
      const held = await http.hold("/poll", { followedBy: [{ path: "/news", json: [1] }] });
      while (seen.length < 3) await new Promise(setImmediate);
      expect(seen).toEqual(["GET /poll", "POST /news", "[1]"]);
      expect(held.isPending).toBe(true);
      expect(transcript.events().map(({ peer, text }) => `${peer} ${text}`)).toEqual([
        "http-1 GET /poll",
        "http-1 POST /news [1]",
      ]);
    });
  });

  test("that are not all answered say how many were", async () => {
    const handler: Handler = (request, response) => void (request.url === "/1" && response.end("ok"));
    await withHttpServer(handler, async ({ link }) => {
      expect(await observed(() => new HttpClient(link).pipeline({ path: "/1" }, { path: "/2" }))).toMatchObject({
        code: "http-not-answering",
        sent: "GET /1, then GET /2 in one TCP segment",
        expected: "2 HTTP answers within 2 s",
        received: "1 of them, then nothing within 2 s",
      });
    });
  });
});

describe("the answers on one connection", () => {
  const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
  const SIZED = "HTTP/1.1 201 Created\r\nContent-Length: 3\r\nX-A: 1\r\nx-a: 2\r\n\r\nxyz";
  const BARE = "HTTP/1.1 204 No Content\r\n\r\n";
  const stream = Buffer.from(`HTTP/1.1 100 Continue\r\n\r\n${CHUNKED}${SIZED}${BARE}${SIZED}`);
  const methods = ["GET", "POST", "DELETE", "HEAD"];

  test("are read however the bytes are cut", () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const early = parseResponses(stream.subarray(0, cut), methods);
      expect(early.length).toBeLessThanOrEqual(4);
      expect(early).toEqual(parseResponses(stream, methods).slice(0, early.length));
    }
    expect(parseResponses(stream, methods).map(({ status, body }) => [status, body.toString()])).toEqual([
      [200, "abcde"],
      [201, "xyz"],
      [204, ""],
      [201, ""],
    ]);
  });

  test("may end with the connection", () => {
    const open = Buffer.from("HTTP/1.1 200 OK\r\n\r\nall of it");
    expect(parseResponses(open, ["GET"])).toEqual([]);
    expect(parseResponses(open, ["GET"], true)[0]?.body.toString()).toBe("all of it");
  });

  test.each([
    ["no HTTP", "hello\r\n\r\n"],
    ["a line that is no header", "HTTP/1.1 200 OK\r\nhm\r\n\r\n"],
    ["a length that is no number", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
    ["a chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhm\r\n"],
  ])("that are wrong are refused: %s", (_name, bytes) => {
    expect(() => parseResponses(Buffer.from(bytes), ["GET"])).toThrow(/^an answer /);
  });
});
