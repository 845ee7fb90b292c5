// Right: a user types, not a connection: what several tabs say about the same user on the same board is one state.

import type { WebSocket } from "ws";
import { broadcastToRoom } from "./rooms.js";
import type { User } from "./sessions.js";

class Typist {
  #timer: NodeJS.Timeout | null = null;
  constructor(
    readonly boardId: string,
    readonly user: User,
    public ws: WebSocket,
  ) {}

  again(): void {
    const isNew = this.#timer === null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), Number(process.env.TYPING_TTL_MS ?? 5000));
    if (isNew) this.#tell(true);
  }

  end(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#tell(false);
  }

  #tell(typing: boolean): void {
    const { id: userId, name } = this.user;
    broadcastToRoom(this.boardId, { type: "user_typing", boardId: this.boardId, userId, name, typing }, this.ws);
  }
}

const typists = new Map<string, Typist>();

function typistOf(boardId: string, ws: WebSocket, user: User): Typist {
  const key = JSON.stringify([boardId, user.id]);
  const typist = typists.get(key) ?? new Typist(boardId, user, ws);
  typists.set(key, typist);
  return typist;
}

export function typing(boardId: string, ws: WebSocket, user: User): void {
  const typist = typistOf(boardId, ws, user);
  typist.ws = ws;
  typist.again();
}

export function stopTyping(boardId: string, ws: WebSocket, user: User): void {
  typistOf(boardId, ws, user).end();
}

export function forget(ws: WebSocket, _user: User): void {
  for (const typist of typists.values()) if (typist.ws === ws) typist.end();
}
