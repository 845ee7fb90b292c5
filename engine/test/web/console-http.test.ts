/** The console over HTTP: requests, held ones and event streams by hand, and their conversations replayed. */
import { beforeAll, expect, test } from "vitest";
import { courseFolder, type CourseFolder } from "../watch/course.ts";
import { withTheFile } from "./lasting.ts";
import { Page, type ConsolePage } from "./page-client.ts";
import { STREAMING_SERVER } from "./streaming-server.ts";

const LESSON = "lesson-door";
const at = { slug: LESSON };
const atEnd = withTheFile();
let course: CourseFolder;
let page: Page;
beforeAll(async () => {
  course = await courseFolder(atEnd);
  await course.save(STREAMING_SERVER);
  page = await Page.start(course);
});

/** A console whose journal is empty and whose server runs. */
async function freshConsole(): Promise<ConsolePage> {
  const opened = await page.console(LESSON);
  await opened.next("state");
  await opened.beginAnew();
  return opened;
}

/** Saves another server and waits until it runs. */
async function save(on: ConsolePage, text: string): Promise<void> {
  await course.save(text);
  await on.serverRuns(["server.ts"]);
}

const view = (on: ConsolePage, name: string, state: string) =>
  on.next("client", ({ client }) => client.name === name && client.state === state);

test("a request by hand is answered with status, headers, body and time, and JSON is only a default", async () => {
  const mine = await freshConsole();
  mine.send({ type: "request", method: "POST", path: "/tasks", body: '{"title":"write"}' });
  expect(await mine.event("request", "out")).toMatchObject({
    peer: "http-1",
    method: "POST",
    path: "/tasks",
    headers: [["content-type", "application/json"]],
    body: '{"title":"write"}',
  });
  const answer = await mine.event("response", "in");
  expect(answer).toMatchObject({ peer: "http-1", code: 201, text: '201 {"title":"write"}', bytes: 17 });
  expect(answer.headers).toContainEqual(["x-tasks", "1"]);
  expect(answer.tookMs).toBeGreaterThan(0);
  expect((await view(mine, "http-1", "ended")).client).toMatchObject({
    transport: "http",
    reason: null,
    answer: { status: 201, body: '{"title":"write"}', bytes: 17 },
  });
  // The name is free again. A body that is not JSON is sent as it is, and a header of the reader's own counts.
  const headers = { "Content-Type": "text/plain" };
  mine.send({ type: "request", method: "POST", path: "/tasks", body: "hello", headers });
  expect(await mine.event("response", "in")).toMatchObject({
    peer: "http-1",
    code: 400,
    text: '400 {"error":"no JSON","type":"text/plain"}',
  });
});

test("a held request waits until the server answers or the reader gives it up", async () => {
  const mine = await freshConsole();
  for (const name of ["http-1", "http-2"]) {
    mine.send({ type: "request", method: "GET", path: "/poll", hold: true });
    expect((await view(mine, name, "waiting")).client).toMatchObject({ hold: true, answer: null });
  }
  mine.send({ type: "abort", client: "http-1" });
  expect(await mine.event("abort", "out")).toMatchObject({ peer: "http-1" });
  expect((await view(mine, "http-1", "ended")).client).toMatchObject({ reason: "given up", answer: null });
  mine.send({ type: "abort", client: "http-1" });
  expect((await mine.next("refused")).message).toBe("No request http-1 waits for its answer.");
  mine.send({ type: "request", method: "POST", path: "/tasks", body: '{"title":"wake"}' });
  const answers = [await mine.event("response", "in"), await mine.event("response", "in")];
  // They come on two connections, in either order.
  expect(answers.map(({ peer, text }) => `${peer}: ${text}`).toSorted()).toEqual([
    'http-1: 201 {"title":"wake"}',
    'http-2: 200 {"tasks":["wake"]}',
  ]);
});

test("an answer in parts is shown as it comes", async () => {
  const mine = await freshConsole();
  mine.send({ type: "request", method: "GET", path: "/parts" });
  expect(await mine.event("head", "in")).toMatchObject({ code: 200 });
  const first = await mine.event("chunk", "in");
  const last = await mine.event("chunk", "in");
  const end = await mine.event("end", "in");
  expect([first.text, last.text]).toEqual(["first", "last"]);
  expect(last.at - first.at).toBeGreaterThan(200);
  expect(end.at).toBeGreaterThanOrEqual(last.at);
  expect((await view(mine, "http-1", "ended")).client).toMatchObject({ answer: { body: "firstlast" }, reason: null });
});

