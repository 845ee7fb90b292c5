/** The solution of Rooms and Broadcasting, with a browser's WebSocket and with `ws` in one room. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchBrowser, type Browser } from "../tools/browser.ts";
import { socketInPage, socketOfWs } from "./socket-clients.ts";
import { startSolution } from "./served-solution.ts";

const BOARD = "board-1";
const ADA = { userId: "ada", name: "Ada" };
const BEN = { userId: "ben", name: 'Ben "漢🚢"' };

async function createTask(address: string, listId: string, title: string): Promise<unknown> {
  const answer = await fetch(`http://${address}/tasks`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ listId, title }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { data: unknown }).data;
}

describeInBrowser("Rooms and Broadcasting", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(() => browser.close());

  test("a page and a client of ws in one room learn of each other, of tasks, and that the page was closed", async () => {
    const address = await startSolution("lesson-rooms");
    const page = await socketInPage(browser, address, "/ws");
    const program = await socketOfWs(address, "/ws");
    await page.received("connected");
    await page.send({ type: "join", boardId: BOARD, ...ADA });
    await page.send({ type: "ping" });
    await page.received("pong");
    await program.send({ type: "join", boardId: BOARD, ...BEN });
    expect(await page.received("user_joined")).toMatchObject({ boardId: BOARD, ...BEN });

    await createTask(address, "list-b2-todo", "on another board");
    const task = await createTask(address, "list-todo", "Call Ada \u2028 🚢");
    expect(await page.received("task_created")).toMatchObject({ boardId: BOARD, task });
    expect(await program.received("task_created")).toMatchObject({ boardId: BOARD, task });

    await page.send({ type: "typing", boardId: BOARD });
    expect(await program.received("user_typing")).toMatchObject({ ...ADA, typing: true });
    expect(await page.types()).toEqual(["connected", "pong", "user_joined", "task_created"]);

    await page.leave();
    expect(await program.received("user_left")).toMatchObject({ boardId: BOARD, ...ADA });
    expect(await program.types()).toEqual(["connected", "task_created", "user_typing", "user_left"]);
  });

  test("a page learns that a client of ws has closed its connection", async () => {
    const address = await startSolution("lesson-rooms");
    const program = await socketOfWs(address, "/ws");
    const page = await socketInPage(browser, address, "/ws");
    await program.send({ type: "join", boardId: BOARD, ...BEN });
    await program.send({ type: "ping" });
    await program.received("pong");
    await page.send({ type: "join", boardId: BOARD, ...ADA });
    await program.received("user_joined");
    await program.leave();
    expect(await page.received("user_left")).toMatchObject({ boardId: BOARD, ...BEN });
  });
});
