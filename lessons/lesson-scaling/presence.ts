/**
 * Who is on which board. A user may have it open in several tabs, each a connection of its own: connections come and go,
 * and people are what others want to know about.
 */

import type { WebSocket } from "ws";

/** Someone who is on a board. */
export interface Person {
  readonly userId: string;
  readonly name: string;
}

/** For each room, its connections and whose they are. A room that nobody is in has no entry. */
const presence = new Map<string, Map<WebSocket, Person>>();

/**
 * Notes that a connection of this user is in the room.
 * @returns whether the user has come with it: false while another connection of theirs is there
 */
export function addPresence(roomId: string, ws: WebSocket, userId: string, name: string): boolean {
  const hasCome = !isPresent(roomId, userId);

  const connections = presence.get(roomId) ?? new Map<WebSocket, Person>();
  presence.set(roomId, connections.set(ws, { userId, name }));
  return hasCome;
}

/**
 * Forgets that a connection is in the room.
 * @returns the user, if they have left with it; null while another connection of theirs is there, or if it was not there
 */
export function removePresence(roomId: string, ws: WebSocket): Person | null {
  const connections = presence.get(roomId);
  const person = connections?.get(ws) ?? null;
  connections?.delete(ws);
  if (connections?.size === 0) presence.delete(roomId);

  if (person !== null && isPresent(roomId, person.userId)) return null;
  return person;
}

/** Everyone in the room, once each, however many connections they have. */
export function getPresence(roomId: string): Person[] {
  const people = [...(presence.get(roomId)?.values() ?? [])];

  return [...new Map(people.map((person) => [person.userId, person])).values()];
}

function isPresent(roomId: string, userId: string): boolean {
  return getPresence(roomId).some((person) => person.userId === userId);
}
