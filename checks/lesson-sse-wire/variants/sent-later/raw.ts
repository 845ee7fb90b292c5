/** Everything happens a little later, and a block leaves in two halves. */
import { EventEmitter, once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const blocks = new EventEmitter().setMaxListeners(0);

export async function handleEvents(_req: IncomingMessage, res: ServerResponse): Promise<void> {
  const write = (bytes: Buffer) => void res.write(bytes);
  await sleep(20);
  res.writeHead(200, [
    ["cache-control", "no-cache, no-transform"],
    ["content-type", "text/event-stream"],
  ]);
  res.flushHeaders();
  blocks.on("bytes", write);
  await once(res, "close");
  blocks.off("bytes", write);
}

export async function publish(block: string): Promise<void> {
  const bytes = Buffer.from(block);
  const half = bytes.length >> 1;
  await sleep(20);
  blocks.emit("bytes", bytes.subarray(0, half));
  blocks.emit("bytes", bytes.subarray(half));
}
