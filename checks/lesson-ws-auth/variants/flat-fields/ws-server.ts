// Right: the user's id and name stand in fields of the message itself, errors have the shape {"error"}, and the one who joins
// is told as well.

import type { Server } from "node:http";
import { WebSocketServer, WebSocket } from "ws";
import { authenticateUpgrade, originAllowed, targetOf, userOf } from "./auth.js";
import { broadcastToRoom, joinRoom, leaveAllRooms } from "./rooms.js";
import type { User } from "./sessions.js";

type Known = WebSocket & { user?: User | undefined };

const RESPONSES = { 401: "Unauthorized", 403: "Forbidden", 404: "Not Found" } as const;

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ noServer: true });
  server.prependListener("upgrade", (request, socket, head) => {
    socket.addListener("error", console.error);
    const found = authenticateUpgrade(request);
    const wrong = targetOf(request).path !== "/ws" ? 404 : !originAllowed(request) ? 403 : found === "refused" ? 401 : null;
    if (wrong !== null) {
      const body = RESPONSES[wrong];
      socket.end(`HTTP/1.1 ${wrong} ${body}\r\nContent-Length: ${body.length}\r\nContent-Type: text/plain\r\n\r\n${body}`);
      return;
    }
    wss.handleUpgrade(request, socket, head, (ws: Known) => {
      if (found !== null && found !== "refused") ws.user = found;
      wss.emit("connection", ws, request);
    });
  });

  wss.on("connection", (ws: Known) => {
    const who = () => (ws.user === undefined ? {} : { userId: ws.user.id, name: ws.user.name });
    const send = (message: object) => ws.send(JSON.stringify(message, null, 1));
    send({ type: "connected", message: "WebSocket connected", ...who() });
    const waiting = ws.user
      ? undefined
      : setTimeout(() => ws.user ?? ws.close(4401, "timeout"), Number(process.env.AUTH_TIMEOUT_MS ?? 5000));
    ws.onclose = () => {
      clearTimeout(waiting);
      leaveAllRooms(ws);
    };
    ws.onmessage = ({ data }) => {
      const { type, token, boardId } = JSON.parse(String(data)) as Record<string, string>;
      if (type === "ping") return send({ type: "pong" });
      if (type === "auth") {
        ws.user ??= userOf(token ?? "") ?? undefined;
        if (ws.user === undefined) return ws.close(4401, "Invalid token");
        return send({ type: "authenticated", ...who() });
      }
      if (ws.user === undefined) return send({ error: "unauthorized" });
      joinRoom(boardId ?? "", ws);
      broadcastToRoom(boardId ?? "", { type: "user_joined", boardId, ...who() });
    };
  });
}
