/**
 * Who may connect. A handshake on `/ws` shows the token of a session, in its URL or in a cookie, and anything else is refused.
 * Given and finished: nothing in this file is part of an exercise.
 */

import { STATUS_CODES, type IncomingMessage, type Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import { findSession, readCookie, type User } from "./sessions.js";

/** The largest message accepted. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

/** Calls `onUser` for each client whose handshake was accepted, with the user of its session. */
export function acceptUsers(server: Server, onUser: (ws: WebSocket, user: User) => void): void {
  const wss = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES });

  server.on("upgrade", (request, socket, head) => {
    socket.on("error", (error) => console.error(`Handshake failed: ${error.message}`));
    const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
    const user = path === "/ws" ? userOf(request, query) : null;
    if (user === null) {
      const status = path === "/ws" ? 401 : 404;
      socket.once("finish", () => socket.destroy());
      socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    wss.handleUpgrade(request, socket, head, (ws) => onUser(ws, user));
  });
}

function userOf(request: IncomingMessage, query: string): User | null {
  const token = new URLSearchParams(query).get("token") ?? readCookie(request.headers.cookie, "session");
  const session = token === null ? null : findSession(token);
  return session !== null && Date.parse(session.expiresAt) > Date.now() ? session.user : null;
}
