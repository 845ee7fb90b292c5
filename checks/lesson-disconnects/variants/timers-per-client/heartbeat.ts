// Right: every client has an interval and a deadline of its own, in a class.
import type { WebSocket, WebSocketServer } from "ws";
import { HEARTBEAT_MS, PONG_TIMEOUT_MS } from "./config.js";

class Heartbeat {
  private deadline: NodeJS.Timeout | undefined;
  private readonly interval: NodeJS.Timeout;
  private readonly ws: WebSocket;

  constructor(ws: WebSocket) {
    this.ws = ws;
    this.interval = setInterval(() => this.beat(), HEARTBEAT_MS);
    ws.on("pong", () => clearTimeout(this.deadline));
    ws.on("close", () => this.stop());
  }

  private beat(): void {
    this.ws.ping(() => {});
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.ws.terminate(), PONG_TIMEOUT_MS);
  }

  private stop(): void {
    clearInterval(this.interval);
    clearTimeout(this.deadline);
  }
}

export function setupHeartbeat(wss: WebSocketServer): void {
  wss.on("connection", (ws) => void new Heartbeat(ws));
}