test("an event stream shows comments, retry and events with their ids, and is opened again after its last id", async () => {
  const mine = await freshConsole();
  mine.send({ type: "open-stream", path: "/events" });
  mine.send({ type: "open-stream", path: "/events" });
  expect(await mine.event("head", "in")).toMatchObject({ peer: "stream-1", text: "200 text/event-stream" });
  expect(await mine.event("comment", "in")).toMatchObject({ peer: "stream-1", text: "welcome" });
  expect(await mine.event("retry", "in")).toMatchObject({ peer: "stream-1", ms: 2_500 });
  expect(await mine.event("event", "in")).toMatchObject({ event: "message", text: "after none" });
  expect(await mine.event("event", "in")).toMatchObject({ peer: "stream-2", text: "after none" });
  mine.send({ type: "request", method: "POST", path: "/tasks", body: '{"title":"a"}' });
  const events = [await mine.event("event", "in"), await mine.event("event", "in")];
  expect(events.map(({ peer }) => peer).toSorted()).toEqual(["stream-1", "stream-2"]);
  expect(events[0]).toMatchObject({ event: "created", id: "1", text: '{"title":"a"}' });
  mine.send({ type: "close-stream", client: "stream-1" });
  const { client } = await view(mine, "stream-1", "ended");
  expect(client).toMatchObject({ transport: "sse", lastEventId: "1", retryMs: 2_500, reason: "closed" });
  mine.send({ type: "open-stream", client: "stream-1", path: "/events", lastEventId: "1" });
  expect(await mine.event("event", "in")).toMatchObject({ peer: "stream-1", text: "after 1" });
  // It has had no id of its own, so it goes on from the same event once more.
  mine.send({ type: "close-stream", client: "stream-1" });
  expect((await view(mine, "stream-1", "ended")).client).toMatchObject({ lastEventId: "1" });
  mine.send({ type: "open-stream", client: "stream-1", path: "/events" });
  await view(mine, "stream-1", "open");
  mine.send({ type: "open-stream", client: "stream-1", path: "/events" });
  expect((await mine.next("refused")).message).toBe("stream-1 is still open.");
});

test("what a browser passes over in a stream is shown with its reason", async () => {
  const mine = await freshConsole();
  mine.send({ type: "open-stream", path: "/wrong-events" });
  expect(await mine.event("chunk", "in")).toMatchObject({
    text: '"data: no empty line follows\\n"',
    meaning: "No event yet: an event ends with an empty line.",
  });
  mine.send({ type: "open-stream", path: "/nothing-here" });
  expect(await mine.event("head", "in")).toMatchObject({
    code: 404,
    meaning: expect.stringContaining("EventSource gives up"),
  });
  expect((await view(mine, "stream-2", "ended")).client).toMatchObject({ status: 404, reason: "ended by the server" });
});

test("a server that sends too much is cut off, and one that does not answer is given up after 10 s", async () => {
  const mine = await freshConsole();
  const silent = await page.console(LESSON, "?after=10000");
  await silent.next("state");
  mine.send({ type: "request", method: "GET", path: "/poll" });
  await view(mine, "http-1", "waiting");
  mine.send({ type: "open-stream", path: "/flood" });
  expect((await view(mine, "stream-1", "ended")).client).toMatchObject({
    reason: "more than 5000 events in a second; the console hung up",
  });
  mine.send({ type: "open-stream", path: "/endless-event" });
  expect((await view(mine, "stream-2", "ended")).client).toMatchObject({
    reason: "an event of more than 1024 KB; the console hung up",
  });
  mine.send({ type: "request", method: "GET", path: "/large" });
  const { client } = await view(mine, "http-2", "ended");
  expect(client).toMatchObject({ reason: "a body of more than 1024 KB; the console hung up" });
  expect(JSON.stringify(client).length).toBeLessThan(30_000);
  expect((await view(silent, "http-1", "ended")).client).toMatchObject({
    reason: "no complete answer within 10 s; the console gave up",
  });
});

test("what cannot be sent is refused in one sentence, and ends nothing", async () => {
  const mine = await freshConsole();
  const refused = async (message: Parameters<ConsolePage["send"]>[0]) => {
    mine.send(message);
    return (await mine.next("refused")).message;
  };
  expect(await refused({ type: "request", method: "GET", path: "poll" })).toBe(
    "a path begins with / and holds no spaces.",
  );
  expect(await refused({ type: "request", method: "GET", path: "/", headers: { "a b": "c" } })).toBe(
    "the name of a header is one word.",
  );
  expect(await refused({ type: "request", method: "GET", path: "/", headers: { a: "b\r\nc: d" } })).toBe(
    "a header's value is one line of at most 2000 ASCII characters.",
  );
  expect(await refused({ type: "open-stream", path: "/events", lastEventId: "a\u0001" })).toBe(
    "an id with control characters cannot be sent as Last-Event-ID.",
  );
  mine.send({ type: "open-stream", path: "/events", lastEventId: "ü" });
  // Node reads the bytes of a header as Latin-1; they are the UTF-8 of the id.
  expect((await mine.event("event", "in")).text).toBe(`after ${Buffer.from("ü").toString("latin1")}`);
});

