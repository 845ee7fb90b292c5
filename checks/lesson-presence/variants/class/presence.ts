// Right: a class for the people of one board, with the list kept ready.

import type { WebSocket } from "ws";

type Person = { userId: string; name: string; joinedAt: string };

class Board {
  readonly #tabs = new Map<WebSocket, string>();
  people: Person[] = [];

  enter(ws: WebSocket, userId: string, name: string): boolean {
    this.#tabs.set(ws, userId);
    if (this.people.some((person) => person.userId === userId)) return false;
    this.people = [...this.people, { userId, name, joinedAt: new Date().toISOString() }];
    return true;
  }

  exit(ws: WebSocket): Person | null {
    const userId = this.#tabs.get(ws);
    this.#tabs.delete(ws);
    if (userId === undefined || [...this.#tabs.values()].includes(userId)) return null;
    const index = this.people.findIndex((person) => person.userId === userId);
    const [person] = index === -1 ? [] : this.people.splice(index, 1);
    return person ?? null;
  }
}

const boards = new Map<string, Board>();

function boardOf(roomId: string): Board {
  if (!boards.has(roomId)) boards.set(roomId, new Board());
  return boards.get(roomId)!;
}

export const addPresence = (roomId: string, ws: WebSocket, userId: string, name: string): boolean =>
  boardOf(roomId).enter(ws, userId, name);

export const removePresence = (roomId: string, ws: WebSocket): Person | null => boardOf(roomId).exit(ws);

export const getPresence = (roomId: string): readonly Person[] => boardOf(roomId).people;
