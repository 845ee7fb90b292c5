/**
 * Tells the clients of this instance who is on their boards, wherever those people are connected: the list when a client joins,
 * and afterwards what has changed in it. Given and finished: nothing in this file is part of an exercise.
 */

import type { WebSocket } from "ws";
import { getPresence, type Person } from "./presence.js";
import { publisher, publishPresence } from "./redis-pubsub.js";
import { broadcastToRoom, joinRoom } from "./rooms.js";
import { announce, everyone, PRESENCE_TTL_MS } from "./shared-presence.js";

/** What this instance announces is announced so often while it counts, so that a late timer does no harm. */
const REFRESHES = 4;

/** For each board on which this instance has clients: who is there, as far as they were told. */
const told = new Map<string, readonly Person[]>();

/** For each board, the work that is under way. What Redis answers is told in the order in which it was asked. */
const turns = new Map<string, Promise<void>>();

/** A client has joined a board: sends it the list, and tells everyone else. It may have left again while Redis was asked. */
export function welcome(boardId: string, ws: WebSocket, isStillThere: () => boolean): void {
  inTurn(boardId, async () => {
    await tryToAnnounce(boardId);
    const people = await peopleOn(boardId);
    if (!isStillThere()) return;
    ws.send(JSON.stringify({ type: "presence", boardId, users: people }));
    tell(boardId, people);
    joinRoom(boardId, ws);
    publishPresence(boardId);
  });
}

/** A client of this instance has left a board: tells everyone. */
export function update(boardId: string): void {
  inTurn(boardId, async () => {
    await tryToAnnounce(boardId);
    publishPresence(boardId);
    await tellWhoIsThere(boardId);
  });
}

/** Something may have changed on a board: asks who is there, if this instance has clients to be told. */
export function recheck(boardId: string): void {
  if (told.has(boardId)) inTurn(boardId, () => tellWhoIsThere(boardId));
}

/** Who is on a board: everyone, or those of this instance while Redis does not answer. */
export async function peopleOn(boardId: string): Promise<Person[]> {
  try {
    return await everyone(boardId);
  } catch (error) {
    console.error("Redis was not asked who is there:", error);
    return getPresence(boardId);
  }
}

async function tellWhoIsThere(boardId: string): Promise<void> {
  tell(boardId, await everyone(boardId));
}

/** Tells the clients of this instance what is not as they were told. */
function tell(boardId: string, people: readonly Person[]): void {
  const before = told.get(boardId) ?? [];
  // Without Redis, these are the people of this instance alone. What cannot be asked has not changed.
  const now = publisher.isReady ? people : before;
  for (const person of without(now, before)) broadcastToRoom(boardId, { type: "user_joined", boardId, ...person });
  for (const person of without(before, now)) broadcastToRoom(boardId, { type: "user_left", boardId, ...person });
  if (getPresence(boardId).length > 0) told.set(boardId, now);
  else told.delete(boardId);
}

function without(people: readonly Person[], others: readonly Person[]): Person[] {
  const ids = new Set(others.map(({ userId }) => userId));
  return people.filter(({ userId }) => !ids.has(userId));
}

async function tryToAnnounce(boardId: string): Promise<void> {
  try {
    await announce(boardId);
  } catch (error) {
    console.error("Who is here was not announced:", error);
  }
}

function inTurn(boardId: string, work: () => Promise<void>): void {
  const turn = (turns.get(boardId) ?? Promise.resolve()).then(work).catch((error: unknown) => console.error(error));
  turns.set(boardId, turn);
  void turn.then(() => {
    if (turns.get(boardId) === turn) turns.delete(boardId);
  });
}

setInterval(() => {
  for (const boardId of told.keys())
    inTurn(boardId, async () => {
      await tryToAnnounce(boardId);
      await tellWhoIsThere(boardId);
    });
}, PRESENCE_TTL_MS / REFRESHES).unref();
