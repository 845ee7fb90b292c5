// Right: `ws` takes the path and a function of its own for handshakes; it writes the refusals.

import type { IncomingMessage, Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import { authenticateUpgrade, originAllowed, userOf } from "./auth.js";
import { broadcastToRoom, joinRoom, leaveAllRooms } from "./rooms.js";
import type { User } from "./sessions.js";

const TIMEOUT_MS = Number(process.env.AUTH_TIMEOUT_MS ?? 5000);

export function setupWebSocketServer(server: Server): WebSocketServer {
  const wss = new WebSocketServer({
    server,
    path: "/ws",
    verifyClient: ({ req }: { req: IncomingMessage }, done: (ok: boolean, status?: number) => void) => {
      if (!originAllowed(req)) done(false, 403);
      else if (authenticateUpgrade(req) === "refused") done(false, 401);
      else done(true);
    },
  });
  wss.on("connection", (ws, req) => {
    const found = authenticateUpgrade(req);
    let user: User | null = found === "refused" ? null : found;
    const timer = user === null ? setTimeout(() => ws.close(1008), TIMEOUT_MS) : undefined;
    const reply = (message: object) => ws.send(JSON.stringify(message));

    ws.on("message", (data) => {
      const message = JSON.parse(data.toString()) as { type: string; token?: unknown; boardId: string };
      if (message.type === "ping") reply({ type: "pong" });
      else if (message.type === "auth" && user === null) {
        user = typeof message.token === "string" ? userOf(message.token) : null;
        if (user === null) ws.close(1008, "wrong token");
        else {
          clearTimeout(timer);
          reply({ type: "authenticated", user });
        }
      } else if (user === null) reply({ type: "error", message: "Who are you?" });
      else if (message.type === "join") announce(ws, user, message.boardId);
      else reply({ type: "error", message: "Unknown type" });
    });
    ws.on("close", () => {
      clearTimeout(timer);
      leaveAllRooms(ws);
    });
    reply({ type: "connected", message: "Hello", user });
  });
  return wss;
}

function announce(ws: WebSocket, user: User, boardId: string): void {
  broadcastToRoom(boardId, { type: "user_joined", boardId, userId: user.id, name: user.name });
  joinRoom(boardId, ws);
}
