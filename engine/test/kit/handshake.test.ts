import { createServer, type AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { openOnFirst } from "../../kit/handshake.ts";
import { Transcript } from "../../kit/transcript.ts";
import { frame, TEXT } from "./frames.ts";
import { withPeer, type Visitor } from "./peer.ts";

const answer = (status: string, ...headers: readonly string[]) =>
  [`HTTP/1.1 ${status}`, ...headers, "Content-Length: 0", "Connection: close", "", ""].join("\r\n");
const refusal = (serve: (visitor: Visitor) => void) => withPeer(serve, (peer) => peer.open("/"));

describe.concurrent("a handshake that succeeds", () => {
  test("brings what was sent in the same segment", async () => {
    await withPeer(
      (visitor) => visitor.open(frame(TEXT, "at once"), frame(TEXT, "and more")),
      async ({ connect }) => {
        const client = await connect();
        await client.until(() => client.inbox[1], 2_000);
        expect(client.inbox.map(({ text }) => text)).toEqual(["at once", "and more"]);
      },
    );
  });

  test("may come byte by byte", async () => {
    const slowly = (visitor: Visitor) => {
      visitor.socket.setNoDelay(true);
      const bytes = Buffer.concat([Buffer.from(visitor.handshake()), frame(TEXT, "finally")]);
      const next = (index: number): void =>
        void (
          index < bytes.length &&
          visitor.socket.write(bytes.subarray(index, index + 1), () => setImmediate(next, index + 1))
        );
      next(0);
    };
    await withPeer(slowly, async ({ connect }) => {
      const client = await connect();
      expect(await client.until(() => client.inbox[0]?.text, 2_000)).toBe("finally");
    });
  });

  test("is one request and one answer in the transcript", async () => {
    await withPeer(
      (visitor) => visitor.open(),
      async ({ connect, transcript }) => {
        await connect();
        expect(transcript.events().map(({ dir, kind, text, code }) => ({ dir, kind, text, code }))).toEqual([
          { dir: "out", kind: "upgrade", text: "GET / upgrade", code: undefined },
          { dir: "in", kind: "upgrade", text: "101 Switching Protocols", code: 101 },
        ]);
      },
    );
  });
});

describe.concurrent("a handshake that is answered by HTTP says what came", () => {
  test.each([
    { status: "200 OK", why: /nothing on this server handles upgrades/ },
    { status: "400 Bad Request", why: /found the handshake wrong/ },
    { status: "401 Unauthorized", why: /refuses the handshake/ },
    { status: "403 Forbidden", why: /refuses the handshake/ },
    { status: "404 Not Found", why: /no WebSocket server is attached/ },
    { status: "426 Upgrade Required", why: /takes no WebSocket connections/ },
    { status: "500 Internal Server Error", why: /normal HTTP answer/ },
    { status: "302 Found", why: /normal HTTP answer/ },
  ])("$status", async ({ status, why }) => {
    expect(await refusal((visitor) => visitor.write(answer(status, "Location: /elsewhere")))).toEqual({
      code: "handshake-answered-by-http",
      received: `HTTP ${status} instead of 101 Switching Protocols`,
      why: expect.stringMatching(why) as string,
    });
  });
});

describe.concurrent("a handshake that fails otherwise is told apart:", () => {
  test.each([
    { what: "the wrong key", headers: ["Sec-WebSocket-Accept: bm90IHRoZSByaWdodCBrZXk="] },
    { what: "no key", headers: [] },
    {
      what: "a protocol nobody asked for",
      headers: ["Sec-WebSocket-Accept: RIGHT", "Sec-WebSocket-Protocol: knocking"],
    },
    {
      what: "an extension nobody asked for",
      headers: ["Sec-WebSocket-Accept: RIGHT", "Sec-WebSocket-Extensions: x-knocking"],
    },
  ])("a 101 with $what is invalid", async ({ headers }) => {
    const lines = (visitor: Visitor) => [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      ...headers.map((line) => line.replace("RIGHT", visitor.accept)),
      "",
      "",
    ];
    expect(await refusal((visitor) => visitor.write(lines(visitor).join("\r\n")))).toMatchObject({
      code: "handshake-invalid",
    });
  });

  test("a 101 to something else is invalid", async () => {
    expect(
      await refusal((visitor) =>
        visitor.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: smoke-signals\r\nConnection: Upgrade\r\n\r\n"),
      ),
    ).toMatchObject({ code: "handshake-invalid" });
  });

  test("bytes that are no HTTP are invalid", async () => {
    expect(await refusal((visitor) => visitor.write("who is there?\r\n\r\n"))).toMatchObject({
      code: "handshake-invalid",
    });
  });

  test("silence hangs", async () => {
    expect(await refusal(() => {})).toEqual({
      code: "handshake-hangs",
      received: "nothing: the handshake was not answered within 2 s",
    });
  });

  test("an answer that drips without end hangs", async () => {
    const dripping = (visitor: Visitor) => {
      visitor.write("HTTP/1.1 101 Switching Protocols\r\nX-More: ");
      const timer = setInterval(() => visitor.write("."), 50);
      visitor.socket.on("close", () => clearInterval(timer));
    };
    expect(await refusal(dripping)).toMatchObject({ code: "handshake-hangs" });
  });

  test("a cut connection is a reset", async () => {
    expect(await refusal((visitor) => visitor.socket.destroy())).toMatchObject({ code: "handshake-reset" });
    expect(await refusal((visitor) => visitor.socket.resetAndDestroy())).toMatchObject({ code: "handshake-reset" });
    expect(await refusal((visitor) => visitor.socket.end())).toMatchObject({ code: "handshake-reset" });
  });

  test("a closed port is refused", async () => {
    expect(
      await openOnFirst({ host: "127.0.0.1", port: await closedPort() }, ["/"], "client-1", new Transcript()),
    ).toEqual({
      code: "handshake-refused",
      received: "connection refused: nothing listens on the port any more",
    });
  });
});

describe.concurrent("the path that is accepted is found", () => {
  const onlyWs = (elsewhere: (visitor: Visitor) => void) => (visitor: Visitor) =>
    void (visitor.path === "/ws" ? visitor.open() : elsewhere(visitor));

  test.each([
    { what: "answered by 404", elsewhere: (visitor: Visitor) => void visitor.write(answer("404 Not Found")) },
    { what: "answered by 400", elsewhere: (visitor: Visitor) => void visitor.write(answer("400 Bad Request")) },
    { what: "left unanswered", elsewhere: () => {} },
    { what: "cut", elsewhere: (visitor: Visitor) => void visitor.socket.destroy() },
  ])("when the others are $what", async ({ elsewhere }) => {
    await withPeer(onlyWs(elsewhere), async ({ open }) => {
      expect(await open("/", "/ws")).toMatchObject({ path: "/ws" });
    });
  });

  test("when it is the first, and slow", async () => {
    const slow = (visitor: Visitor) =>
      void (visitor.path === "/" ? setTimeout(() => visitor.open(), 600) : visitor.write(answer("404 Not Found")));
    await withPeer(slow, async ({ open }) => {
      expect(await open("/", "/ws")).toMatchObject({ path: "/" });
    });
  });

  test("when both are, the first is taken", async () => {
    await withPeer(
      (visitor) => visitor.open(),
      async ({ open, visitors }) => {
        expect(await open("/", "/ws")).toMatchObject({ path: "/" });
        expect(visitors).toHaveLength(1);
      },
    );
  });

  test("and when none is, the first one's refusal is told", async () => {
    await withPeer(
      (visitor) => visitor.write(answer(visitor.path === "/" ? "404 Not Found" : "426 Upgrade Required")),
      async ({ open }) => {
        expect(await open("/", "/ws")).toMatchObject({
          received: "HTTP 404 Not Found instead of 101 Switching Protocols",
        });
      },
    );
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
