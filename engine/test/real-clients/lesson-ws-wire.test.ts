/** The solution of How WebSockets Work with clients that are not ours: `ws`, and a browser's WebSocket. */
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
// Under another name: what runs in the page means the page's own WebSocket.
import { WebSocket as NodeSocket } from "ws";
import { describeInBrowser, launchBrowser, type Browser } from "../tools/browser.ts";
import { startSolution } from "./served-solution.ts";

const LENGTHS = [0, 125, 126, 127, 65_535, 65_536, 70_000];
const TEXTS = ["Hello", "Aü漢🙂", "\ufeffü", "\0", "\ufffd", ...LENGTHS.map((length) => "*".repeat(length))];

describe("ws", () => {
  /** A connection with this client's own options. It must be closed by the test. */
  async function opened(options: { perMessageDeflate?: boolean } = {}): Promise<NodeSocket> {
    const socket = new NodeSocket(`ws://${await startSolution("lesson-ws-wire")}/echo`, options);
    await once(socket, "open");
    return socket;
  }

  test("gets every text and all bytes back as they were, and its close code", async () => {
    const socket = await opened();
    for (const text of TEXTS) {
      socket.send(text);
      expect(await once(socket, "message")).toEqual([Buffer.from(text), false]);
      socket.send(Buffer.from(text));
      expect(await once(socket, "message")).toEqual([Buffer.from(text), true]);
    }
    socket.close(4001, "enough");
    expect((await once(socket, "close"))[0]).toBe(4001);
  });

  test("is promised no extension, although it offers one", async () => {
    const socket = await opened({ perMessageDeflate: true });
    expect([socket.extensions, socket.protocol]).toEqual(["", ""]);
    socket.close();
    await once(socket, "close");
  });

  test("gets a message in fragments back whole, and a pong in the middle of it", async () => {
    const socket = await opened();
    const [pong, message] = [once(socket, "pong"), once(socket, "message")];
    socket.send("Hello, ", { fin: false });
    socket.ping("still there?");
    expect(await pong).toEqual([Buffer.from("still there?")]);
    socket.send("world", { fin: true });
    expect(await message).toEqual([Buffer.from("Hello, world"), false]);
    socket.terminate();
  });

  test("gets a thousand messages back in their order", async () => {
    const socket = await opened();
    const came: string[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on("message", (data: Buffer) => {
        if (came.push(data.toString()) === 1_000) resolve();
      });
    });
    const sent = Array.from({ length: 1_000 }, (_, index) => `message ${index} ${"x".repeat(index)}`);
    for (const text of sent) socket.send(text);
    await all;
    expect(came).toEqual(sent);
    socket.close();
    await once(socket, "close");
  });
});

describeInBrowser("Chromium", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(() => browser.close());

  test("gets every text and all bytes back as they were, and a clean end with its code", async () => {
    const address = await startSolution("lesson-ws-wire");
    const page = await browser.newPage();
    await page.goto(`http://${address}/health`);
    const seen = await page.evaluate(
      async ({ url, texts }) => {
        const socket = new WebSocket(url);
        socket.binaryType = "arraybuffer";
        const next = <K extends keyof WebSocketEventMap>(kind: K) =>
          new Promise<WebSocketEventMap[K]>((resolve) => socket.addEventListener(kind, resolve, { once: true }));
        await next("open");
        const { extensions, protocol } = socket;
        const echoes: string[] = [];
        const lengths: number[] = [];
        for (const text of texts) {
          socket.send(text);
          echoes.push((await next("message")).data as string);
          socket.send(new Uint8Array(text.length).fill(0xff));
          lengths.push(((await next("message")).data as ArrayBuffer).byteLength);
        }
        socket.close(4001, "enough");
        const { code, wasClean } = await next("close");
        return { extensions, protocol, echoes, lengths, code, wasClean };
      },
      { url: `ws://${address}/echo`, texts: TEXTS },
    );
    await page.close();
    expect(seen).toEqual({
      extensions: "",
      protocol: "",
      echoes: TEXTS,
      lengths: TEXTS.map(({ length }) => length),
      code: 4001,
      wasClean: true,
    });
  });

  test("is refused on another path", async () => {
    const address = await startSolution("lesson-ws-wire");
    const page = await browser.newPage();
    await page.goto(`http://${address}/health`);
    const outcome = await page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const socket = new WebSocket(url);
          socket.addEventListener("open", () => resolve("open"));
          socket.addEventListener("close", ({ code }) => resolve(code));
        }),
      `ws://${address}/elsewhere`,
    );
    await page.close();
    expect(outcome).toBe(1006);
  });
});
