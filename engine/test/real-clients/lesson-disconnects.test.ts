/** The heartbeat of Handling Disconnects, with clients of `ws` and a page in a browser that goes offline and comes back. */
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { WebSocket, type ClientOptions } from "ws";
import { describeInBrowser, launchBrowser, type Browser, type Page } from "../tools/browser.ts";
import { ServedSolution } from "./served-solution.ts";

const BOARD = "board-1";
const JOIN = JSON.stringify({ type: "join", boardId: BOARD });
const BOB = { userId: "user-bob", name: "Bob" };

async function served(): Promise<ServedSolution> {
  const solution = await ServedSolution.start("lesson-disconnects", {
    WS_HEARTBEAT_MS: "1000",
    PONG_TIMEOUT_MS: "900",
  });
  onTestFinished(() => solution.close());
  return solution;
}

interface Client {
  readonly socket: WebSocket;
  readonly messages: Record<string, unknown>[];
  /** Waits for a message with these fields, up to the test's own limit. */
  received(wanted: Record<string, unknown>): Promise<void>;
  /** Waits for so many ping frames, counted from now. */
  pinged(times: number): Promise<void>;
}

/** A client of `ws` that has joined the board, past the proxy. */
async function join(solution: ServedSolution, token: string, options: ClientOptions = {}): Promise<Client> {
  const socket = new WebSocket(`ws://${solution.address}/ws?token=${token}`, options);
  onTestFinished(() => socket.terminate());
  const messages: Record<string, unknown>[] = [];
  socket.on("message", (data: Buffer) => messages.push(JSON.parse(data.toString()) as Record<string, unknown>));
  const received = async (wanted: Record<string, unknown>) => {
    const isSuch = (message: Record<string, unknown>) =>
      Object.entries(wanted).every(([name, value]) => message[name] === value);
    while (!messages.some(isSuch)) await once(socket, "message");
  };
  await once(socket, "open");
  socket.send(JOIN);
  await received({ type: "joined" });
  const pinged = async (times: number) => {
    for (let count = 0; count < times; count++) await once(socket, "ping");
  };
  return { socket, messages, received, pinged };
}

async function create(solution: ServedSolution, title: string): Promise<void> {
  await solution.send("POST", "/tasks", { listId: "list-todo", title });
}

describe("the heartbeat, with clients of ws", () => {
  test("a client that answers pings stays, and one that does not is ended and has left once", async () => {
    const solution = await served();
    const watcher = await join(solution, "alice");
    const dead = await join(solution, "bob", { autoPong: false });
    const [code] = (await once(dead.socket, "close")) as [number];
    expect(code).toBe(1006);
    await watcher.received({ type: "user_left", ...BOB });
    await watcher.pinged(2);
    expect(watcher.messages.filter(({ type }) => type === "user_left")).toHaveLength(1);
    expect(watcher.socket.readyState).toBe(WebSocket.OPEN);
  });
});

/** A page that connects again a tenth of a second after each end, and asks for what it has missed once it has joined. */
const PAGE_SCRIPT = `
  let since;
  globalThis.titles = new Map();
  globalThis.codes = [];
  const take = (event) => titles.set(event.id, event.task.title);
  async function catchUp() {
    const response = await fetch("/boards/${BOARD}/poll" + (since === undefined ? "" : "?since=" + since));
    const { data, timestamp } = await response.json();
    data.forEach(take);
    since = timestamp;
    globalThis.isCaughtUp = true;
  }
  function connect() {
    globalThis.isCaughtUp = false;
    globalThis.socket = new WebSocket(location.origin.replace("http", "ws") + "/ws?token=bob");
    socket.onopen = () => socket.send(${JSON.stringify(JOIN)});
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === "joined") catchUp().catch(() => socket.close());
      if (message.id !== undefined) take(message);
    };
    socket.onclose = ({ code }) => {
      codes.push(code);
      setTimeout(connect, 100);
    };
  }
  connect();
`;

describeInBrowser("the heartbeat, with a page in a browser", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(() => browser.close());

  async function pageOf(solution: ServedSolution): Promise<Page> {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(`${solution.url}/health`);
    await page.addScriptTag({ content: PAGE_SCRIPT });
    await page.waitForFunction("isCaughtUp");
    return page;
  }

  test("a page answers pings by itself, leaves when its network goes silent, and misses nothing when it is back", async () => {
    const solution = await served();
    const watcher = await join(solution, "alice");
    const page = await pageOf(solution);
    await watcher.received({ type: "user_joined", ...BOB });
    await watcher.pinged(4);
    expect(await page.evaluate("codes")).toEqual([]);
    await create(solution, "before");
    await page.waitForFunction("titles.size === 1");

    solution.proxy.change({ silent: true });
    await watcher.received({ type: "user_left", ...BOB });
    await create(solution, "one");
    await create(solution, "two");
    solution.proxy.change({});

    await page.waitForFunction("codes.length > 0 && isCaughtUp");
    expect(await page.evaluate("codes[0]")).toBe(1006);
    await create(solution, "after");
    await page.waitForFunction("titles.size === 4");
    expect(await page.evaluate("[...titles.values()]")).toEqual(["before", "one", "two", "after"]);
  });

  test("a page whose browser is switched offline and online connects again", async () => {
    const solution = await served();
    const watcher = await join(solution, "alice");
    const page = await pageOf(solution);
    await page.context().setOffline(true);
    solution.proxy.cut();
    await watcher.received({ type: "user_left", ...BOB });
    await create(solution, "missed");
    // The page tries again and again, and Chromium refuses.
    await page.waitForFunction("codes.length >= 3 && !navigator.onLine");
    await page.context().setOffline(false);
    await page.waitForFunction("isCaughtUp && titles.size === 1");
    expect(await page.evaluate("[...titles.values()]")).toEqual(["missed"]);
  });

  test("a session that is over is closed with a code that the page can read", async () => {
    const solution = await served();
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(`${solution.url}/health`);
    const code = await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket(location.origin.replace("http", "ws") + "/ws?token=expired");
      socket.onclose = ({ code }) => resolve(code);
    })`);
    expect(code).toBe(4401);
  });
});
