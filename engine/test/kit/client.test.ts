import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { INBOX_LIMIT_MESSAGES } from "../../kit/limits.ts";
import { BINARY, CLOSE, closing, CONTINUATION, frame, PING, PONG, TEXT } from "./frames.ts";
import { withRawServer, type RawConnection } from "./raw-server.ts";

const SOON_MS = 2_000;

/** What the client says about a connection on which the server did this. */
function closedAfter(act: (connection: RawConnection) => void) {
  return withRawServer(
    (connection) => act(connection.open()),
    async ({ connect }) => {
      const client = await connect();
      return client.until(() => client.closed, SOON_MS);
    },
  );
}

describe.concurrent("messages", () => {
  test("are received in order, with their kind", async () => {
    await withRawServer(
      (connection) =>
        setTimeout(
          () => connection.write(frame(TEXT, '{"a":1}'), frame(BINARY, "abc"), frame(TEXT, "[1]")),
          100,
        ).unref() && connection.open(),
      async ({ connect }) => {
        const client = await connect();
        await client.until(() => client.inbox[2], SOON_MS);
        expect(client.inbox.map(({ text, binary, json }) => ({ text, binary, json }))).toEqual([
          { text: '{"a":1}', binary: false, json: { a: 1 } },
          { text: "3 bytes", binary: true, json: undefined },
          { text: "[1]", binary: false, json: undefined },
        ]);
      },
    );
  });

  test("in fragments are joined, even with a ping in between", async () => {
    const pieces = [
      frame(TEXT, "kn", { final: false }),
      frame(CONTINUATION, "o", { final: false }),
      frame(PING, "?"),
      frame(CONTINUATION, "ck"),
    ];
    await withRawServer(
      (connection) => connection.open(...pieces),
      async ({ connect, visitors }) => {
        const client = await connect();
        expect(await client.until(() => client.inbox[0]?.text, SOON_MS)).toBe("knock");
        await client.until(() => (visitors[0]?.frames.length === 1 ? true : undefined), 100);
        expect(visitors[0]?.frames).toEqual([{ final: true, opcode: PONG, payload: Buffer.from("?") }]);
      },
    );
  });

  test("are sent as text, JSON, fragments and bytes", async () => {
    await withRawServer(
      (connection) => connection.open(),
      async ({ connect, visitors }) => {
        const client = await connect();
        client.send("plain");
        client.send({ type: "knock" });
        client.sendFragments("one ", "two");
        client.sendBinary(Buffer.from([0, 255]));
        const ping = client.pingFrame();
        await client.until(() => (ping.answered() ? true : undefined), SOON_MS);
        expect(visitors[0]?.frames.slice(0, 5)).toEqual([
          { final: true, opcode: TEXT, payload: Buffer.from("plain") },
          { final: true, opcode: TEXT, payload: Buffer.from('{"type":"knock"}') },
          { final: false, opcode: TEXT, payload: Buffer.from("one ") },
          { final: true, opcode: CONTINUATION, payload: Buffer.from("two") },
          { final: true, opcode: BINARY, payload: Buffer.from([0, 255]) },
        ]);
      },
    );
  });
});

describe.concurrent("a ping frame", () => {
  test("is answered by the pong that repeats it, not by an earlier one", async () => {
    await withRawServer(
      (connection) => void (connection.open().pongs = false),
      async ({ connect, visitors }) => {
        const client = await connect();
        const [connection] = visitors;
        const first = client.pingFrame();
        const second = client.pingFrame();
        await client.until(() => undefined, 50);
        const [one, two] = connection?.frames.map(({ payload }) => payload) ?? [];
        connection?.write(frame(PONG, one));
        await client.until(() => (first.answered() ? true : undefined), SOON_MS);
        expect([first.answered(), second.answered()]).toEqual([true, false]);
        connection?.write(frame(PONG, two));
        expect(await client.until(() => (second.answered() ? true : undefined), SOON_MS)).toBe(true);
      },
    );
  });

  test("is not answered by a pong that came before it", async () => {
    await withRawServer(
      (connection) => void (connection.open(frame(PONG), frame(PONG, "1"), frame(TEXT, "there")).pongs = false),
      async ({ connect }) => {
        const client = await connect();
        await client.until(() => client.inbox[0], SOON_MS);
        expect(client.pingFrame().answered()).toBe(false);
      },
    );
  });

  test("is answered by a pong without a payload, which some servers send", async () => {
    await withRawServer(
      (connection) => void (connection.open().pongs = false),
      async ({ connect, visitors }) => {
        const client = await connect();
        const [connection] = visitors;
        const ping = client.pingFrame();
        connection?.write(frame(PONG));
        expect(await client.until(() => (ping.answered() ? true : undefined), SOON_MS)).toBe(true);
      },
    );
  });
});

