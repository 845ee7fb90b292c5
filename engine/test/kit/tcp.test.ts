import { describe, expect, test } from "vitest";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { expect as expectOf } from "../../kit/expect.ts";
import { TcpClient } from "../../kit/transports/tcp/tcp-client.ts";
import { Transcript } from "../../kit/transcript.ts";
import { observed } from "./http-server.ts";
import { linkTo } from "./link-to.ts";

async function withTcp<T>(
  serve: (socket: Socket) => void,
  use: (tcp: TcpClient, transcript: Transcript) => Promise<T>,
): Promise<T> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket.on("error", () => {}));
    serve(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const transcript = new Transcript();
  const link = linkTo({ host: "127.0.0.1", port: (server.address() as AddressInfo).port }, transcript);
  try {
    return await use(new TcpClient(link), transcript);
  } finally {
    link.dispose();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

const echo = (socket: Socket) => void socket.pipe(socket);

describe.concurrent("a TCP connection", () => {
  test("that reads nothing more stops a server that sends more than the buffers hold", async () => {
    const sockets: Socket[] = [];
    await withTcp(
      (socket) => void sockets.push(socket.pipe(socket)),
      async (tcp) => {
        const connection = await tcp.open();
        await connection.send("hello");
        await expectOf(connection).toReceiveBytes(Buffer.from("hello"));
        connection.stopReading();
        // More than the system buffers of both sides together.
        sockets[0]?.write(Buffer.alloc(64 * 1024 * 1024));
        // The answer on another connection shows that there was time to read.
        const other = await tcp.open();
        await other.send("?");
        await expectOf(other).toReceiveBytes(Buffer.from("?"));
        expect(sockets[0]?.writableLength).toBeGreaterThan(0);
        expect(connection.received.toString()).toBe("hello");
        expect(connection.isOver).toBe(false);
      },
    );
  });

  test("sends bytes and keeps those that come back", async () => {
    await withTcp(echo, async (tcp, transcript) => {
      const connection = await tcp.open();
      await connection.send("hello\r\n");
      await expectOf(connection).toReceiveBytes(Buffer.from("hello\r\n"));
      await connection.send(Buffer.from([0, 255]));
      await expectOf(connection).toReceiveBytes(Buffer.from([0, 255]), 7);
      expect(transcript.events().map(({ peer, dir, text }) => `${peer} ${dir} ${text}`)).toEqual([
        'tcp-1 out "hello\\r\\n"',
        'tcp-1 in "hello\\r\\n"',
        "tcp-1 out 00ff",
        "tcp-1 in 00ff",
      ]);
    });
  });

  test("may end its half and still receive", async () => {
    const serve = (socket: Socket) => void socket.on("end", () => socket.end("after the end")).resume();
    await withTcp(serve, async (tcp, transcript) => {
      const connection = await tcp.open();
      connection.end();
      await expectOf(connection).toReceiveBytes(Buffer.from("after the end"));
      await expectOf(connection).toBeClosed();
      expect(connection.hasEnded).toBe(true);
      expect(transcript.events().map(({ kind, dir }) => `${kind} ${dir}`)).toEqual(["fin out", "bytes in", "fin in"]);
    });
  });

  test("sends its bytes in pieces, or only the first of them", async () => {
    const seen: string[] = [];
    const serve = (socket: Socket) => {
      socket.on("data", (bytes) => seen.push(bytes.toString()));
      // Bytes and a reset that are read at once look like an ordinary end to libuv.
      socket.on("end", () => seen.push("over")).on("error", () => seen.push("over"));
    };
    await withTcp(serve, async (tcp) => {
      const whole = await tcp.open();
      await whole.sendInPieces("abcdef", 1, 4);
      while (seen.join("") !== "abcdef") await new Promise(setImmediate);
      expect(whole.sent).toEqual(['"a"', '"bcd"', '"ef"']);
      seen.length = 0;
      await (await tcp.open()).cutAfter("abcdef", 2);
      while (!seen.includes("over")) await new Promise(setImmediate);
      expect(seen.slice(0, -1).join("")).toMatch(/^(ab)?$/);
    });
  });

  test("that is reset reaches a server that waits as an error, and never as an end", async () => {
    const seen: string[] = [];
    const serve = (socket: Socket) => {
      socket.on("data", (bytes) => void socket.write(bytes));
      socket.on("end", () => seen.push("end")).on("error", ({ message }) => seen.push(message));
    };
    await withTcp(serve, async (tcp) => {
      for (let times = 1; times <= 20; times++) {
        const connection = await tcp.open();
        await connection.send("?");
        await expectOf(connection).toReceiveBytes(Buffer.from("?"));
        connection.destroy();
        while (seen.length < times) await new Promise(setImmediate);
      }
      expect(new Set(seen)).toEqual(new Set(["read ECONNRESET"]));
    });
  });
});

describe.concurrent("an expectation of a TCP connection", () => {
  const asking = (serve: (socket: Socket) => void) =>
    withTcp(serve, async (tcp) => {
      const connection = await tcp.open();
      await connection.send("?");
      return observed(() =>
        expectOf(connection).toReceive("an exclamation mark", (bytes) => (bytes.includes("!") ? true : undefined)),
      );
    });

  test("returns what it finds", async () => {
    expect(await asking((socket) => socket.write("!"))).toBeUndefined();
  });

  test("reports silence", async () => {
    expect(await asking(() => {})).toEqual({
      code: "no-bytes",
      peer: "tcp-1",
      sent: '"?"',
      expected: "an exclamation mark, within 2 s",
      received: "nothing",
    });
  });

  test("reports other bytes", async () => {
    expect(await asking(echo)).toMatchObject({ code: "wrong-bytes", received: '1 bytes: "?"' });
  });

  test("reports the end of the connection", async () => {
    expect(await asking((socket) => socket.end())).toMatchObject({
      code: "connection-closed",
      received: "nothing; the server ended it",
    });
  });

  test("reports a reset", async () => {
    expect(await asking((socket) => socket.on("data", () => socket.resetAndDestroy()))).toMatchObject({
      code: "connection-closed",
      received: "nothing; the connection broke off (ECONNRESET)",
    });
  });

  test("reports an open connection where the end is expected", async () => {
    await withTcp(echo, async (tcp) => {
      const connection = await tcp.open();
      expect(await observed(() => expectOf(connection).toBeClosed())).toMatchObject({ code: "not-closed" });
    });
  });
});
