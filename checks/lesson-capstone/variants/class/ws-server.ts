import type { Server } from "node:http";
import type { BoardEvent } from "@workbook/task-board";
import { WebSocket } from "ws";
import { z } from "zod";
import { acceptUsers } from "./auth.js";
import { board, missedEvents } from "./board.js";
import { keepAlive } from "./heartbeat.js";
import { addPresence, getPresence, removePresence } from "./presence.js";
import type { User } from "./sessions.js";

const message = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ping") }),
  z.object({ type: z.literal("join"), boardId: z.string(), since: z.string().optional() }),
  z.object({ type: z.literal("leave"), boardId: z.string() }),
]);

/** A connection knows its boards itself; there are no rooms. */
class Client {
  static readonly all = new Set<Client>();
  readonly boards = new Set<string>();
  readonly ws: WebSocket;
  readonly user: User;

  constructor(ws: WebSocket, user: User) {
    this.ws = ws;
    this.user = user;
    Client.all.add(this);
    keepAlive(ws);
    ws.on("message", (data) => this.receive(String(data)));
    ws.on("error", console.error);
    ws.on("close", () => {
      for (const boardId of [...this.boards]) this.leave(boardId);
      Client.all.delete(this);
    });
    this.send({ type: "connected", message: "hello", user });
  }

  send(what: object): void {
    if (this.ws.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify(what));
  }

  receive(text: string): void {
    let parsed;
    try {
      parsed = message.safeParse(JSON.parse(text));
    } catch {
      return this.send({ error: "no JSON" });
    }
    if (!parsed.success) return this.send({ error: "no such message" });
    const { data } = parsed;
    if (data.type === "ping") this.send({ type: "pong" });
    else if (data.type === "leave") this.leave(data.boardId);
    else if (board.boards().every(({ id }) => id !== data.boardId)) this.send({ error: "no such board" });
    else this.join(data.boardId, data.since ?? board.lastEventId());
  }

  join(boardId: string, since: string): void {
    // Read first, then join: nothing can come between the two.
    const missed = missedEvents(boardId, since);
    const isNew = addPresence(boardId, this.ws, this.user.id, this.user.name);
    this.boards.add(boardId);
    for (const event of missed) this.send(event);
    this.send({ type: "presence", boardId, users: getPresence(boardId).map(({ userId, name }) => ({ user: { id: userId, name } })) });
    const news = { type: "user_joined", boardId, userId: this.user.id, name: this.user.name };
    if (isNew) for (const other of Client.on(boardId)) if (other !== this) other.send(news);
  }

  leave(boardId: string): void {
    this.boards.delete(boardId);
    const person = removePresence(boardId, this.ws);
    if (person) for (const other of Client.on(boardId)) other.send({ type: "user_left", boardId, ...person });
  }

  static on(boardId: string): Client[] {
    return [...Client.all].filter(({ boards }) => boards.has(boardId));
  }
}

export function setupWebSocketServer(server: Server): void {
  acceptUsers(server, (ws, user) => new Client(ws, user));
}

export function deliverToRoom(event: BoardEvent): void {
  for (const client of Client.on(event.boardId)) client.send(event);
}

export function closeConnections(): void {
  for (const { ws } of Client.all) ws.close(1001, "bye");
}
