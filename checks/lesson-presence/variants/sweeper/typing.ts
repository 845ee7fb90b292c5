// Right: one interval ends what is over, for all typists. Each message about typing is passed on, and "stopped" is a type of
// its own.

import type { WebSocket } from "ws";
import { broadcastToRoom } from "./rooms.js";
import type { User } from "./sessions.js";

const TYPING_TTL_MS = Number(process.env.TYPING_TTL_MS ?? 5000);

interface Typist {
  readonly boardId: string;
  readonly ws: WebSocket;
  readonly user: User;
  until: number;
}

let typists: Typist[] = [];

setInterval(() => {
  for (const { boardId, ws, user } of typists.filter(({ until }) => until <= performance.now()))
    stopTyping(boardId, ws, user);
}, 50).unref();

export function typing(boardId: string, ws: WebSocket, user: User): void {
  const until = performance.now() + TYPING_TTL_MS;
  const typist = typists.find((one) => one.ws === ws && one.boardId === boardId);
  if (typist === undefined) typists.push({ boardId, ws, user, until });
  else typist.until = until;
  broadcastToRoom(boardId, { type: "user_typing", boardId, userId: user.id, name: user.name }, ws);
}

export function stopTyping(boardId: string, ws: WebSocket, user: User): void {
  const others = typists.filter((one) => one.ws !== ws || one.boardId !== boardId);
  if (others.length === typists.length) return;
  typists = others;
  broadcastToRoom(boardId, { type: "user_stopped_typing", boardId, userId: user.id, name: user.name }, ws);
}

export function forget(ws: WebSocket): void {
  // Those who see that the user has left need not be told that they have stopped; the others are.
  for (const { boardId, user } of typists.filter((one) => one.ws === ws)) stopTyping(boardId, ws, user);
}
