// Right: looking up a session takes time. The socket has its error listener meanwhile, and messages are handled one after the
// other, in the order in which they came.

import { STATUS_CODES, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer, type WebSocket } from "ws";
import { authenticateUpgrade, originAllowed, targetOf, userOf } from "./auth.js";
import { broadcastToRoom, joinRoom, leaveAllRooms } from "./rooms.js";
import type { User } from "./sessions.js";

const LOOKUP_MS = 15;
const wss = new WebSocketServer({ noServer: true });

export function setupWebSocketServer(server: Server): void {
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    void upgrade(request, socket, head);
  });
}

async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const refuse = (status: number) =>
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n{"error":"no rights"} `,
    );
  if (targetOf(request).path !== "/ws") return void refuse(400);
  if (!originAllowed(request)) return void refuse(403);
  await sleep(LOOKUP_MS);
  const user = authenticateUpgrade(request);
  if (user === "refused") return void refuse(401);
  wss.handleUpgrade(request, socket, head, (ws) => talk(ws, user));
}

function talk(ws: WebSocket, handshakeUser: User | null): void {
  let user = handshakeUser;
  let queue = Promise.resolve();
  const timer = setTimeout(() => user ?? ws.close(4401), Number(process.env.AUTH_TIMEOUT_MS ?? 5000));
  ws.on("close", () => clearTimeout(timer));
  ws.on("close", () => leaveAllRooms(ws));
  ws.on("message", (data) => (queue = queue.then(() => handle(String(data)))));
  const send = (message: object) => ws.send(JSON.stringify(message));
  send({ type: "connected", message: "WebSocket connected", user });

  async function handle(text: string): Promise<void> {
    const { type, token, boardId } = JSON.parse(text) as { type: string; token: string; boardId: string };
    await sleep(1);
    switch (type) {
      case "ping":
        return send({ type: "pong" });
      case "auth":
        await sleep(LOOKUP_MS);
        user ??= userOf(token);
        return user === null ? ws.close(4401) : send({ type: "authenticated", user });
      case "join":
        if (user === null) return send({ type: "error", message: "Unauthorized", code: "unauthorized" });
        broadcastToRoom(boardId, { type: "user_joined", boardId, userId: user.id, name: user.name }, ws);
        return joinRoom(boardId, ws);
    }
  }
}
