/** The proxy between a program and a server, with real sockets on both sides. */
import { once } from "node:events";
import { createServer, get, request, type IncomingMessage, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { CheckFailure } from "../../kit/failure.ts";
import { HttpParser } from "../../kit/proxy/http-parser.ts";
import { Proxy } from "../../kit/proxy/proxy.ts";
import { Recorder } from "../../kit/proxy/record.ts";
import { Transcript } from "../../kit/transcript.ts";
import { acceptKeyFor } from "../../kit/transports/websocket/accept-key.ts";
import { encodeFrame, OPCODE_CLOSE, OPCODE_TEXT } from "../../kit/transports/websocket/frames.ts";

/** Answers `/count/<n>` with so many bytes, `/stream` with pieces when it is asked to, anything else with its path. */
function target(): Server {
  const server = createServer((incoming, outgoing) => {
    const count = /^\/count\/(\d+)$/.exec(incoming.url ?? "")?.[1];
    if (incoming.url === "/stream") {
      outgoing.writeHead(200, { "content-type": "text/event-stream" });
      outgoing.write("data: first\n\n");
      server.once("piece", () => outgoing.end("data: second\n\n"));
    } else if (count !== undefined) outgoing.end("x".repeat(Number(count)));
    else void text(incoming).then((body) => outgoing.end(`${incoming.method} ${incoming.url} ${body}`));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

async function listening(server: Server): Promise<{ host: string; port: number }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

async function proxied(server: Server = target()): Promise<{ proxy: Proxy; server: Server; transcript: Transcript }> {
  const transcript = new Transcript();
  const proxy = await Proxy.start(await listening(server), new Recorder(transcript, () => "client", "proxy"));
  onTestFinished(() => proxy.close());
  return { proxy, server, transcript };
}

/** The answer and its body, or the code of the error. */
async function ask(url: string, options: { method?: string; body?: string } = {}): Promise<string> {
  const { method = "GET", body } = options;
  return new Promise((resolve) => {
    const outgoing = request(url, { method, agent: false }, (incoming: IncomingMessage) => {
      text(incoming).then(
        (all) => resolve(`${incoming.statusCode} ${all}`),
        (error: NodeJS.ErrnoException) => resolve(String(error.code)),
      );
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) => resolve(String(error.code)));
    outgoing.end(body);
  });
}

describe("a proxy without conditions", () => {
  test("passes everything, and records each request with its answer", async () => {
    const { proxy, transcript } = await proxied();
    expect(await ask(`${proxy.url}/one?a=1`)).toBe("200 GET /one?a=1 ");
    expect(await ask(`${proxy.url}/two`, { method: "POST", body: "hällo" })).toBe("200 POST /two hällo");
    const [first, second] = proxy.requests;
    expect(first).toMatchObject({ method: "GET", path: "/one?a=1", connection: 1 });
    expect(second).toMatchObject({ method: "POST", body: "hällo", connection: 2 });
    expect(second?.answer).toMatchObject({ status: 200, body: "POST /two hällo" });
    expect(second?.closedAt).toBeGreaterThanOrEqual(second?.answer?.at ?? Number.POSITIVE_INFINITY);
    expect(transcript.events().map(({ dir, kind, server, peer }) => `${peer} ${dir} ${kind} ${server}`)).toEqual([
      "client out request proxy",
      "client in response proxy",
      "client out request proxy",
      "client in response proxy",
    ]);
  });

  test("distinguishes pipelined requests, HEAD and answers without a body", async () => {
    const { proxy } = await proxied();
    const { port, hostname } = new URL(proxy.url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    const lines = (method: string, path: string) => `${method} ${path} HTTP/1.1\r\nHost: a\r\n`;
    socket.write(
      `${lines("HEAD", "/h")}\r\n${lines("GET", "/g")}\r\n${lines("POST", "/p")}Content-Length: 2\r\n\r\nhi`,
    );
    await expect.poll(() => proxy.requests[2]?.answer?.body).toBe("POST /p hi");
    expect(proxy.requests.map(({ method, answer }) => `${method} ${answer?.body}`)).toEqual([
      "HEAD ",
      "GET GET /g ",
      "POST POST /p hi",
    ]);
    expect(proxy.connections).toBe(1);
  });

  test("passes an event stream as it comes, and shows it as head, chunks and end", async () => {
    const { proxy, server, transcript } = await proxied();
    const [incoming] = (await once(get(`${proxy.url}/stream`), "response")) as [IncomingMessage];
    const pieces: string[] = [];
    incoming.setEncoding("utf8").on("data", (piece: string) => pieces.push(piece));
    const ended = once(incoming, "end");
    await expect.poll(() => pieces).toEqual(["data: first\n\n"]);
    expect(proxy.requests[0]?.answer).toMatchObject({ body: "data: first\n\n", endedAt: undefined });
    server.emit("piece");
    await ended;
    expect(pieces[1]).toBe("data: second\n\n");
    expect(transcript.events().map(({ kind, text: shown }) => `${kind} ${shown.trim()}`)).toEqual([
      "request GET /stream",
      "head 200",
      "chunk data: first",
      "chunk data: second",
      "end the answer is complete",
    ]);
  });

  test("passes a WebSocket both ways, and records it as one long request", async () => {
    const server = target();
    new WebSocketServer({ server }).on("connection", (socket) =>
      socket.on("message", (data) => socket.send(`echo ${(data as Buffer).toString()}`)),
    );
    const { proxy } = await proxied(server);
    const socket = new WebSocket(proxy.url.replace("http", "ws"));
    await once(socket, "open");
    socket.send("hello");
    expect(String(((await once(socket, "message")) as [Buffer])[0])).toBe("echo hello");
    expect(proxy.requests[0]).toMatchObject({ path: "/", closedAt: undefined, answer: { status: 101 } });
    socket.close();
    await once(socket, "close");
    await expect.poll(() => proxy.requests[0]?.closedAt).toBeDefined();
  });

  test("closes and notes a request that the program gives up", async () => {
    const { proxy, transcript } = await proxied();
    const outgoing = get(`${proxy.url}/stream`);
    outgoing.on("error", () => {});
    await once(outgoing, "response");
    outgoing.destroy();
    await expect.poll(() => proxy.requests[0]?.closedAt).toBeDefined();
    expect(transcript.events().at(-1)).toMatchObject({ kind: "abort", text: "GET /stream was given up" });
  });
});

describe("a proxy with conditions", () => {
  test("delays bytes in both directions", async () => {
    const { proxy } = await proxied();
    proxy.change({ delayMs: 60 });
    const before = performance.now();
    expect(await ask(`${proxy.url}/late`)).toBe("200 GET /late ");
    expect(performance.now() - before).toBeGreaterThanOrEqual(119);
  });

  test("limits answers to a number of bytes a second", async () => {
    const { proxy } = await proxied();
    proxy.change({ bytesPerSecond: 20_000 });
    const before = performance.now();
    expect(await ask(`${proxy.url}/count/4000`)).toBe(`200 ${"x".repeat(4_000)}`);
    expect(performance.now() - before).toBeGreaterThanOrEqual(150);
  });

  test("resets open and new connections while the server is down", async () => {
    const { proxy } = await proxied();
    const outgoing = get(`${proxy.url}/stream`);
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    outgoing.on("error", () => {});
    const lost = once(incoming, "error");
    proxy.change({ down: true });
    await lost;
    expect(await ask(proxy.url)).toBe("ECONNRESET");
    expect(proxy.connections).toBe(2);
    proxy.change({});
    expect(await ask(proxy.url)).toBe("200 GET / ");
  });

  test.each([0, 1, 4_999])("resets the connection after %i bytes of a body", async (cutAfterBytes) => {
    const { proxy } = await proxied();
    proxy.change({ cutAfterBytes });
    const outgoing = get(`${proxy.url}/count/5000`);
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    outgoing.on("error", () => {});
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => (bytes += chunk.length));
    const [error] = (await once(incoming, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
    expect(bytes).toBeLessThanOrEqual(cutAfterBytes);
    await expect.poll(() => proxy.open).toBe(0);
  });

  test("answers requests itself, so that they never reach the server", async () => {
    const server = target();
    let asked = 0;
    server.on("request", () => asked++);
    const { proxy } = await proxied(server);
    proxy.change({ answer: { status: 503, headers: { "Retry-After": "1" }, body: "later" } });
    expect(await ask(`${proxy.url}/a`, { method: "POST", body: "x" })).toBe("503 later");
    expect(asked).toBe(0);
    expect(proxy.requests[0]).toMatchObject({ body: "x", answer: { status: 503, body: "later" } });
    proxy.change({});
    expect(await ask(`${proxy.url}/b`)).toBe("200 GET /b ");
  });

  test("holds everything back while silent, and delivers it afterwards", async () => {
    const { proxy, server } = await proxied();
    const [incoming] = (await once(get(`${proxy.url}/stream`), "response")) as [IncomingMessage];
    let received = "";
    incoming.setEncoding("utf8").on("data", (chunk: string) => (received += chunk));
    await expect.poll(() => received).toBe("data: first\n\n");
    proxy.change({ silent: true });
    server.emit("piece");
    // The proxy has the piece, and another connection shows that time has passed.
    await expect.poll(() => proxy.requests[0]?.answer?.body).toContain("second");
    expect(await ask(`${(await proxied()).proxy.url}/other`)).toBe("200 GET /other ");
    expect(received).toBe("data: first\n\n");
    const ended = once(incoming, "end");
    proxy.change({});
    await ended;
    expect(received).toBe("data: first\n\ndata: second\n\n");
  });

  test("holds back the connections to one path only, in both directions, and delivers afterwards", async () => {
    const server = target();
    const received: string[] = [];
    new WebSocketServer({ server, path: "/ws" }).on("connection", (socket) => {
      socket.on("message", (data: Buffer) => socket.send(`${data.toString()} back`));
      server.on("say", (text: string) => socket.send(text));
    });
    const { proxy } = await proxied(server);
    const socket = new WebSocket(proxy.url.replace("http", "ws") + "/ws");
    onTestFinished(() => socket.terminate());
    socket.on("message", (data: Buffer) => received.push(data.toString()));
    await once(socket, "open");
    proxy.change({ held: "/ws" });
    socket.send("up");
    server.emit("say", "down");
    expect(await ask(`${proxy.url}/other`)).toBe("200 GET /other ");
    expect(received).toEqual([]);

    proxy.change({ held: "/other" });
    await expect.poll(() => received).toEqual(["down", "up back"]);
    const held = ask(`${proxy.url}/other/more`);
    await proxy.atLeast(3);
    expect(await ask(`${proxy.url}/count/2`)).toBe("200 xx");
    expect(proxy.requests[2]?.answer).toBeUndefined();
    proxy.change({});
    expect(await held).toBe("200 GET /other/more ");
  });

  test("records the code with which the server closes a WebSocket connection, however the frame is cut", async () => {
    const server = target();
    server.on("upgrade", (request, socket: Socket) => {
      const accept = acceptKeyFor(request.headers["sec-websocket-key"] ?? "");
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      const text = encodeFrame({ opcode: OPCODE_TEXT, payload: "hello", mask: null });
      const close = encodeFrame({ opcode: OPCODE_CLOSE, payload: Buffer.from([0x11, 0x31, 0x6e, 0x6f]), mask: null });
      socket.write(Buffer.concat([text, close.subarray(0, 3)]), () => socket.end(close.subarray(3)));
    });
    const { proxy, transcript } = await proxied(server);
    const socket = new WebSocket(proxy.url.replace("http", "ws"));
    await once(socket, "close");
    const closes = transcript.events().filter(({ kind }) => kind === "close");
    expect(closes).toMatchObject([{ dir: "none", code: 4401, text: "closed by the server with 4401 (no)" }]);
  });

  test("cuts all open connections, and connects a new one to the server's current address", async () => {
    const first = target();
    const address = { ...(await listening(first)) };
    const transcript = new Transcript();
    const proxy = await Proxy.start(address, new Recorder(transcript, () => "client", "proxy"));
    onTestFinished(() => proxy.close());
    const outgoing = get(`${proxy.url}/stream`);
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    outgoing.on("error", () => {});
    const lost = once(incoming, "error");
    proxy.cut();
    expect(((await lost) as [NodeJS.ErrnoException])[0].code).toBe("ECONNRESET");
    first.closeAllConnections();
    first.close();
    expect(await ask(proxy.url)).toBe("ECONNRESET");
    Object.assign(address, await listening(target()));
    expect(await ask(proxy.url)).toBe("200 GET / ");
  });
});

test("a check that waits for a request fails with what arrived", async () => {
  const { proxy } = await proxied();
  await ask(proxy.url);
  await proxy.nextRequest();
  const error = await proxy.nextRequest(50).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CheckFailure);
  expect((error as CheckFailure).observation).toMatchObject({ code: "no-request", received: "no request" });
  const few = await proxy.atLeast(3, 50).catch((reason: unknown) => reason);
  expect((few as CheckFailure).observation.received).toBe("1 of them");
});

test("bytes that are not HTTP pass, and are not recorded as a request", async () => {
  const server = target();
  server.on("clientError", (_error, socket: Socket) => void socket.end("what?"));
  const { proxy } = await proxied(server);
  const { port, hostname } = new URL(proxy.url);
  const socket = connect(Number(port), hostname);
  socket.write("hello\r\n\r\n");
  expect(await text(socket)).toBe("what?");
  expect(proxy.requests).toEqual([]);
});

test("the parser finds the same messages wherever the bytes are cut", () => {
  const bytes = Buffer.from(
    [
      "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\nx-a: 2\r\n\r\n5;ext=1\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: x\r\n\r\n",
      "HTTP/1.1 204 No Content\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\n\r\nuntil the end",
    ].join(""),
  );
  const messages = (pieces: readonly Buffer[]) => {
    const seen: string[] = [];
    let raw = "";
    let content = "";
    const parser = new HttpParser("response", ["GET", "GET", "GET", "GET"], {
      head: ({ status, headers }, head) => {
        raw += head.toString();
        content = `${status} ${String(headers.get("x-a"))} `;
      },
      body: (part, held) => {
        raw += part.toString();
        content += held.toString();
      },
      end: () => seen.push(content),
      opaque: (part) => (raw += part.toString()),
    });
    for (const piece of pieces) parser.push(piece);
    parser.finish();
    expect(raw).toBe(bytes.toString());
    return seen;
  };
  const expected = [
    "100 undefined ",
    "200 1,2 hello!",
    "204 undefined ",
    "200 undefined abc",
    "200 undefined until the end",
  ];
  expect(messages([bytes])).toEqual(expected);
  expect(messages(Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual(expected);
  for (let cut = 1; cut < bytes.length; cut++)
    expect(messages([bytes.subarray(0, cut), bytes.subarray(cut)]), `cut at ${cut}`).toEqual(expected);
});
