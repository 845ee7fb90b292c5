/** The network between the console's clients and the server: what it does stands in the conversation of each transport. */
import { beforeAll, expect, test } from "vitest";
import type { ConsoleEvent, ConsoleMessage } from "../../web/api-console.ts";
import type { Verdict } from "../../verdict.ts";
import { courseFolder, type CourseFolder } from "../watch/course.ts";
import { withTheFile } from "./lasting.ts";
import { Page, type ConsolePage } from "./page-client.ts";

const LESSON = "lesson-door";
const atEnd = withTheFile();

/** Answers HTTP with its process, streams events without end, and echoes over WebSockets. */
const SERVER = `import { createServer } from "node:http";
import { WebSocketServer } from "ws";
const server = createServer((request, response) => {
  if (request.url === "/held") return;
  if (request.url !== "/events") return void response.end(String(process.pid));
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(": open\\n\\n");
  const timer = setInterval(() => response.write("data: " + "x".repeat(100) + "\\n\\n"), 10);
  response.on("close", () => clearInterval(timer));
});
new WebSocketServer({ server }).on("connection", (socket) => socket.on("message", (data) => socket.send(String(data))));
server.listen(Number(process.env["PORT"]));
`;

let course: CourseFolder;
let page: Page;
beforeAll(async () => {
  course = await courseFolder(atEnd);
  await course.save(SERVER);
  page = await Page.start(course);
});

/** A console with an empty journal, a good network and a server that runs. */
async function freshConsole(): Promise<ConsolePage> {
  const opened = await page.console(LESSON);
  await opened.next("state");
  opened.send({ type: "set-network", network: "good" });
  await opened.next("network", ({ network }) => network.name === "good");
  await opened.beginAnew();
  return opened;
}

/** A held request, an event stream and a WebSocket client, all open. */
async function openAll(mine: ConsolePage): Promise<void> {
  mine.send({ type: "request", method: "GET", path: "/held", hold: true });
  await mine.event("request", "out");
  mine.send({ type: "open-stream", path: "/events" });
  await mine.event("comment", "in");
  mine.send({ type: "open" });
  await mine.event("upgrade", "in");
}

async function networkEvent(mine: ConsolePage, did: string): Promise<ConsoleEvent> {
  const fits = (event: ConsoleEvent) => event.kind === "network" && event.did === did;
  return (await mine.next("event", ({ event }) => fits(event))).event;
}

const isOver = (name: string) => (message: ConsoleMessage) =>
  message.type === "client" && message.client.name === name && ["ended", "closed"].includes(message.client.state);
const endOf = (mine: ConsolePage, name: string) => mine.next("client", isOver(name));

test("going offline once resets the clients of every transport, refuses new ones, and passes", async () => {
  const mine = await freshConsole();
  await openAll(mine);
  mine.send({ type: "go-offline" });
  expect(await networkEvent(mine, "offline")).toMatchObject({
    peer: "network",
    dir: "none",
    text: "offline for 5 s, 3 connections reset",
  });
  for (const name of ["http-1", "stream-1", "client-1"]) {
    if (!mine.all.some(isOver(name))) await endOf(mine, name);
  }
  mine.send({ type: "request", method: "GET", path: "/" });
  expect(await networkEvent(mine, "refuse")).toMatchObject({
    peer: "http-1",
    text: "connection reset at once: there is no network",
  });
  await networkEvent(mine, "online");
  mine.send({ type: "request", method: "GET", path: "/" });
  expect(await mine.event("response", "in")).toMatchObject({ code: 200 });
});

test("lossy shows at the client what happened to its connection, and after how many bytes", async () => {
  const mine = await freshConsole();
  mine.send({ type: "set-network", network: "lossy" });
  expect(await networkEvent(mine, "change")).toMatchObject({
    peer: "network",
    text: expect.stringContaining("lossy from now"),
  });
  expect((await mine.next("network")).network).toEqual({ name: "lossy", seed: expect.any(Number) });
  for (const [name, open] of [
    ["stream-1", () => mine.send({ type: "open-stream", path: "/events" })],
    ["client-1", () => mine.send({ type: "open" })],
  ] as const) {
    open();
    if (name === "client-1") {
      await mine.event("upgrade", "in");
      mine.send({ type: "send", client: name, text: "x".repeat(10_000) });
    }
    const { event } = await mine.next("event", ({ event: one }) => one.kind === "network" && one.peer === name);
    expect(event.text).toMatch(/^connection (reset|stalled for [\d.]+ s) after [\d,]+ bytes$/);
  }
});

test("half-open leaves the client connected and silent, and the network says so", async () => {
  const mine = await freshConsole();
  mine.send({ type: "open" });
  await mine.event("upgrade", "in");
  mine.send({ type: "set-network", network: "half-open" });
  expect(await networkEvent(mine, "die")).toMatchObject({
    peer: "client-1",
    text: expect.stringContaining("half-open after"),
  });
  mine.send({ type: "send", client: "client-1", text: "lost" });
  await mine.event("text", "out");
  // A new connection shows that the server lives and answers.
  mine.send({ type: "request", method: "GET", path: "/" });
  await mine.event("response", "in");
  expect(
    mine.all.some((message) => message.type === "event" && message.event.text === "lost" && message.event.dir === "in"),
  ).toBe(false);
  mine.send({ type: "set-network", network: "good" });
  expect((await endOf(mine, "client-1")).client).toMatchObject({ closed: { code: 1006, byServer: true } });
});

test("server-restarts replaces the server's process, and what was open ends", async () => {
  const mine = await freshConsole();
  mine.send({ type: "request", method: "GET", path: "/" });
  const first = (await mine.event("response", "in")).text;
  await openAll(mine);
  mine.send({ type: "set-network", network: "server-restarts" });
  expect(await networkEvent(mine, "restart")).toMatchObject({
    peer: "server",
    text: "the server is stopped and started again",
  });
  await mine.serverRuns();
  mine.send({ type: "set-network", network: "good" });
  mine.send({ type: "request", method: "GET", path: "/" });
  expect((await mine.event("response", "in")).text).not.toBe(first);
});

test("a network that does not exist is refused with the list of those that do", async () => {
  const mine = await freshConsole();
  mine.send('{"type":"set-network","network":"__proto__"}');
  expect((await mine.next("refused")).message).toBe(
    "a network is good, slow-3g, lossy, server-restarts, offline or half-open.",
  );
});

test("a verdict is the same whatever the console's network, and holds none of its deeds", async () => {
  const mine = await freshConsole();
  const outcome = ({ passed, exercises }: Verdict) => ({
    passed,
    checks: exercises.flatMap(({ checks }) => checks.map(({ id, status }) => `${id} ${status}`)),
  });
  const events = await page.events(LESSON);
  await events.next("snapshot");
  const verdicts: Verdict[] = [];
  for (const [number, network] of (["good", "half-open", "lossy"] as const).entries()) {
    mine.send({ type: "set-network", network });
    await mine.next("network", (message) => message.network.name === network);
    mine.send({ type: "go-offline" });
    await course.save(`${course.right}// ${number}\n`);
    let { verdict } = (await events.next("verdict")).data;
    if (network === "good") {
      // The grading of an earlier test may end only now.
      while (!verdict.passed) ({ verdict } = (await events.next("verdict")).data);
    }
    verdicts.push(verdict);
  }
  expect(outcome(verdicts[0] as Verdict).passed).toBe(true);
  for (const verdict of verdicts) {
    expect(outcome(verdict)).toEqual(outcome(verdicts[0] as Verdict));
    expect(JSON.stringify(verdict)).not.toContain('"kind":"network"');
  }
});
