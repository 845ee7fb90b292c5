/**
 * Who is typing. A client says so again and again while its user types, and nothing when it vanishes: so what it said counts
 * for a while, and no longer.
 */

import type { WebSocket } from "ws";
import { broadcastToRoom } from "./rooms.js";
import type { User } from "./sessions.js";

/** How long a user counts as typing after the client has said so, in milliseconds. */
const TYPING_TTL_MS = Number(process.env.TYPING_TTL_MS ?? 5_000);

/** For each connection, the boards on which its user is typing, each with the timer that ends it. */
const typists = new Map<WebSocket, Map<string, NodeJS.Timeout>>();

/** The user types on this board, from now on or still. The others are told when it begins. */
export function typing(boardId: string, ws: WebSocket, user: User): void {
  //#region Exercise 3: tell the others when it begins (`announce`), and let it end after TYPING_TTL_MS, counted from now
  //= void [typists, TYPING_TTL_MS, announce, boardId, ws, user];
  const timers = typists.get(ws) ?? new Map<string, NodeJS.Timeout>();
  typists.set(ws, timers);
  const running = timers.get(boardId);
  clearTimeout(running);
  timers.set(
    boardId,
    setTimeout(() => stopTyping(boardId, ws, user), TYPING_TTL_MS),
  );
  if (running === undefined) announce(boardId, ws, user, true);
  //#endregion
}

/** The user no longer types on this board. The others are told, if they were told that it began. */
export function stopTyping(boardId: string, ws: WebSocket, user: User): void {
  //#region Exercise 3: stop the timer, and tell the others, unless the user is not typing
  //= void [boardId, ws, user];
  const timers = typists.get(ws);
  const running = timers?.get(boardId);
  if (running === undefined) return;
  clearTimeout(running);
  timers?.delete(boardId);
  announce(boardId, ws, user, false);
  //#endregion
}

/** The connection has ended: its user types nowhere any more. */
export function forget(ws: WebSocket, user: User): void {
  //#region Exercise 3: end what the user was typing on any board, and keep nothing of the connection
  //= void [ws, user];
  for (const boardId of typists.get(ws)?.keys() ?? []) stopTyping(boardId, ws, user);
  typists.delete(ws);
  //#endregion
}

/** Tells all others on the board whether this user is typing. */
function announce(boardId: string, ws: WebSocket, user: User, isTyping: boolean): void {
  broadcastToRoom(boardId, { type: "user_typing", boardId, userId: user.id, name: user.name, typing: isTyping }, ws);
}
