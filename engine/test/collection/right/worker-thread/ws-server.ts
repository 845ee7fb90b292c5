// Right: parses JSON in a worker thread, started from a file beside this one.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import { Worker } from "node:worker_threads";

const worker = new Worker(new URL("./parse-worker.mjs", import.meta.url));
const waiting = new Map<number, (r: any) => void>();
let next = 0;
worker.on("message", (r) => {
  waiting.get(r.id)?.(r);
  waiting.delete(r.id);
});
const parse = (text: string) =>
  new Promise<any>((resolve) => {
    waiting.set(++next, resolve);
    worker.postMessage({ id: next, text });
  });

export function setupWebSocketServer(server: Server) {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });
  wss.on("connection", (ws: WebSocket) => {
    const send = (m: unknown) => ws.send(JSON.stringify(m));
    ws.on("error", () => {});
    ws.on("message", (data) => {
      const text = data.toString();
      void parse(text).then(({ ok, value }) => {
        if (!ok) send({ error: "Invalid JSON" });
        else if (value?.type === "ping") send({ type: "pong" });
        else send({ error: "unknown " + value?.type });
      });
    });
    send({ type: "connected", message: "WebSocket connected" });
  });
}
