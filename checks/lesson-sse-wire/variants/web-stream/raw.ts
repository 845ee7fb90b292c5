/** A ReadableStream for each client, piped into its response. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";

const controllers = new Map<ServerResponse, ReadableStreamDefaultController<string>>();

export function handleEvents(_req: IncomingMessage, res: ServerResponse): void {
  const body = new ReadableStream<string>({
    start: (controller) => void controllers.set(res, controller),
    cancel: () => void controllers.delete(res),
  });
  res.statusCode = 200;
  res.setHeader("Content-Type", "text/event-stream; charset=utf-8");
  res.setHeader("Cache-Control", "no-cache, no-transform");
  res.flushHeaders();
  const source = Readable.fromWeb(body as never);
  source.on("error", () => {});
  source.pipe(res);
  res.on("close", () => source.destroy());
}

export function publish(block: string): void {
  for (const controller of controllers.values()) controller.enqueue(block);
}
