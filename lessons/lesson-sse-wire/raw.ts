/**
 * An event stream on Node's own request and response: who is connected, and how a block reaches all of them.
 */

import type { IncomingMessage, ServerResponse } from "node:http";

/** The responses that are open. */
const clients = new Set<ServerResponse>();

/** Answers with a stream that stays open until the client leaves. */
export function handleEvents(_req: IncomingMessage, res: ServerResponse): void {
  // TODO(exercise 2): send status and headers at once, and remember the response until it is closed
  res.writeHead(501, { "Content-Type": "application/json" });
  res.end(JSON.stringify({ error: "The stream is not written yet" }));
}

/** Sends a block to every client, as it is. */
export function publish(block: string): void {
  // TODO(exercise 2): write the block to every open response
  console.log("Nobody gets this yet:", block);
}
