/** A proxy that compresses an event stream, as every proxy may where the server does not forbid it (RFC 9110 section 7.7). */
import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import type { Gzip } from "node:zlib";
import { onTestFinished } from "vitest";

/**
 * Answers `/events` with the stream at `upstream` through the compressor, which emits `progress` after each piece that it has
 * taken in, and everything else with a text. Runs until the test ends. Resolves with its address.
 */
export async function compressingProxy(upstream: string, compressor: Gzip): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.url !== "/events") return void outgoing.end("ok");
    outgoing.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
    outgoing.flushHeaders();
    compressor.pipe(outgoing);
    const asking = get(upstream, (stream) => {
      stream.on("data", (bytes: Buffer) => compressor.write(bytes, () => compressor.emit("progress")));
      stream.on("error", () => {});
    });
    outgoing.once("close", () => asking.destroy());
    // The server ends with the test, before this connection has.
    asking.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