test("a saved conversation with a held request and a stream is replayed, and differs where the server does", async () => {
  const mine = await freshConsole();
  mine.send({ type: "open-stream", path: "/events" });
  await mine.event("event", "in");
  mine.send({ type: "request", method: "GET", path: "/poll", hold: true });
  await view(mine, "http-1", "waiting");
  const other = await page.console(LESSON, "?after=10000");
  await other.next("state");
  mine.send({ type: "request", method: "POST", path: "/tasks", body: '{"title":"a"}' });
  expect(await mine.event("event", "in")).toMatchObject({ event: "created" });
  await view(other, "http-1", "ended");
  mine.send({ type: "close-stream", client: "stream-1" });
  await view(mine, "stream-1", "ended");
  mine.send({ type: "open-stream", client: "stream-1", path: "/events", lastEventId: "1" });
  await mine.event("event", "in");
  const kept = await page.ask("POST /api/lessons/:slug/conversations", at, { name: "over HTTP" });
  expect(kept).toMatchObject({ clients: 3 });
  const conversation = { ...at, id: kept.id };
  const same = await page.ask("POST /api/lessons/:slug/conversations/:id/replay", conversation, { against: "mine" });
  expect(same).toMatchObject({ differences: 0, reason: null });
  expect(same.peers.map(({ peer }) => peer)).toEqual(["stream-1", "http-1", "http-2"]);
  const kinds = same.transcript.filter(({ peer }) => peer === "stream-1").map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "request")).toHaveLength(2);
  await save(mine, STREAMING_SERVER.replace("event: created", "event: made"));
  const changed = await page.ask("POST /api/lessons/:slug/conversations/:id/replay", conversation, { against: "mine" });
  expect(changed.differences).toBeGreaterThan(0);
  await save(mine, STREAMING_SERVER);
});

test("a replay waits as long as a held answer took, and resumes a stream after the id that this server gave", async () => {
  const ids = STREAMING_SERVER.replace("firstId = 1", "firstId = Number(process.hrtime.bigint() % 1_000_000_000n)");
  const mine = await freshConsole();
  await save(mine, ids);
  mine.send({ type: "open-stream", path: "/events" });
  await mine.event("event", "in");
  mine.send({ type: "request", method: "POST", path: "/tasks", body: '{"title":"a"}' });
  const { id: savedId = "" } = (await mine.event("event", "in")) as { id?: string };
  mine.send({ type: "close-stream", client: "stream-1" });
  await view(mine, "stream-1", "ended");
  mine.send({ type: "open-stream", client: "stream-1", path: "/events", lastEventId: savedId });
  await mine.event("event", "in");
  mine.send({ type: "request", method: "GET", path: "/timed", hold: true });
  await mine.event("response", "in");
  const { id } = await page.ask("POST /api/lessons/:slug/conversations", at, { name: "resumed" });
  const again = await page.ask("POST /api/lessons/:slug/conversations/:id/replay", { ...at, id }, { against: "mine" });
  const { transcript } = again;
  const newId = transcript.flatMap((event) => (event.kind === "event" && event.id !== undefined ? event.id : []))[0];
  expect(newId).not.toBe(savedId);
  const asked = transcript.filter(({ kind, peer }) => kind === "request" && peer === "stream-1");
  expect(asked.map(({ text }) => text)).toEqual(["GET /events", `GET /events with Last-Event-ID: ${newId}`]);
  expect(transcript.at(-1)).toMatchObject({ kind: "response", text: '200 {"tasks":[]}' });
  await save(mine, STREAMING_SERVER);
});

test("a server that is started again at once after it was stopped is started", async () => {
  const mine = await page.console(LESSON, "?after=10000");
  for (let time = 0; time < 2; time++) {
    mine.send({ type: "stop-server" });
    mine.send({ type: "start-server" });
    await mine.serverRuns();
  }
});

test("what was open is ended by a restart of the server, and by one of the workbook", async () => {
  const mine = await freshConsole();
  mine.send({ type: "open-stream", path: "/events" });
  await mine.event("event", "in");
  mine.send({ type: "request", method: "GET", path: "/poll", hold: true });
  await view(mine, "http-1", "waiting");
  await save(mine, `${STREAMING_SERVER}\n`);
  const ends = mine.all.flatMap((message) =>
    message.type === "client" && message.client.state === "ended" ? message.client : [],
  );
  expect(ends.map(({ name }) => name).toSorted()).toEqual(["http-1", "stream-1"]);
  for (const end of ends) expect(end).toMatchObject({ reason: expect.stringMatching(/cut|closed|ended/) });
  mine.send({ type: "open-stream", client: "stream-1", path: "/events" });
  await mine.event("event", "in");
  mine.send({ type: "request", method: "GET", path: "/poll", hold: true });
  await view(mine, "http-1", "waiting");
  page.talking.child.kill("SIGTERM");
  await page.talking.end;
  page = await Page.start(course);
  const again = await page.console(LESSON);
  const { clients } = await again.next("state");
  expect(clients).toMatchObject([
    { name: "stream-1", state: "ended", reason: "the workbook was restarted", retryMs: 2_500 },
    { name: "http-1", state: "ended", reason: "the workbook was restarted", hold: true, answer: null },
  ]);
});
