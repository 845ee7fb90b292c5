/** The solutions that are polled, and the one that speaks WebSocket, as a page in a browser uses them. */
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { describeInBrowser, launchBrowser, type Browser, type Page } from "../tools/browser.ts";
import { EventSourceClient } from "./event-source-client.ts";
import { ServedSolution } from "./served-solution.ts";

/**
 * What the pages use: `ask` is a request whose outcome `outcome` waits for, `abort` gives it up, `isOpen` says whether it still
 * has none. `connect` opens a WebSocket, whose messages and end are taken one by one with `next`.
 */
const PAGE_SCRIPT = `
  const requests = [];
  function ask(url) {
    const controller = new AbortController();
    const entry = { controller, isOpen: true };
    entry.outcome = fetch(url, { signal: controller.signal })
      .then(async (response) => ({ status: response.status, body: await response.json() }))
      .catch((error) => ({ error: error.name }))
      .finally(() => (entry.isOpen = false));
    return requests.push(entry) - 1;
  }
  const outcome = (index) => requests[index].outcome;
  const abort = (index) => requests[index].controller.abort();
  const isOpen = (index) => requests[index].isOpen;

  let socket;
  let arrived = [];
  let onNews = () => {};
  function connect() {
    socket = new WebSocket(location.origin.replace("http", "ws"));
    const add = (what) => { arrived.push(what); onNews(); };
    socket.onmessage = ({ data }) => add(JSON.parse(data));
    socket.onclose = ({ code, wasClean }) => add({ code, wasClean });
  }
  async function next() {
    while (arrived.length === 0) await new Promise((resolve) => (onNews = resolve));
    return arrived.shift();
  }
`;

/** What came of a request: an answer, or the name of what `fetch` was rejected with. */
interface Outcome {
  readonly status?: number;
  readonly body?: {
    readonly data: readonly { readonly title?: string; readonly task?: { readonly title: string } }[];
    readonly timestamp: string;
  };
  readonly error?: string;
}

