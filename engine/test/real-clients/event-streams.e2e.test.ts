/** The solutions that stream events, as the browser's own `EventSource` and the package `eventsource` see them. */
import { once } from "node:events";
import { createGzip } from "node:zlib";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { describeInBrowser, launchBrowser, type Browser, type Page } from "../tools/browser.ts";
import { compressingProxy } from "./compressing-proxy.ts";
import { EventSourceClient, type SourceEvent } from "./event-source-client.ts";
import { ServedSolution, type Environment } from "./served-solution.ts";

const TYPES = ["task_created", "task_moved", "task_deleted"];
/** What the server does passes the proxy within this time, on a busy machine too. */
const PASSING_LIMIT_MS = 10_000;
/** The events of board-1, which every board of the course has. */
const BOARD = "/boards/board-1/events";

interface BoardEvent {
  readonly id: string;
  readonly type: string;
  readonly boardId: string;
  readonly task: { readonly id: string; readonly title: string };
}

describeInBrowser("solutions that stream events, with real clients", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(async () => browser.close());

  async function served(lesson: string, env?: Environment): Promise<ServedSolution> {
    const solution = await ServedSolution.start(lesson, env);
    onTestFinished(() => solution.close());
    return solution;
  }

  /** A page of this origin: what it shows does not matter. */
  async function pageAt(origin: string): Promise<Page> {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(`${origin}/health`);
    return page;
  }

  /** Both clients, of the same stream. */
  async function clientsOf(solution: ServedSolution, where: string, names = TYPES): Promise<EventSourceClient[]> {
    const url = `${solution.url}${where}`;
    const clients = [
      await EventSourceClient.inPage(await pageAt(solution.url), url, names),
      EventSourceClient.inNode(url, names),
    ];
    // A client that still tried to reconnect would outlive the test.
    onTestFinished(async () => void (await Promise.all(clients.map((client) => client.close()))));
    return clients;
  }

  /** Each client's next event is the greeting, which has no name and no id of its own. */
  async function greeted(clients: readonly EventSourceClient[], lastEventId = ""): Promise<void> {
    for (const client of clients)
      expect(await client.event(), client.name).toEqual({
        name: "message",
        data: '{"type":"connected"}',
        lastEventId: client.idOfEventWithout(lastEventId),
      });
  }

  test("lesson-sse: changes come as they happen; after a restart the clients are back by themselves, without what they missed", async () => {
    const solution = await served("lesson-sse");
    const clients = await clientsOf(solution, BOARD);
    await greeted(clients);
    await create(solution, "list-todo", "seen");
    for (const client of clients) expect(titleIn(await client.event()), client.name).toBe("seen");

    await solution.stop("SIGKILL");
    solution.proxy.change({ down: true });
    await solution.run();
    await create(solution, "list-todo", "missed");
    solution.proxy.change({});
    await greeted(clients);
    await create(solution, "list-todo", "seen again");
    for (const client of clients) expect(titleIn(await client.event()), client.name).toBe("seen again");
    for (const { headers } of await solution.answered(BOARD, 4)) expect(headers.has("last-event-id")).toBe(false);
  });

  test("lesson-sse-wire: what is encoded arrives as it was, before and after a restart", async () => {
    const solution = await served("lesson-sse-wire");
    const clients = await clientsOf(solution, "/raw/events", ["note"]);
    // The headers are sent before the first event.
    for (const client of clients) await client.opened();
    const first = { data: "one\n two: \n\nfour", event: "note", id: "a 1", retry: 20 };
    await publish(solution, first);
    const unnamed = { data: "ü" };
    await publish(solution, unnamed, { comment: "nothing" });
    for (const client of clients) {
      expect(await client.event(), client.name).toEqual({ name: "note", data: first.data, lastEventId: first.id });
      expect(await client.event(), client.name).toEqual({
        name: "message",
        data: "ü",
        lastEventId: client.idOfEventWithout(first.id),
      });
    }

    await solution.stop("SIGKILL");
    await solution.run();
    for (const client of clients) await client.opened(2);
    for (const { headers } of (await solution.answered("/raw/events", 4)).slice(2))
      expect(headers.get("last-event-id")).toEqual(["a 1"]);
    await publish(solution, { data: "after", event: "note", id: "2" });
    for (const client of clients)
      expect(await client.event(), client.name).toEqual({ name: "note", data: "after", lastEventId: "2" });
  });

  test("lesson-sse-events: what happened during a restart is sent once and in order, between what came before and after", async () => {
    const solution = await served("lesson-sse-events");
    const clients = await clientsOf(solution, BOARD);
    await greeted(clients);
    const before = await create(solution, "list-todo", "before");
    const last = await eventOfEach(clients, "task_created");

    await solution.stop("SIGKILL");
    solution.proxy.change({ down: true });
    await solution.run();
    await create(solution, "list-todo", "missed");
    await solution.send("PATCH", `/tasks/${before}/move`, { listId: "list-doing" });
    await solution.send("DELETE", `/tasks/${before}`);
    solution.proxy.change({});
    await greeted(clients, last.id);
    for (const type of ["task_created", "task_moved", "task_deleted"]) await eventOfEach(clients, type);
    await create(solution, "list-todo", "after");
    expect((await eventOfEach(clients, "task_created")).task.title).toBe("after");
    for (const { headers } of (await solution.answered(BOARD, 4)).slice(2))
      expect(headers.get("last-event-id")).toEqual([last.id]);
    for (const client of clients) expect(client.waiting, client.name).toBe(0);
  });

  test("lesson-sse-practice: two boards on one stream go on after SIGTERM; heartbeats are not seen, the headers are sent", async () => {
    const solution = await served("lesson-sse-practice", { SSE_HEARTBEAT_MS: "20", SSE_RETRY_MS: "1000" });
    const clients = await clientsOf(solution, "/events?boards=board-1,board-2");
    await greeted(clients);
    const lists = await Promise.all(["board-1", "board-2"].map((board) => firstListOf(solution, board)));
    await create(solution, lists[0], "before");
    const last = await eventOfEach(clients, "task_created");
    const streams = await solution.answered("/events", 2);
    const bodies = () => streams.map(({ answer }) => answer?.body ?? "");
    await until(solution, () => bodies().every((body) => body.includes("\n\n: heartbeat\n\n")));
    for (const { answer } of streams) expect(answer?.headers.get("cache-control")).toEqual(["no-cache, no-transform"]);

    const gone = solution.stop("SIGTERM");
    await until(solution, () => streams.every(({ answer }) => answer?.endedAt !== undefined));
    solution.proxy.change({ down: true });
    await gone;
    await solution.run();
    for (const [index, title] of ["first", "second", "third"].entries())
      await create(solution, lists[(index + 1) % 2], title);
    solution.proxy.change({});
    await greeted(clients, last.id);
    for (const title of ["first", "second", "third"])
      expect((await eventOfEach(clients, "task_created")).task.title).toBe(title);
    await create(solution, lists[1], "after");
    expect((await eventOfEach(clients, "task_created")).task.title).toBe("after");
    for (const client of clients) expect(client.waiting, client.name).toBe(0);
  });

  test("lesson-sse-practice: both clients give up on 404, and on 204, 401 and 503 when they reconnect", async () => {
    const solution = await served("lesson-sse-practice", { SSE_RETRY_MS: "20" });
    for (const client of await clientsOf(solution, "/boards/board-9/events")) await client.gaveUp();
    for (const status of [204, 401, 503]) {
      solution.proxy.change({});
      const clients = await clientsOf(solution, BOARD);
      await greeted(clients);
      solution.proxy.change({ answer: { status } });
      solution.proxy.cut();
      for (const client of clients) await client.gaveUp();
    }
  });

  test("compression on the way holds events back until the compressor is flushed", async () => {
    const solution = await served("lesson-sse");
    const compressor = createGzip();
    const url = await compressingProxy(`${solution.url}${BOARD}`, compressor);
    const page = await pageAt(url);
    const client = await EventSourceClient.inPage(page, `${url}/events`);
    await client.opened();
    // The first event is in the compressor, so the server has this client; then the second one is.
    while (compressor.bytesWritten === 0) await once(compressor, "progress");
    const first = compressor.bytesWritten;
    await create(solution, "list-todo", "held back");
    while (compressor.bytesWritten === first) await once(compressor, "progress");
    await page.evaluate("fetch('/health')");
    expect(client.waiting).toBe(0);
    compressor.flush();
    await greeted([client]);
    expect(titleIn(await client.event())).toBe("held back");
  });

  /** The next event of each client, which is of this type and the same for all. */
  async function eventOfEach(clients: readonly EventSourceClient[], type: string): Promise<BoardEvent> {
    const events: BoardEvent[] = [];
    for (const client of clients) {
      const { name, data, lastEventId } = await client.event();
      expect(name, `${client.name}: ${data}`).toBe(type);
      const event = JSON.parse(data) as BoardEvent;
      expect(lastEventId, client.name).toBe(event.id);
      events.push(event);
    }
    const [first, ...others] = events as [BoardEvent, ...BoardEvent[]];
    for (const other of others) expect(other).toEqual(first);
    return first;
  }
});

/** Waits for what the proxy sees; the end of a stream, which its last chunk says, is never seen of one that is cut. */
async function until({ proxy }: ServedSolution, isSo: () => boolean): Promise<void> {
  expect(await proxy.until(() => (isSo() ? true : undefined), PASSING_LIMIT_MS), String(isSo)).toBe(true);
}

/** Has these events encoded by the lesson's encoder, and sends them to every open stream. */
async function publish(solution: ServedSolution, ...events: readonly object[]): Promise<void> {
  const blocks: string[] = [];
  for (const event of events) blocks.push(await solution.send("POST", "/encode", event));
  await solution.send("POST", "/raw/publish", blocks.join(""));
}

/** Creates a task, and returns its id. */
async function create(solution: ServedSolution, listId: string | undefined, title: string): Promise<string> {
  return (await solution.ask<{ id: string }>("POST", "/tasks", { listId, title })).id;
}

async function firstListOf(solution: ServedSolution, board: string): Promise<string | undefined> {
  return (await solution.ask<{ lists: { id: string }[] }>("GET", `/boards/${board}`)).lists[0]?.id;
}

function titleIn({ data }: SourceEvent): string {
  return (JSON.parse(data) as BoardEvent).task.title;
}
