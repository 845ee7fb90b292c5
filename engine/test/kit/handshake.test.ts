import { createServer, type AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { FAILURES } from "../../failures/registry.ts";
import { causeOf } from "../../failures/texts.ts";
import { openOnFirst, type Refusal } from "../../kit/transports/websocket/handshake.ts";
import { linkTo } from "./link-to.ts";
import { frame, TEXT } from "./frames.ts";
import { withRawServer, type RawConnection } from "./raw-server.ts";

const answer = (status: string, ...headers: readonly string[]) =>
  [`HTTP/1.1 ${status}`, ...headers, "Content-Length: 0", "Connection: close", "", ""].join("\r\n");
const refusal = (serve: (connection: RawConnection) => void) => withRawServer(serve, (peer) => peer.open("/"));

describe.concurrent("a handshake that succeeds", () => {
  test("delivers a frame sent in the same segment", async () => {
    await withRawServer(
      (connection) => connection.open(frame(TEXT, "at once"), frame(TEXT, "and more")),
      async ({ connect }) => {
        const client = await connect();
        await client.until(() => client.inbox[1], 2_000);
        expect(client.inbox.map(({ text }) => text)).toEqual(["at once", "and more"]);
      },
    );
  });

  test("may arrive byte by byte", async () => {
    const slowly = (connection: RawConnection) => {
      connection.socket.setNoDelay(true);
      const bytes = Buffer.concat([Buffer.from(connection.handshake()), frame(TEXT, "finally")]);
      const next = (index: number): void =>
        void (
          index < bytes.length &&
          connection.socket.write(bytes.subarray(index, index + 1), () => setImmediate(next, index + 1))
        );
      next(0);
    };
    await withRawServer(slowly, async ({ connect }) => {
      const client = await connect();
      expect(await client.until(() => client.inbox[0]?.text, 2_000)).toBe("finally");
    });
  });

  test("is one request and one answer in the transcript", async () => {
    await withRawServer(
      (connection) => connection.open(),
      async ({ connect, transcript }) => {
        await connect();
        expect(transcript.events()).toEqual(
          [
            { peer: "client-1", dir: "out", kind: "upgrade", path: "/", text: "GET / upgrade" },
            { peer: "client-1", dir: "in", kind: "upgrade", text: "101 Switching Protocols", code: 101 },
          ].map((event) => ({ ...event, at: expect.any(Number) as number })),
        );
      },
    );
  });
});

describe.concurrent("a handshake that is answered by HTTP fails with the status", () => {
  test.each([
    { status: "200 OK", why: /nothing on this server handles upgrades/ },
    { status: "400 Bad Request", why: /rejected the handshake/ },
    { status: "401 Unauthorized", why: /refuses the handshake/ },
    { status: "403 Forbidden", why: /refuses the handshake/ },
    { status: "404 Not Found", why: /no WebSocket server is attached/ },
    { status: "426 Upgrade Required", why: /accepts no WebSocket connections/ },
    { status: "500 Internal Server Error", why: /normal HTTP answer/ },
    { status: "302 Found", why: /normal HTTP answer/ },
  ])("$status", async ({ status, why }) => {
    const refused = await refusal((connection) => connection.write(answer(status, "Location: /elsewhere")));
    expect(refused).toMatchObject({
      code: "handshake-answered-by-http",
      received: `HTTP ${status} instead of 101 Switching Protocols`,
      answer: { status: Number(status.split(" ")[0]) },
    });
    expect(causeOf(FAILURES["handshake-answered-by-http"], (refused as Refusal).answer)).toMatch(why);
  });
});

describe.concurrent("the reason of a failed handshake is distinguished:", () => {
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
    const lines = (connection: RawConnection) => [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      ...headers.map((line) => line.replace("RIGHT", connection.accept)),
      "",
      "",
    ];
    expect(await refusal((connection) => connection.write(lines(connection).join("\r\n")))).toMatchObject({
      code: "handshake-invalid",
    });
  });

  test("a 101 to something else is invalid", async () => {
    expect(
      await refusal((connection) =>
        connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: smoke-signals\r\nConnection: Upgrade\r\n\r\n"),
      ),
    ).toMatchObject({ code: "handshake-invalid" });
  });

  test("bytes that are not HTTP are invalid", async () => {
    expect(await refusal((connection) => connection.write("who is there?\r\n\r\n"))).toMatchObject({
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
    const dripping = (connection: RawConnection) => {
      connection.write("HTTP/1.1 101 Switching Protocols\r\nX-More: ");
      const timer = setInterval(() => connection.write("."), 50);
      connection.socket.on("close", () => clearInterval(timer));
    };
    expect(await refusal(dripping)).toMatchObject({ code: "handshake-hangs" });
  });

  test("a cut connection is a reset", async () => {
    expect(await refusal((connection) => connection.socket.destroy())).toMatchObject({ code: "handshake-reset" });
    expect(await refusal((connection) => connection.socket.resetAndDestroy())).toMatchObject({
      code: "handshake-reset",
    });
    expect(await refusal((connection) => connection.socket.end())).toMatchObject({ code: "handshake-reset" });
  });

  test("a closed port is refused", async () => {
    expect(await openOnFirst(linkTo({ host: "127.0.0.1", port: await closedPort() }), ["/"], "client-1")).toEqual({
      code: "handshake-refused",
      received: "connection refused: nothing listens on the port any more",
    });
  });
});

describe.concurrent("the accepted path is found", () => {
  const onlyWs = (elsewhere: (connection: RawConnection) => void) => (connection: RawConnection) =>
    void (connection.path === "/ws" ? connection.open() : elsewhere(connection));

  test.each([
    {
      what: "answered by 404",
      elsewhere: (connection: RawConnection) => void connection.write(answer("404 Not Found")),
    },
    {
      what: "answered by 400",
      elsewhere: (connection: RawConnection) => void connection.write(answer("400 Bad Request")),
    },
    { what: "left unanswered", elsewhere: () => {} },
    { what: "cut", elsewhere: (connection: RawConnection) => void connection.socket.destroy() },
  ])("when the others are $what", async ({ elsewhere }) => {
    await withRawServer(onlyWs(elsewhere), async ({ open }) => {
      expect(await open("/", "/ws")).toMatchObject({ path: "/ws" });
    });
  });

  test("when it is the first, and slow", async () => {
    const slow = (connection: RawConnection) =>
      void (connection.path === "/"
        ? setTimeout(() => connection.open(), 600)
        : connection.write(answer("404 Not Found")));
    await withRawServer(slow, async ({ open }) => {
      expect(await open("/", "/ws")).toMatchObject({ path: "/" });
    });
  });

  test("when both are accepted: the first is used", async () => {
    await withRawServer(
      (connection) => connection.open(),
      async ({ open, visitors }) => {
        expect(await open("/", "/ws")).toMatchObject({ path: "/" });
        expect(visitors).toHaveLength(1);
      },
    );
  });

  test("and when none is accepted, the refusal of the first is reported", async () => {
    await withRawServer(
      (connection) => connection.write(answer(connection.path === "/" ? "404 Not Found" : "426 Upgrade Required")),
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
