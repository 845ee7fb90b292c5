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
  //#region Exercise 2: has the user come, or only one more tab of theirs?
  //= const hasCome = true;
  const hasCome = !isPresent(roomId, userId);
  //#endregion

  //#region Exercise 1: note whose connection this is
  //= void [roomId, ws, userId, name];
  const connections = presence.get(roomId) ?? new Map<WebSocket, Person>();
  presence.set(roomId, connections.set(ws, { userId, name }));
  //#endregion
  return hasCome;
}

/**
 * Forgets that a connection is in the room.
 * @returns the user, if they have left with it; null while another connection of theirs is there, or if it was not there
 */
export function removePresence(roomId: string, ws: WebSocket): Person | null {
  //#region Exercise 1: whose connection was it? Remove it, and the room's entry with its last one
  //= void [roomId, ws];
  //= const person: Person | null = null;
  const connections = presence.get(roomId);
  const person = connections?.get(ws) ?? null;
  connections?.delete(ws);
  if (connections?.size === 0) presence.delete(roomId);
  //#endregion

  //#region Exercise 2: has the user left, or only closed one of their tabs?
  if (person !== null && isPresent(roomId, person.userId)) return null;
  //#endregion
  return person;
}

/** Everyone in the room, once each, however many connections they have. */
export function getPresence(roomId: string): Person[] {
  //#region Exercise 1: everyone whose connection was noted
  //= void presence.get(roomId);
  //= const people: Person[] = [];
  const people = [...(presence.get(roomId)?.values() ?? [])];
  //#endregion

  //#region Exercise 2: each user once
  //= return people;
  return [...new Map(people.map((person) => [person.userId, person])).values()];
  //#endregion
}

//#region Exercise 2: you may want a function that says whether any connection of a user is in a room
function isPresent(roomId: string, userId: string): boolean {
  return getPresence(roomId).some((person) => person.userId === userId);
}
//#endregion
