// Right: standard decorators register the handlers.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
const table = new Map<string, (out: (o: object) => void) => void>();

function on(type: string) {
  return (method: any, _c: ClassMethodDecoratorContext) => {
    table.set(type, method);
  };
}

class Handlers {
  @on("ping") static ping(out: (o: object) => void) {
    out({ type: "pong" });
  }
}
void Handlers;

export function setupWebSocketServer(server: Server): void {
  new WebSocketServer({ server, maxPayload: 64 * 1024 }).on("connection", (ws: WebSocket) => {
    const out = (o: object) => ws.send(JSON.stringify(o));
    out({ type: "connected", message: "hi" });
    ws.on("message", (d) => {
      let message;
      try {
        message = JSON.parse(d.toString());
      } catch {
        return out({ error: "Invalid JSON" });
      }
      const h = table.get(message?.type);
      h ? h(out) : out({ error: "unknown type" });
    });
  });
}
