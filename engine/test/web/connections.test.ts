/** Open connections: their limits, and that none outlives its reader or the server. */
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { CONSOLE_PROTOCOL } from "../../web/api-console.ts";
import { eventStream } from "../../web/live/event-stream.ts";
import { EventBuffer } from "../../web/live/event-buffer.ts";
import { until } from "../grade/processes.ts";
import { courseFolder } from "../watch/course.ts";
import { Page } from "./page-client.ts";

/** The limit of guard/connections.ts. */
const PER_CLIENT = 32;
const MB = 1024 * 1024;

/** A socket that sends data and never closes its end. */
async function halfOpen(port: number, bytes: string): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(bytes);
  return socket;
}

function upgrade(port: number, token: string): string {
  return [
    "GET /api/console/lesson-door HTTP/1.1",
    `Host: localhost:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    `Sec-WebSocket-Protocol: ${CONSOLE_PROTOCOL}, token.${token}`,
    "\r\n",
  ].join("\r\n");
}

const events = (port: number) =>
  `GET /api/events?lesson=lesson-door HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`;

async function firstOf(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, "data")) as [Buffer];
  return chunk.toString();
}

function socketsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

test.skipIf(process.platform !== "linux")(
  "refused upgrades are closed, whether their sender closes or not",
  async () => {
    const page = await Page.start(await courseFolder());
    const pid = page.talking.child.pid ?? 0;
    const before = socketsOf(pid);
    const sockets = await Promise.all(
      Array.from({ length: 300 }, () => halfOpen(page.port, upgrade(page.port, "wrong"))),
    );
    const answers = await Promise.all(sockets.map(firstOf));
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toEqual({
        error: "bad-token",
        message: "The workbook was restarted.",
      });
    }
    expect(await until(() => socketsOf(pid) <= before + 3, 10_000)).toBe(true);
  },
);

test("Ctrl-C ends the server at once, with connections of any kind open", async () => {
  const course = await courseFolder();
  const page = await Page.start(course);
  const { port, session } = page;
  const token = session.token ?? "";
  await Promise.all([
    // A refused upgrade; an accepted one; a stream that is not read; an unfinished request; no request at all.
    halfOpen(port, upgrade(port, "wrong")),
    halfOpen(port, upgrade(port, token)).then(firstOf),
    halfOpen(port, events(port)).then((socket) => socket.pause()),
    halfOpen(port, "POST /api/access HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n"),
    halfOpen(port, "GE"),
    halfOpen(port, ""),
  ]);
  const from = performance.now();
  page.talking.child.kill("SIGINT");
  expect(await page.talking.end).toBe(130);
  // The server's own limit is five seconds; the rest is for a busy machine.
  expect(performance.now() - from).toBeLessThan(8_000);
  expect(await course.isQuiet()).toBe(true);
});

test("a client's event streams and WebSockets are limited, and closing them makes room", async () => {
  const page = await Page.start(await courseFolder());
  const { port, session } = page;
  const token = session.token ?? "";
  const sockets: Socket[] = [];
  for (let index = 0; index < PER_CLIENT; index++) {
    const socket = await halfOpen(port, index % 2 === 0 ? events(port) : upgrade(port, token));
    expect(await firstOf(socket)).toMatch(index % 2 === 0 ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 101 /);
    sockets.push(socket);
  }
  for (const bytes of [events(port), upgrade(port, token)]) {
    const answer = await firstOf(await halfOpen(port, bytes));
    expect(answer).toMatch(/^HTTP\/1\.1 429 /);
    expect(answer).toContain(`You already have ${PER_CLIENT} connections to the workbook; close some of its tabs.`);
  }
  // The page itself is still available.
  expect((await page.raw("/api/course")).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  const isFree = async () => (await firstOf(await halfOpen(port, events(port)))).startsWith("HTTP/1.1 200 ");
  expect(await until(isFree, 10_000)).toBe(true);
});

test("a HEAD request for events does not count as a connection", async () => {
  const page = await Page.start(await courseFolder());
  for (let index = 0; index < 2 * PER_CLIENT; index++)
    expect((await page.raw("/api/events?lesson=lesson-door", { method: "HEAD" })).status).toBe(200);
});

test("a page that does not read is disconnected, and its buffered events are discarded", async () => {
  const journal = new EventBuffer("boot");
  let released = 0;
  const place = { left: new AbortController().signal, release: () => void released++ };
  const response = eventStream({
    events: journal,
    lesson: null,
    after: null,
    // The snapshot may be larger than the limit of buffered events.
    snapshot: () => Promise.resolve({ text: "x".repeat(6 * MB) }),
    place,
    onEnd: () => {},
    signal: new AbortController().signal,
  });
  await until(() => journal.listening === 1, 10_000);
  await new Promise(setImmediate);
  let sent = 0;
  while (journal.listening > 0 && sent < 100) {
    journal.tell("notice", null, { message: "x".repeat(MB) });
    sent++;
  }
  expect(sent).toBeLessThanOrEqual(6);
  expect({ released, listening: journal.listening }).toEqual({ released: 1, listening: 0 });
  await expect(response.text()).rejects.toThrow("did not read");
});

test.skipIf(process.platform !== "linux")(
  "pages that do not read do not fill the server's memory",
  async () => {
    const course = await courseFolder();
    const page = await Page.start(course);
    const pid = page.talking.child.pid ?? 0;
    const kilobytes = () => Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
    const reading = await page.events("lesson-door");
    await reading.next("snapshot");
    for (let index = 0; index < PER_CLIENT - 1; index++) (await halfOpen(page.port, events(page.port))).pause();
    const before = kilobytes();
    // Each run sends a few hundred kilobytes; the kernel's buffers are not counted.
    const chatty = course.right.replace("greet(visitor);", 'greet(visitor); console.log("x".repeat(200_000));');
    for (let save = 0; save < 12; save++) {
      await course.save(`${chatty}// ${save}\n`);
      await reading.next("verdict");
    }
    expect(kilobytes() - before).toBeLessThan(200 * 1024);
    expect(page.talking.errors).toEqual([]);
  },
  120_000,
);
