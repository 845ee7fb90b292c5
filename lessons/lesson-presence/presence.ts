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
  // TODO(exercise 2): has the user come, or only one more tab of theirs?
  const hasCome = true;

  // TODO(exercise 1): note whose connection this is
  void [roomId, ws, userId, name];
  return hasCome;
}

/**
 * Forgets that a connection is in the room.
 * @returns the user, if they have left with it; null while another connection of theirs is there, or if it was not there
 */
export function removePresence(roomId: string, ws: WebSocket): Person | null {
  // TODO(exercise 1): whose connection was it? Remove it, and the room's entry with its last one
  void [roomId, ws];
  const person: Person | null = null;

  // TODO(exercise 2): has the user left, or only closed one of their tabs?
  return person;
}

/** Everyone in the room, once each, however many connections they have. */
export function getPresence(roomId: string): Person[] {
  // TODO(exercise 1): everyone whose connection was noted
  void presence.get(roomId);
  const people: Person[] = [];

  // TODO(exercise 2): each user once
  return people;
}

// TODO(exercise 2): you may want a function that says whether any connection of a user is in a room
