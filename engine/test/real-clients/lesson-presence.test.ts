/** The solution of Presence, with a user's tabs in a browser and a client of `ws`. */
import { once } from "node:events";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { describeInBrowser, launchBrowser, type Browser, type Page } from "../tools/browser.ts";
import { startSolution } from "./served-solution.ts";

const BOARD = "board-1";
const ALICE = { userId: "user-alice", name: "Alice" };
const BOB = { userId: "user-bob", name: "Bob" };

/** Where this user's connections are opened. */
async function addressFor(address: string, email: string): Promise<string> {
  const answer = await fetch(`http://${address}/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email }),
  });
  const { data } = (await answer.json()) as { data: { token: string } };
  return `ws://${address}/ws?token=${data.token}`;
}

/** A tab that has joined the board, and what it was told about who is there. */
async function openTab(browser: Browser, address: string, url: string): Promise<{ page: Page; users: unknown }> {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(`http://${address}/health`);
  const users = await page.evaluate(`new Promise((resolve) => {
    globalThis.socket = new WebSocket(${JSON.stringify(url)});
    socket.onopen = () => socket.send(${JSON.stringify(JSON.stringify({ type: "join", boardId: BOARD }))});
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === "presence") resolve(message.users);
    };
  })`);
  return { page, users };
}

/** A client of `ws` that has joined the board, and the next thing that it is told about others. */
async function openClient(url: string): Promise<{ next: () => Promise<Record<string, unknown>> }> {
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  const told: Record<string, unknown>[] = [];
  const next = async () => {
    for (;;) {
      const message = told.shift();
      if (message !== undefined) return message;
      await once(socket, "message");
    }
  };
  socket.on("message", (data: Buffer) => told.push(JSON.parse(data.toString()) as Record<string, unknown>));
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "join", boardId: BOARD }));
  expect(await next()).toMatchObject({ type: "connected" });
  expect(await next()).toMatchObject({ type: "presence", users: [BOB] });
  return { next };
}

describeInBrowser("Presence", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(() => browser.close());

  test("two tabs of one user come and go as one person, and what one of them types ends with it", async () => {
    const address = await startSolution("lesson-presence");
    const [alice, bob] = [await addressFor(address, "alice@example.com"), await addressFor(address, "bob@example.com")];
    const watcher = await openClient(bob);
    const first = await openTab(browser, address, alice);
    expect(first.users).toEqual([BOB, ALICE]);
    expect(await watcher.next()).toMatchObject({ type: "user_joined", ...ALICE });
    const second = await openTab(browser, address, alice);
    expect(second.users).toEqual([BOB, ALICE]);

    await first.page.evaluate(`socket.send(${JSON.stringify(JSON.stringify({ type: "typing", boardId: BOARD }))})`);
    expect(await watcher.next()).toMatchObject({ type: "user_typing", ...ALICE, typing: true });
    await first.page.close();
    expect(await watcher.next()).toMatchObject({ type: "user_typing", ...ALICE, typing: false });

    // A page that goes elsewhere closes its connection without a word of its own.
    await second.page.goto("about:blank");
    expect(await watcher.next()).toMatchObject({ type: "user_left", ...ALICE });
    const list = (await (await fetch(`http://${address}/boards/${BOARD}/presence`)).json()) as { data: unknown };
    expect(list.data).toEqual([BOB]);
  });
});
