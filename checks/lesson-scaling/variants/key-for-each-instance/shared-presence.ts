/**
 * Who is on which board, over all instances. Each instance writes into Redis whom it has there itself, and for how long that
 * counts: one that is killed cannot take it back.
 */

import { randomUUID } from "node:crypto";
import { getPresence, type Person } from "./presence.js";
import { publisher } from "./redis-pubsub.js";

/** For how long counts what an instance has written, in milliseconds. */
export const PRESENCE_TTL_MS = Number(process.env.PRESENCE_TTL_MS ?? 30_000);

/** Tells this process from every other one, those before it included. */
const INSTANCE = randomUUID();

/** The key of this instance for a board. */
const keyOf = (boardId: string) => `${prefixOf(boardId)}${INSTANCE}`;
// Encoded, because a board id may have characters that mean something in a pattern.
const prefixOf = (boardId: string) => `presence:${Buffer.from(boardId).toString("hex")}:`;

/** Writes into Redis whom this instance has on a board. Called at each change, and again and again while nothing changes. */
export async function announce(boardId: string): Promise<void> {
  // Without Redis there is nothing to write to. The next time is soon.
  if (!publisher.isReady) return;
  const users = getPresence(boardId);
  if (users.length === 0) await publisher.del(keyOf(boardId));
  else await publisher.set(keyOf(boardId), JSON.stringify(users), { PX: PRESENCE_TTL_MS });
}

/** Everyone on a board, once each, whichever instances they are connected to. */
export async function everyone(boardId: string): Promise<Person[]> {
  // Without Redis, an instance knows its own people.
  if (!publisher.isReady) return getPresence(boardId);
  const people = new Map<string, Person>();
  const keys = await publisher.keys(`${prefixOf(boardId)}*`);
  for (const key of keys)
    for (const person of JSON.parse((await publisher.get(key)) ?? "[]") as Person[]) people.set(person.userId, person);
  return [...people.values()];
}
