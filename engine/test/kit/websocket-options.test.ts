import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { expect as expectOf } from "../../kit/expect.ts";
import { encodeFrame, OPCODE_PING, OPCODE_TEXT, readFrames } from "../../kit/transports/websocket/frames.ts";
import { WebSocketTransport } from "../../kit/transports/websocket/websocket-transport.ts";
import { observed } from "./http-server.ts";
import { linkTo } from "./link-to.ts";

/** Runs the test with WebSocket connections to a server that accepts only `/ws`, and refuses a wrong token with 401. */
async function withSockets<T>(
  serve: (socket: WebSocket, headers: NodeJS.Dict<string | string[]>) => void,
  use: (websocket: WebSocketTransport) => Promise<T>,
): Promise<T> {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered].at(-1) ?? false });
  server.on("upgrade", (request, socket, head) => {
    if (request.url !== "/ws") return void socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
    if (request.headers["x-token"] === "wrong")
      return void socket.end("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, (ws) => serve(ws, request.headers));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const link = linkTo({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  try {
    return await use(new WebSocketTransport(link, { paths: ["/ws"], endpoint: {} }));
  } finally {
    link.dispose();
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  }
}

const silent = () => {};

describe.concurrent("a WebSocket connection", () => {
  test("carries headers, an origin and subprotocols", async () => {
    const seen: NodeJS.Dict<string | string[]>[] = [];
    await withSockets(
      (_socket, headers) => void seen.push(headers),
      async (websocket) => {
        const client = await websocket.open("/ws", {
          headers: { cookie: "session=1" },
          origin: "https://board.example",
          protocols: ["v1", "v2"],
        });
        expect(client.protocol).toBe("v2");
      },
    );
    expect(seen[0]).toMatchObject({
      cookie: "session=1",
      origin: "https://board.example",
      "sec-websocket-protocol": "v1,v2",
    });
  });

  test("that is refused has its HTTP answer as a value", async () => {
    await withSockets(silent, async (websocket) => {
      const refused = await websocket.refused("/ws", { headers: { "x-token": "wrong" } });
      expectOf(refused).toHaveStatus(401);
      expectOf(refused).toHaveHeader("WWW-Authenticate", "Bearer");
      expectOf(await websocket.refused("/elsewhere")).toHaveStatus(404);
      expect(await observed(() => websocket.refused("/ws"))).toMatchObject({
        code: "handshake-accepted",
        sent: "a WebSocket handshake: GET /ws with Upgrade: websocket",
      });
      expect(await observed(() => websocket.open("/elsewhere"))).toMatchObject({ code: "handshake-answered-by-http" });
    });
  });

  test("sees ping frames, and leaves them unanswered when it is asked to", async () => {
    const pongs: string[] = [];
    const serve = (socket: WebSocket) => {
      socket.on("pong", (data) => pongs.push(data.toString()));
      for (const data of ["one", "two"]) socket.ping(data);
    };
    await withSockets(serve, async (websocket) => {
      const dead = await websocket.open("/ws", { autoPong: false });
      await expectOf(dead).toBePinged(2);
      expect(dead.pings.map(({ data }) => data.toString())).toEqual(["one", "two"]);
      await expectOf(dead).toStayOpen();
      expect(pongs).toEqual([]);
      dead.pong("by hand");
      await expectOf(dead).toStayOpen();
      expect(pongs).toEqual(["by hand"]);
      await expectOf(await websocket.open("/ws")).toBePinged(2);
      expect(await observed(() => expectOf(dead).toBePinged(3, { withinMs: 100 }))).toMatchObject({
        code: "no-ping-frame",
        received: "2",
      });
      expect(
        await observed(() => expectOf(dead).toBePinged(3, { withinMs: 100, setBy: "WS_HEARTBEAT_MS=50" })),
      ).toMatchObject({ code: "timing-ignored" });
    });
  });

  test("sends frames and bytes past the library", async () => {
    const seen: string[] = [];
    const serve = (socket: WebSocket) => {
      socket.on("message", (data: Buffer) => seen.push(data.toString()));
      socket.on("ping", (data) => seen.push(`ping ${data.toString()}`));
      socket.on("error", (error: Error & { code?: string }) => seen.push(error.code ?? ""));
    };
    await withSockets(serve, async (websocket) => {
      const client = await websocket.open("/ws");
      seen.length = 0;
      client.sendFrame({ opcode: OPCODE_TEXT, payload: "half and", final: false });
      client.sendFrame({ opcode: OPCODE_PING, payload: "p" });
      const last = encodeFrame({ opcode: 0, payload: " half" });
      client.sendBytes(last.subarray(0, 3));
      client.sendBytes(last.subarray(3));
      await expectOf(client).toStayOpen();
      expect(seen.slice(0, 2)).toEqual(["ping p", "half and half"]);
      client.sendFrame({ opcode: OPCODE_TEXT, payload: "bare", mask: null });
      await expectOf(client).toBeClosed(1002);
      expect(seen.at(-1)).toBe("WS_ERR_EXPECTED_MASK");
    });
  });

  test("can be reset", async () => {
    const codes: number[] = [];
    const serve = (socket: WebSocket) => void socket.on("close", (code) => codes.push(code)).on("error", silent);
    await withSockets(serve, async (websocket) => {
      const [lost, other] = await Promise.all([websocket.open("/ws"), websocket.open("/ws")]);
      lost.destroy();
      while (codes.length === 0) await expectOf(other).toStayOpen();
      expect(codes).toEqual([1006]);
    });
  });
});

describe("a frame", () => {
  test.each([0, 125, 126, 127, 65_535, 65_536])(
    "of %d bytes is read as it was written, however it is cut",
    (length) => {
      const payload = Buffer.alloc(length, "é");
      const bytes = encodeFrame({ opcode: 2, payload, final: false, reserved: 4 });
      const whole = { opcode: 2, payload, final: false, reserved: 4, masked: true, size: bytes.length };
      expect(readFrames(Buffer.concat([bytes, bytes, Buffer.from([0x81])]))).toEqual({
        frames: [whole, whole],
        rest: Buffer.from([0x81]),
      });
      for (const cut of [0, 1, 3, 9, bytes.length - 1].filter((place) => place < bytes.length))
        expect(readFrames(bytes.subarray(0, cut)).frames).toEqual([]);
      expect(encodeFrame({ opcode: 1, payload: "a", mask: null })).toEqual(Buffer.from([0x81, 1, 0x61]));
    },
  );
});
