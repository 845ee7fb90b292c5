/** Connections that a client keeps open: how many it may have, and that none holds up the server. */
import { once } from "node:events";
import type { Socket } from "node:net";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { CONSOLE_PROTOCOL } from "../../web/api-console.ts";
import { courseFolder, type CourseFolder } from "../watch/course.ts";
import { withTheFile } from "./lasting.ts";
import { Page } from "./page-client.ts";
import { rawConnection, statusIn } from "./raw-request.ts";

const HALF_OPEN = 300;
/** What the server has for a refusal is one second; the rest is for a busy machine. */
const GONE_LIMIT_MS = 15_000;
/** Of servePage; the process ends then at the latest. */
const CLOSE_LIMIT_MS = 5_000;
const PER_CLIENT = 32;

const atEnd = withTheFile();
let course: CourseFolder;
let page: Page;
beforeAll(async () => {
  course = await courseFolder(atEnd);
  page = await Page.start(course);
});

function upgrade(token: string): string {
  return [
    "GET /api/console/lesson-door HTTP/1.1",
    `Host: localhost:${page.port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    `Sec-WebSocket-Protocol: ${CONSOLE_PROTOCOL}, token.${token}`,
    "\r\n",
  ].join("\r\n");
}

function events(): string {
  return `GET /api/events?lesson=lesson-door HTTP/1.1\r\nHost: localhost:${page.port}\r\n\r\n`;
}

/** Sends a request and leaves the connection as it is. */
async function holding(request: string): Promise<Socket> {
  const socket = await rawConnection(page.port);
  onTestFinished(() => void socket.destroy());
  socket.write(request);
  return socket;
}

async function statusOf(socket: Socket): Promise<number> {
  const [first] = (await once(socket, "data")) as [Buffer];
  return statusIn(first.toString("latin1"));
}

/** Resolves when the server has let go of a connection whose own half stays open: what is written to it is reset. */
async function letGo(socket: Socket): Promise<void> {
  const closed = new Promise((resolve) => socket.once("close", resolve));
  const knocking = setInterval(() => socket.write("x"), 100);
  const limit = setTimeout(() => socket.destroy(new Error("still open")), GONE_LIMIT_MS);
  let failure: Error | undefined;
  socket.once("error", (error) => (failure = error));
  await closed;
  clearInterval(knocking);
  clearTimeout(limit);
  expect(failure?.message).not.toBe("still open");
}

test(`${HALF_OPEN} refused upgrades whose clients never close their half are ended`, async () => {
  const sockets = await Promise.all(Array.from({ length: HALF_OPEN }, () => holding(upgrade("wrong"))));
  expect(new Set(await Promise.all(sockets.map(statusOf)))).toEqual(new Set([403]));
  await Promise.all(sockets.map(letGo));
}, 60_000);

test("a refused upgrade that reads nothing is ended too", async () => {
  const socket = await holding(upgrade("wrong"));
  socket.pause();
  await letGo(socket.resume());
});

test(`one client has ${PER_CLIENT} event streams and WebSockets at once; a further one is refused until one ends`, async () => {
  const token = page.session.token ?? "";
  const half = PER_CLIENT / 2;
  const streams = await Promise.all(Array.from({ length: half }, () => holding(events())));
  const consoles = await Promise.all(Array.from({ length: half }, () => holding(upgrade(token))));
  expect(new Set(await Promise.all(streams.map(statusOf)))).toEqual(new Set([200]));
  expect(new Set(await Promise.all(consoles.map(statusOf)))).toEqual(new Set([101]));
  expect(await statusOf(await holding(events()))).toBe(429);
  expect(await statusOf(await holding(upgrade(token)))).toBe(429);
  // What needs no place is answered as before.
  expect((await page.raw("/api/course")).status).toBe(200);
  streams[0]?.destroy();
  consoles[0]?.destroy();
  await expect.poll(async () => await statusOf(await holding(events())), { timeout: GONE_LIMIT_MS }).toBe(200);
  await expect.poll(async () => await statusOf(await holding(upgrade(token))), { timeout: GONE_LIMIT_MS }).toBe(101);
}, 60_000);

test(`Ctrl-C ends the workbook within ${CLOSE_LIMIT_MS} ms, whatever is still connected`, async () => {
  const token = page.session.token ?? "";
  const requests = [
    upgrade("wrong"),
    upgrade(token),
    events(),
    "GET / HTTP/1.1\r\n",
    "",
    `POST /api/access HTTP/1.1\r\nHost: localhost:${page.port}\r\nContent-Length: 9\r\n\r\n{`,
  ];
  await Promise.all(requests.map(holding));
  expect((await page.raw("/api/course")).status).toBe(200);
  const startedAt = performance.now();
  page.talking.child.kill("SIGINT");
  expect(await page.talking.end).toBe(130);
  expect(performance.now() - startedAt).toBeLessThan(CLOSE_LIMIT_MS + 1_000);
}, 60_000);
