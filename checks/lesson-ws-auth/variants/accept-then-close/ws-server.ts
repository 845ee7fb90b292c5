// Right: every handshake on /ws is accepted, and a client without rights gets an error and is closed with 4001, as in the
// course's own code. A page in a browser cannot tell this from a refusal, and nothing is served in between.

import type { IncomingMessage, Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import { authenticateUpgrade, originAllowed, userOf } from "./auth.js";
import { broadcastToRoom, joinRoom, leaveAllRooms } from "./rooms.js";
import type { User } from "./sessions.js";

const users = new Map<WebSocket, User>();

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, path: "/ws" });

  wss.on("connection", (ws, request: IncomingMessage) => {
    const user = originAllowed(request) ? authenticateUpgrade(request) : "refused";
    if (user === "refused") return turnAway(ws, "Unauthorized");

    if (user !== null) users.set(ws, user);
    ws.send(JSON.stringify({ type: "connected", message: "WebSocket connected", user: user ?? undefined }));
    ws.on("message", (data) => handle(ws, JSON.parse(String(data)) as Record<string, unknown>));
    ws.on("close", () => {
      users.delete(ws);
      leaveAllRooms(ws);
    });
    setTimeout(
      () => {
        if (!users.has(ws)) turnAway(ws, "Too late");
      },
      Number(process.env.AUTH_TIMEOUT_MS ?? 5000),
    );
  });
}

function turnAway(ws: WebSocket, error: string): void {
  ws.send(JSON.stringify({ error }));
  ws.close(4001, error);
}

function handle(ws: WebSocket, message: Record<string, unknown>): void {
  const user = users.get(ws);
  if (message["type"] === "ping") ws.send(JSON.stringify({ type: "pong" }));
  if (message["type"] === "auth" && user === undefined) {
    const found = userOf(String(message["token"]));
    if (found === null) return turnAway(ws, "Invalid session");
    users.set(ws, found);
    ws.send(JSON.stringify({ type: "authenticated", user: found }));
  }
  if (message["type"] === "join") {
    if (user === undefined) return void ws.send(JSON.stringify({ error: "Unauthorized" }));
    const boardId = String(message["boardId"]);
    joinRoom(boardId, ws);
    broadcastToRoom(boardId, { type: "user_joined", userId: user.id, name: user.name }, ws);
  }
}
