/** The console: a learner's server, clients that are used by hand, and conversations that are saved and replayed. */
import { beforeAll, expect, test } from "vitest";
import { CONVERSATION_LIMIT } from "../../web/console/saved-conversations.ts";
import { courseFolder, type CourseFolder } from "../watch/course.ts";
import { withTheFile } from "./lasting.ts";
import { Page } from "./page-client.ts";

const LESSON = "lesson-door";
const at = { slug: LESSON };
const HOSTILE = '<img src=x onerror="alert(1)">\u001b[31m</script>\u202e';
const atEnd = withTheFile();
let course: CourseFolder;
let page: Page;
beforeAll(async () => {
  course = await courseFolder(atEnd);
  await course.save(course.right);
  page = await Page.start(course);
});

/** Resolves when the first grading of the lesson has unlocked the solution. */
async function passed(): Promise<void> {
  const events = await page.events(LESSON);
  const { data: snapshot } = await events.next("snapshot");
  if (!("progress" in snapshot)) throw new Error("the stream of a lesson began with another snapshot");
  let { unlocked } = snapshot.progress;
  while (!unlocked) ({ unlocked } = (await events.next("progress")).data);
}

/** The servers that readers have started, without those of gradings. */
const running = () => course.processes().filter(({ command }) => command.includes("child.mjs"));

test("all pages see the same frames of a conversation", async () => {
  const [mine, other] = await Promise.all([page.console(LESSON), page.console(LESSON)]);
  expect(await mine.next("state")).toMatchObject({ clients: [], from: 1, server: { state: "stopped" } });
  mine.send({ type: "start-server" });
  await mine.serverRuns();
  mine.send({ type: "open" });
  expect(await other.event("text", "in")).toMatchObject({ peer: "client-1", text: '{"type":"greeting"}', bytes: 19 });
  other.send({ type: "send", client: "client-1", text: '{"type":"knock","name":"ada"}' });
  expect(await mine.event("text", "out")).toMatchObject({ text: '{"type":"knock","name":"ada"}' });
  expect((await mine.event("text", "in")).text).toBe('{"type":"answer","name":"ada"}');
  other.send({ type: "send", client: "client-1", text: JSON.stringify({ type: "knock", name: HOSTILE }) });
  const answer = await mine.event("text", "in");
  // Text is passed on exactly as the server sent it; escaping it is the page's task and tested there.
  expect(JSON.parse(answer.text)).toEqual({ type: "answer", name: HOSTILE });
  mine.send({ type: "ping", client: "client-1", text: "hi" });
  expect((await mine.event("pong", "in")).text).toBe("pong frame hi");
  mine.send({ type: "open", path: "/second" });
  await mine.next("client", ({ client }) => client.name === "client-2" && client.state === "open");
  mine.send({ type: "close", client: "client-1", code: 1000, reason: "done" });
  expect(await mine.event("close", "none")).toMatchObject({
    peer: "client-1",
    code: 1000,
    meaning: expect.stringContaining("normal"),
  });
  const late = await page.console(LESSON);
  const { from } = await late.next("state");
  expect(from).toBe(1);
  expect((await late.next("event")).event).toMatchObject({ n: 1, kind: "upgrade", dir: "out", peer: "client-1" });
});

test("a saved conversation is replayed with the learner's server and, after a pass, with the solution", async () => {
  const kept = await page.ask("POST /api/lessons/:slug/conversations", at, { name: " Knocking\n" });
  expect(kept).toMatchObject({ name: "Knocking", clients: 2 });
  const conversation = { ...at, id: kept.id };
  expect((await page.ask("GET /api/lessons/:slug/conversations/:id", conversation)).transcript).toHaveLength(
    kept.events,
  );
  const path = `/api/lessons/${LESSON}/conversations/${kept.id}/replay`;
  const token = { "x-workbook-token": page.session.token ?? "" };

  const mine = await page.ask("POST /api/lessons/:slug/conversations/:id/replay", conversation, { against: "mine" });
  expect(mine).toMatchObject({ differences: 0, reason: null });
  expect(mine.peers.map(({ peer }) => peer)).toEqual(["client-1", "client-2"]);
  await passed();
  const solution = await page.ask("POST /api/lessons/:slug/conversations/:id/replay", conversation, {
    against: "solution",
  });
  expect(solution.differences).toBe(0);
  const locked = await page.raw(path.replace(LESSON, "lesson-gate"), {
    method: "POST",
    headers: token,
    body: '{"against":"solution"}',
  });
  expect(locked.status).toBe(404);

  // Saved conversations are not removed automatically: the hundred and first is refused until one is deleted.
  const saved = [kept];
  while (saved.length < CONVERSATION_LIMIT)
    saved.push(await page.ask("POST /api/lessons/:slug/conversations", at, { name: `Knocking ${saved.length}` }));
  const oneMore = { method: "POST", headers: token, body: '{"name":"One more"}' };
  const refused = await page.raw(`/api/lessons/${LESSON}/conversations`, oneMore);
  expect(refused.status).toBe(409);
  expect(refused.text).toContain("100 conversations are saved. Delete one");
  for (const { id } of saved.slice(1)) await page.ask("DELETE /api/lessons/:slug/conversations/:id", { ...at, id });
  const { conversations } = await page.ask("GET /api/lessons/:slug/conversations", at);
  expect(conversations).toEqual([kept]);

  // A save restarts the console's server, and the conversation begins again.
  const watching = await page.console(LESSON, "?after=10000");
  await watching.next("state");
  await course.save(course.right.replace('"knock"', '"kick"'));
  await watching.serverRuns(["server.ts"]);
  const changed = await page.ask("POST /api/lessons/:slug/conversations/:id/replay", conversation, { against: "mine" });
  expect(changed.differences).toBeGreaterThan(0);
  expect(changed.peers[0]?.rows.map(({ mark }) => mark)).toContain("missing");
});