describeInBrowser("solutions that are polled or speak WebSocket, with a page in a browser", () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(async () => browser.close());

  async function served(lesson: string): Promise<ServedSolution> {
    const solution = await ServedSolution.start(lesson);
    onTestFinished(() => solution.close());
    return solution;
  }

  async function pageAt(url: string): Promise<Page> {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(`${url}/health`);
    await page.addScriptTag({ content: PAGE_SCRIPT });
    return page;
  }

  const begin = (page: Page, url: string) => page.evaluate<number>(`ask(${JSON.stringify(url)})`);
  const outcome = (page: Page, index: number) => page.evaluate<Outcome>(`outcome(${index})`);
  const poll = async (page: Page, url: string) => outcome(page, await begin(page, url));
  const after = (url: string, { body }: Outcome) => `${url}?since=${encodeURIComponent(body?.timestamp ?? "")}`;

  test("lesson-short-poll: a page polls past an abort and a restart, and is sent each change once", async () => {
    const solution = await served("lesson-short-poll");
    const page = await pageAt(solution.url);
    const updates = "/boards/board-1/updates";
    const first = await poll(page, updates);
    expect(first).toMatchObject({ status: 200 });
    await create(solution, "one");
    const second = await poll(page, after(updates, first));
    expect(titlesIn(second)).toEqual(["one"]);
    expect(titlesIn(await poll(page, after(updates, second)))).toEqual([]);
    // The same request once more is not answered by the browser's cache.
    const polls = (await solution.answered(updates, 3)).length;
    await create(solution, "two");
    expect(titlesIn(await poll(page, after(updates, second)))).toEqual(["two"]);
    expect(await solution.answered(updates, polls + 1)).toHaveLength(polls + 1);

    solution.proxy.change({ silent: true });
    const given = await begin(page, after(updates, second));
    await page.evaluate(`abort(${given})`);
    expect(await outcome(page, given)).toEqual({ error: "AbortError" });
    solution.proxy.change({});

    await solution.stop("SIGKILL");
    expect(await poll(page, after(updates, second))).toEqual({ error: "TypeError" });
    await solution.run();
    await create(solution, "three");
    const last = await poll(page, after(updates, second));
    expect(titlesIn(last)).toEqual(["two", "three"]);
    expect(titlesIn(await poll(page, after(updates, last)))).toEqual([]);
  });

  test("lesson-long-poll: a page's poll is held until there is news, forgotten when it is aborted, and goes on after a restart", async () => {
    const solution = await served("lesson-long-poll");
    const page = await pageAt(solution.url);
    const waiters = async () => (await solution.ask<{ waiters: number }>("GET", "/debug/connections")).waiters;
    const wait = async (count: number) => expect.poll(waiters, { timeout: WAITERS_LIMIT_MS }).toBe(count);
    const news = "/boards/board-1/poll";
    const board = await poll(page, "/boards/board-1");
    const held = await begin(page, after(news, board));
    await wait(1);
    expect(await page.evaluate(`isOpen(${held})`)).toBe(true);
    await create(solution, "one");
    const first = await outcome(page, held);
    expect(titlesIn(first)).toEqual(["one"]);

    const given = await begin(page, after(news, first));
    await wait(1);
    await page.evaluate(`abort(${given})`);
    expect(await outcome(page, given)).toEqual({ error: "AbortError" });
    await wait(0);

    const cut = await begin(page, after(news, first));
    await wait(1);
    await solution.stop("SIGKILL");
    expect(await outcome(page, cut)).toEqual({ error: "TypeError" });
    await solution.run();
    await create(solution, "two");
    await create(solution, "three");
    expect(titlesIn(await poll(page, after(news, first)))).toEqual(["two", "three"]);
  });

  test("lesson-ws: a page's WebSocket is welcomed, answered and told of a shutdown with 1001, and connects again", async () => {
    const solution = await served("lesson-ws");
    const page = await pageAt(solution.url);
    const next = () => page.evaluate<unknown>("next()");
    const send = async (text: string) => page.evaluate(`socket.send(${JSON.stringify(text)})`);
    await page.evaluate("connect()");
    expect(await next()).toMatchObject({ type: "connected" });
    await send('{"type":"ping"}');
    expect(await next()).toEqual({ type: "pong" });
    await send("{");
    expect(await next()).toEqual({ type: "error", message: "Invalid JSON" });
    await send('{"type":"dance"}');
    expect(await next()).toEqual({ type: "error", message: "Unknown message type: dance" });
    await solution.stop("SIGTERM");
    expect(await next()).toEqual({ code: 1001, wasClean: true });
    await page.evaluate("connect()");
    expect(await next()).toEqual({ code: 1006, wasClean: false });
    await solution.run();
    await page.evaluate("connect()");
    expect(await next()).toMatchObject({ type: "connected" });
  });

  test("six streams of one origin are all that a browser opens: a seventh request waits until one of them ends", async () => {
    const solution = await served("lesson-sse");
    const page = await pageAt(solution.url);
    const streams: EventSourceClient[] = [];
    for (let count = 0; count < 6; count++)
      streams.push(await EventSourceClient.inPage(page, `${solution.url}/boards/board-1/events`));
    for (const stream of streams) await stream.opened();
    const seventh = await begin(page, "/boards");
    // Another origin has connections of its own; what is asked there later is answered first.
    const other = await pageAt((await served("lesson-sse")).url);
    expect(await poll(other, "/boards")).toMatchObject({ status: 200 });
    expect(await page.evaluate(`isOpen(${seventh})`)).toBe(true);
    await streams[0]?.close();
    expect(await outcome(page, seventh)).toMatchObject({ status: 200 });
  });
});

/** An aborted poll is noticed within this time, in milliseconds. */
const WAITERS_LIMIT_MS = 10_000;

async function create(solution: ServedSolution, title: string): Promise<void> {
  await solution.send("POST", "/tasks", { listId: "list-todo", title });
}

/** The titles of the tasks in an answer, or of the tasks in its events. */
function titlesIn({ body }: Outcome): (string | undefined)[] {
  return (body?.data ?? []).map((entry) => entry.title ?? entry.task?.title);
}
