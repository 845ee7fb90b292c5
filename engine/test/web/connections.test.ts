/** Connections that stay: how many there may be, and that none outlives its reader or the server. */
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

/** As guard/connections.ts has it. */
const PER_CLIENT = 32;
const MB = 1024 * 1024;

/** A socket that sends something and never closes its half of the connection. */
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
  "refused upgrades are let go, whether their sender closes or not",
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

test("Ctrl-C ends at once, whatever is still open", async () => {
  const course = await courseFolder();
  const page = await Page.start(course);
  const { port, session } = page;
  const token = session.token ?? "";
  await Promise.all([
    // Refused a moment ago; accepted; a stream that nobody reads; an unfinished request; nothing at all.
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
  // The named limit is five seconds; the rest is what a busy machine needs to end a process.
  expect(performance.now() - from).toBeLessThan(8_000);
  expect(await course.isQuiet()).toBe(true);
});

test("a client has so many event streams and WebSockets and no more, and gets their places back", async () => {
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
  // The page itself is still there.
  expect((await page.raw("/api/course")).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  const isFree = async () => (await firstOf(await halfOpen(port, events(port)))).startsWith("HTTP/1.1 200 ");
  expect(await until(isFree, 10_000)).toBe(true);
});

test("a HEAD request for events takes no place", async () => {
  const page = await Page.start(await courseFolder());
  for (let index = 0; index < 2 * PER_CLIENT; index++)
    expect((await page.raw("/api/events?lesson=lesson-door", { method: "HEAD" })).status).toBe(200);
});

test("a page that reads nothing is cut off, and what waited for it is thrown away", async () => {
  const journal = new EventBuffer("boot");
  let released = 0;
  const place = { left: new AbortController().signal, release: () => void released++ };
  const response = eventStream({
    events: journal,
    lesson: null,
    after: null,
    // What is sent first may be larger than what may wait later.
    snapshot: () => Promise.resolve({ text: "x".repeat(6 * MB) }),
    place,
    onEnd: () => {},
    signal: new AbortController().signal,
  });
  await until(() => journal.listening === 1, 10_000);
  await new Promise(setImmediate);
  let told = 0;
  while (journal.listening > 0 && told < 100) {
    journal.tell("notice", null, { message: "x".repeat(MB) });
    told++;
  }
  expect(told).toBeLessThanOrEqual(6);
  expect({ released, listening: journal.listening }).toEqual({ released: 1, listening: 0 });
  await expect(response.text()).rejects.toThrow("did not read");
});

test.skipIf(process.platform !== "linux")(
  "pages that read nothing do not fill the server's memory",
  async () => {
    const course = await courseFolder();
    const page = await Page.start(course);
    const pid = page.talking.child.pid ?? 0;
    const kilobytes = () => Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
    const reading = await page.events("lesson-door");
    await reading.next("snapshot");
    for (let index = 0; index < PER_CLIENT - 1; index++) (await halfOpen(page.port, events(page.port))).pause();
    const before = kilobytes();
    // Each run tells a few hundred kilobytes; what fills the kernel's buffers is not ours.
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
