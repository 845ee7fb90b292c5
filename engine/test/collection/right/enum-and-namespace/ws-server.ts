// Right: enums, a namespace, parameter properties: TypeScript that needs a compiler.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

enum MessageType {
  Ping = "ping",
  Join = "join",
}
const enum Code {
  Bad = 400,
  Unknown = 404,
}

namespace Protocol {
  export const welcome = { type: "connected", message: "hi" } as const satisfies { type: string; message: string };
  export function error(message: string, code: Code) {
    return { type: "error", message, code };
  }
}

abstract class Base {
  constructor(
    protected readonly ws: WebSocket,
    public tag = "x",
  ) {}
  abstract go(t: string): void;
  protected out(o: object) {
    this.ws.send(JSON.stringify(o));
  }
}

class Impl extends Base {
  override go(t: string) {
    let message: { type: MessageType };
    try {
      message = <{ type: MessageType }>JSON.parse(t);
    } catch {
      return this.out(Protocol.error("Invalid JSON", Code.Bad));
    }
    switch (message!.type) {
      case MessageType.Ping:
        return this.out({ type: "pong" });
      default:
        return this.out(Protocol.error(`Unknown: ${message!.type as string}`, Code.Unknown));
    }
  }
  hello() {
    this.out(Protocol.welcome);
    return this;
  }
}

export function setupWebSocketServer(server: Server): void {
  new WebSocketServer({ server, maxPayload: 64 * 1024 }).on("connection", (ws) => {
    const i = new Impl(ws).hello();
    ws.on("message", (d) => i.go(`${d}`));
  });
}