test("the server's output is sent with its source locations, and its end with the reason", async () => {
  const [events, mine] = await Promise.all([page.events(LESSON), page.console(LESSON)]);
  await events.next("snapshot");
  await mine.next("state");
  await course.save(`${course.right}console.log("\\u001b[31mhello\\u001b[0m");\n`);
  await mine.serverRuns(["server.ts"]);
  mine.send({ type: "open", client: "client-1" });
  await mine.event("text", "in");
  mine.send({ type: "send", client: "client-1", text: "no JSON" });
  const { server } = await mine.next("server", (message) => message.server.state === "ended");
  expect(server.reason).toMatchObject({
    code: "server-stopped",
    message: expect.stringContaining("SyntaxError"),
    file: "server.ts",
  });
  expect(mine.all.find((message) => message.type === "event" && message.event.kind === "exit")).toMatchObject({
    event: { peer: "server", exitCode: 1, signal: null },
  });
  const lines = [];
  for (;;) {
    lines.push(...(await events.next("log")).data.lines);
    if (lines.some(({ text }) => text.startsWith("Node.js"))) break;
  }
  expect(lines[0]).toMatchObject({ stream: "stdout", text: "hello" });
  const placed = lines.find(({ places }) => places.length > 0);
  expect(placed?.places[0]).toMatchObject({ file: "server.ts" });
  expect(placed?.text.slice(placed.places[0]?.from, placed.places[0]?.to)).toMatch(
    /^lessons\/lesson-door\/server.ts:\d+/,
  );
  expect(JSON.stringify(lines)).not.toMatch(/workbook-\w{6}|child\.mjs/);
  await course.save("const broken = ;\n");
  expect((await mine.next("server", (message) => message.server.state === "failed")).server.reason).toMatchObject({
    file: "server.ts",
    line: 1,
  });
});

test("a restart of the workbook keeps the conversation, the log and the saved ones, and leaves no server behind", async () => {
  await course.save(course.right);
  const mine = await page.console(LESSON, "?after=10000");
  await mine.serverRuns(["server.ts"]);
  mine.send({ type: "open", client: "client-1" });
  await mine.event("text", "in");
  mine.send({ type: "open", client: "client-3" });
  await mine.next("client", ({ client }) => client.name === "client-3" && client.state === "open");
  mine.send({ type: "close", client: "client-3", code: 1000 });
  await mine.next("client", ({ client }) => client.name === "client-3" && client.state === "closed");
  page.talking.child.kill("SIGTERM");
  expect(await page.talking.end).toBe(143);
  expect(running()).toEqual([]);

  page = await Page.start(course);
  const again = await page.console(LESSON);
  const state = await again.next("state");
  expect(state.clients.map(({ name, state: is }) => [name, is])).toEqual([
    ["client-1", "closed"],
    ["client-2", "closed"],
    ["client-3", "closed"],
  ]);
  expect(state.clients[2]).toMatchObject({ closed: { code: 1000, reason: "", byServer: false } });
  expect((await again.next("event")).event.n).toBe(1);
  expect(await again.event("close", "none")).toMatchObject({ peer: "client-1" });
  const { data } = await (await page.events(LESSON)).next("snapshot");
  expect(data).toMatchObject({ server: { state: "stopped" }, conversations: [{ name: "Knocking" }] });
  expect("log" in data && data.log.some(({ text }) => text === "hello")).toBe(true);

  again.send({ type: "clear" });
  const cleared = await again.next("state");
  expect(cleared).toMatchObject({ from: 1, clients: [] });
  expect(cleared.journal).not.toBe(state.journal);
  const [kept] = (await page.ask("GET /api/lessons/:slug/conversations", at)).conversations;
  const left = await page.ask("DELETE /api/lessons/:slug/conversations/:id", { ...at, id: kept?.id ?? "" });
  expect(left.conversations).toEqual([]);
});
