/** A greeting takes the headers with it, with a comment, a retry field and an event; responses that are closed are skipped. */
import type { IncomingMessage, ServerResponse } from "node:http";

let clients: ServerResponse[] = [];

export function handleEvents(_req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache", "X-Accel-Buffering": "no" });
  res.write(': welcome\n\nretry: 1000\n\ndata: {"type":"connected"}\n\n');
  clients.push(res);
}

export function publish(block: string): void {
  clients = clients.filter((client) => !client.destroyed && client.writable);
  clients.forEach((client) => client.write(Buffer.from(block)));
}
