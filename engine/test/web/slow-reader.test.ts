/** A page that asks for events and does not read them. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sendNodeResponse } from "srvx/node";
import { expect, onTestFinished, test } from "vitest";
import { Connections } from "../../web/guard/connections.ts";
import { eventStream } from "../../web/live/event-stream.ts";
import { Journal } from "../../web/live/journal.ts";
import { rawConnection } from "./raw-request.ts";

const EVENT_BYTES = 256 * 1024;
/** Above what waits for a page at most, and what the system buffers of a connection. */
const FLOOD_BYTES = 64 * 1024 * 1024;

/** The event streams of a journal, over real HTTP. */
async function streams() {
  const journal = new Journal("boot");
  const connections = new Connections();
  const stop = new AbortController();
  let open = 0;
  const server = createServer((_request, response) => {
    open += 1;
    const stream = eventStream({
      journal,
      lesson: "a",
      after: null,
      snapshot: () => Promise.resolve({}),
      place: connections.take("client"),
      onEnd: () => (open -= 1),
      signal: stop.signal,
    });
    sendNodeResponse(response, stream).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    stop.abort();
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { journal, connections, port, open: () => open };
}

function tell(journal: Journal): void {
  journal.tell("log", "a", { lines: [{ text: "x".repeat(EVENT_BYTES) }] } as never);
}

test("a page that never reads its events is cut off before 64 MB wait for it, and one that reads gets them all", async () => {
  const { journal, port, open } = await streams();
  const [silent, reader] = await Promise.all([rawConnection(port), rawConnection(port)]);
  onTestFinished(() => {
    silent.destroy();
    reader.destroy();
  });
  for (const socket of [silent, reader]) socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  let read = 0;
  reader.on("data", (chunk: Buffer) => (read += chunk.length));
  await expect.poll(() => open(), { timeout: 10_000 }).toBe(2);
  for (let told = EVENT_BYTES; told <= FLOOD_BYTES; told += EVENT_BYTES) {
    tell(journal);
    // The next one when the reader has this one.
    await expect.poll(() => read, { timeout: 10_000, interval: 1 }).toBeGreaterThan(told);
  }
  expect(open()).toBe(1);
  expect(journal.listening).toBe(1);
}, 60_000);

test("a stream that was cut off gives its place back", async () => {
  const { journal, connections, port, open } = await streams();
  const silent = await rawConnection(port);
  onTestFinished(() => void silent.destroy());
  silent.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await expect.poll(() => open(), { timeout: 10_000 }).toBe(1);
  while (open() > 0) tell(journal);
  for (let place = 0; place < 32; place++) connections.take("client");
  expect(() => connections.take("client")).toThrow("You have 32 connections");
});
