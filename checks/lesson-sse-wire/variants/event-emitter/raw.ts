/** Each response listens for blocks, until its request is closed. */
import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";

const blocks = new EventEmitter().setMaxListeners(0);

export function handleEvents(req: IncomingMessage, res: ServerResponse) {
  const write = (block: string) => res.write(block);
  res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", connection: "keep-alive" }).flushHeaders();
  blocks.on("block", write);
  req.once("close", () => blocks.off("block", write));
}

export const publish = (block: string) => void blocks.emit("block", block);
