/** The solution of Pub/Sub, with a browser's WebSocket and EventSource and with `ws`. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchBrowser, type Browser } from "../tools/browser.ts";
import { eventSourceInPage, socketInPage, socketOfWs } from "./socket-clients.ts";
import { startSolution } from "./served-solution.ts";

const BOARD = "board-1";

describeInBrowser("Pub/Sub", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(() => browser.close());

  test("one import reaches a page's WebSocket and EventSource and a client of ws, the same events in one order", async () => {
    const address = await startSolution("lesson-pubsub");
    const clients = await Promise.all([
      socketInPage(browser, address, "/ws"),
      socketOfWs(address, "/ws"),
      eventSourceInPage(browser, address, `/boards/${BOARD}/events`),
    ]);
    const [page, program] = clients;
    for (const socket of [page, program]) {
      await socket.received("connected");
      await socket.send({ type: "join", boardId: BOARD });
      // The server knows no ping: its error shows that the join before it was handled.
      await socket.send({ type: "ping" });
      await socket.received("error");
    }
    await clients[2].received("connected");

    const answer = await fetch(`http://${address}/import`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ listId: "list-todo", titles: ["Tea", 'Jam "\n\u2028🚢'] }),
    });
    expect(answer.status).toBe(200);
    const deletion = await fetch(`http://${address}/tasks/task-1`, { method: "DELETE" });
    expect(deletion.status).toBe(204);

    const received = await Promise.all(
      clients.map(async (client) => {
        expect(await client.received("task_deleted")).toMatchObject({ boardId: BOARD, taskId: "task-1" });
        const types = await client.types();
        return [await client.received("task_created"), types.filter((type) => type.startsWith("task_"))];
      }),
    );
    expect(received[0]?.[1]).toEqual(["task_created", "task_created", "task_deleted"]);
    expect(received[1]).toEqual(received[0]);
    expect(received[2]).toEqual(received[0]);
  });
});
