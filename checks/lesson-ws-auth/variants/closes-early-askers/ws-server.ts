// Right: the first message of an unknown client has to be "auth". Whatever else it sends closes the connection with 1008, and
// it is welcomed only once it is known.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import { authenticateUpgrade, originAllowed, targetOf, userOf } from "./auth.js";
import { broadcastToRoom, joinRoom, leaveAllRooms } from "./rooms.js";
import type { User } from "./sessions.js";

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    const user = authenticateUpgrade(request);
    const status = targetOf(request).path !== "/ws" ? "404 Not Found" : !originAllowed(request) ? "403 Forbidden" : "";
    const refusal = status === "" && user === "refused" ? "401 Unauthorized" : status;
    if (refusal !== "") {
      // In one step: nothing can happen to the socket in between.
      socket.write(`HTTP/1.1 ${refusal}\r\n\r\n`);
      socket.destroy();
      return;
    }
    wss.handleUpgrade(request, socket, head, (ws) => (user === null ? ask(ws) : serve(ws, user as User, "connected")));
  });
}

function ask(ws: WebSocket): void {
  const timer = setTimeout(() => ws.close(1008, "Authentication timed out"), Number(process.env.AUTH_TIMEOUT_MS ?? 5000));
  ws.once("close", () => clearTimeout(timer));
  ws.once("message", (data) => {
    clearTimeout(timer);
    const user = userIn(String(data));
    if (user === null) ws.close(1008, "Say who you are first");
    else serve(ws, user, "authenticated");
  });
}

function userIn(text: string): User | null {
  try {
    const { type, token } = JSON.parse(text) as { type?: unknown; token?: unknown };
    return type === "auth" && typeof token === "string" ? userOf(token) : null;
  } catch {
    return null;
  }
}

function serve(ws: WebSocket, user: User, welcome: string): void {
  ws.on("close", () => leaveAllRooms(ws));
  ws.on("message", (data) => {
    const { type, boardId } = JSON.parse(String(data)) as { type?: string; boardId?: string };
    if (type === "ping") ws.send('{"type":"pong"}');
    if (type === "join" && boardId !== undefined) {
      joinRoom(boardId, ws);
      broadcastToRoom(boardId, { type: "user_joined", boardId, user, userId: user.id, name: user.name }, ws);
    }
  });
  ws.send(JSON.stringify({ type: welcome, message: `Hello ${user.name}`, user }));
}
