// Right: zod describes the messages, a Map finds the handler.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import { z } from "zod";

const Message = z.looseObject({ type: z.string() });
type Message = z.infer<typeof Message>;

const handlers = new Map<string, (ws: WebSocket, message: Message) => void>([
  ["ping", (ws) => reply(ws, { type: "pong" })],
]);

export function setupWebSocketServer(server: Server): void {
  new WebSocketServer({ server, maxPayload: 64 * 1024 }).on("connection", (ws) => {
    reply(ws, { type: "connected", message: "WebSocket connected" });
    ws.on("error", () => ws.terminate());
    ws.on("message", (data) => {
      const parsed = Message.safeParse(parseJson(data.toString()));
      if (!parsed.success) return reply(ws, { type: "error", message: z.prettifyError(parsed.error) });

      const handler = handlers.get(parsed.data.type);
      if (handler) handler(ws, parsed.data);
      else reply(ws, { type: "error", message: `Unknown message type: ${parsed.data.type}` });
    });
  });
}

/** Returns undefined, which is no message, for text that is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reply(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}