describe.concurrent("the end of a connection is recorded after", () => {
  test("a close frame with a code and a reason", async () => {
    expect(await closedAfter((connection) => connection.write(closing(4001, "not today")))).toMatchObject({
      code: 4001,
      reason: "not today",
      event: { kind: "close", text: 'closed 4001 "not today"' },
    });
  });

  test("a close frame without a code", async () => {
    expect(await closedAfter((connection) => connection.write(frame(CLOSE)))).toMatchObject({ code: 1005, reason: "" });
  });

  test("a cut without a close frame", async () => {
    expect(await closedAfter((connection) => connection.socket.destroy())).toMatchObject({ code: 1006, reason: "" });
  });

  test("an end in the middle of a message", async () => {
    expect(
      await closedAfter((connection) => connection.write(frame(TEXT, "half", { claimed: 8 })).socket.end()),
    ).toMatchObject({ code: 1006 });
  });
});

/** Made before anything is measured: it keeps this process, in which both sides of each connection live, busy for long. */
const folded = deflateRawSync(Buffer.alloc(64 * 1024 * 1024)).subarray(0, -4);

describe.concurrent("a connection is cut off", () => {
  test.each([
    { what: "a reserved bit", bytes: frame(TEXT, "x", { reserved: 2 }) },
    { what: "a frame that claims to be compressed", bytes: frame(TEXT, "x", { reserved: 4 }) },
    { what: "an opcode that does not exist", bytes: frame(0x3, "x") },
    { what: "a masked frame", bytes: frame(TEXT, "x", { masked: true }) },
    { what: "a continuation of nothing", bytes: frame(CONTINUATION, "x") },
    { what: "a ping in fragments", bytes: frame(PING, "x", { final: false }) },
    { what: "a ping that is too long", bytes: frame(PING, "x".repeat(126)) },
    { what: "text that is no UTF-8", bytes: frame(TEXT, Buffer.from([0xff, 0xfe])) },
    { what: "a close code that must not be sent", bytes: closing(1006) },
    { what: "HTTP in place of frames", bytes: Buffer.from("HTTP/1.1 200 OK\r\n\r\n") },
  ])("for $what", async ({ bytes }) => {
    expect(await closedAfter((connection) => connection.write(bytes))).toMatchObject({
      code: 1006,
      violation: { code: "broken-frame" },
    });
  });

  test("for a message over 1 MiB, before it is read", async () => {
    expect(
      await closedAfter((connection) => connection.write(frame(TEXT, "begins", { claimed: 2 ** 40 }))),
    ).toMatchObject({
      violation: { code: "flooded" },
    });
  });

  test("for fragments that exceed 1 MiB together", async () => {
    const more = frame(CONTINUATION, "x".repeat(512 * 1024), { final: false });
    expect(
      await closedAfter((connection) => connection.write(frame(TEXT, "", { final: false }), more, more, more)),
    ).toMatchObject({ violation: { code: "flooded" } });
  });

  test("for a small message that decompresses to more than 1 MiB", async () => {
    const act = (connection: RawConnection) =>
      connection.write(
        connection.handshake("Sec-WebSocket-Extensions: permessage-deflate"),
        frame(TEXT, folded, { reserved: 4 }),
      );
    await withRawServer(act, async ({ connect }) => {
      const client = await connect();
      expect(await client.until(() => client.closed, SOON_MS)).toMatchObject({ violation: { code: "flooded" } });
    });
  });

  test("after 10,000 messages, which are kept", async () => {
    const many = Buffer.concat(Array.from({ length: 5_000 }, () => frame(TEXT, "{}")));
    await withRawServer(
      (connection) => connection.open(many, many, many, many, many),
      async ({ connect }) => {
        const client = await connect();
        expect(await client.until(() => client.closed, 10_000)).toMatchObject({ violation: { code: "flooded" } });
        expect(client.inbox).toHaveLength(INBOX_LIMIT_MESSAGES);
      },
    );
  });

  test("for too many bytes", async () => {
    const large = frame(TEXT, "x".repeat(1024 * 1024));
    expect(await closedAfter((connection) => connection.write(large, large, large))).toMatchObject({
      violation: { code: "flooded" },
    });
  });
});
