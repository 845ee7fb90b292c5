/** The two WebSocket clients that learners' servers meet most: Chromium's, in a page, and that of `ws`. */
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { Browser, Page } from "../tools/browser.ts";

export interface SocketClient {
  send(message: object): Promise<void>;
  /** Waits for the first message of this type, up to the test's own limit. */
  received(type: string): Promise<Record<string, unknown>>;
  /** The types of all messages so far, in their order. */
  types(): Promise<string[]>;
  /** Ends as such a client does: the page is closed, the socket closes with 1000. */
  leave(): Promise<void>;
}

/** A page at `http://<address>` with a WebSocket of its own, opened on `path`. */
export async function socketInPage(browser: Browser, address: string, path: string): Promise<SocketClient> {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(`http://${address}/health`);
  await page.evaluate(`
    globalThis.received = [];
    globalThis.socket = new WebSocket("ws://${address}${path}");
    socket.onmessage = ({ data }) => received.push(JSON.parse(data));
    new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject })).then(() => true);
  `);
  return {
    ...messagesInPage(page),
    send: (message) => page.evaluate(`socket.send(${JSON.stringify(JSON.stringify(message))})`),
  };
}

function messagesInPage(page: Page): Omit<SocketClient, "send"> {
  return {
    received: async (type) => {
      const found = await page.waitForFunction(`received.find((message) => message.type === ${JSON.stringify(type)})`);
      return (await found.jsonValue()) as Record<string, unknown>;
    },
    types: () => page.evaluate("received.map(({ type }) => type)"),
    leave: () => page.close(),
  };
}

/** A client of `ws` at the same place. */
export async function socketOfWs(address: string, path: string): Promise<SocketClient> {
  const socket = new WebSocket(`ws://${address}${path}`);
  onTestFinished(() => socket.terminate());
  const received: Record<string, unknown>[] = [];
  socket.on("message", (data: Buffer) => received.push(JSON.parse(data.toString()) as Record<string, unknown>));
  await once(socket, "open");
  return {
    send: async (message) => socket.send(JSON.stringify(message)),
    received: async (type) => {
      for (;;) {
        const found = received.find((message) => message["type"] === type);
        if (found !== undefined) return found;
        await once(socket, "message");
      }
    },
    types: async () => received.map(({ type }) => String(type)),
    leave: async () => {
      socket.close(1000);
      await once(socket, "close");
    },
  };
}

/** A page at `http://<address>` with an EventSource on `path`. It sends nothing. */
export async function eventSourceInPage(
  browser: Browser,
  address: string,
  path: string,
): Promise<Omit<SocketClient, "send">> {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(`http://${address}/health`);
  await page.evaluate(`
    globalThis.received = [];
    new EventSource(${JSON.stringify(path)}).onmessage = ({ data }) => received.push(JSON.parse(data));
  `);
  return messagesInPage(page);
}
