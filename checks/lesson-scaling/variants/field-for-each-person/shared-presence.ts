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

/** What an instance writes for one of its people. */
interface Entry {
  readonly person: Person;
  /** Until when it counts, in milliseconds since 1970. */
  readonly until: number;
}

/** The hash of a board: a field for each instance. */
const keyOf = (boardId: string) => `presence:${boardId}`;

/** Writes into Redis whom this instance has on a board. Called at each change, and again and again while nothing changes. */
export async function announce(boardId: string): Promise<void> {
  // Without Redis there is nothing to write to. The next time is soon.
  if (!publisher.isReady) return;
  const until = Date.now() + PRESENCE_TTL_MS;
  const mine = getPresence(boardId).map((person) => [`${INSTANCE} ${person.userId}`, JSON.stringify({ person, until })]);
  const written = new Set(mine.map(([field]) => field));
  const fields = await publisher.hKeys(keyOf(boardId));
  const gone = fields.filter((field) => field.startsWith(INSTANCE) && !written.has(field));
  if (gone.length > 0) await publisher.hDel(keyOf(boardId), gone);
  if (mine.length > 0) await publisher.hSet(keyOf(boardId), Object.fromEntries(mine) as Record<string, string>);
}

/** Everyone on a board, once each, whichever instances they are connected to. */
export async function everyone(boardId: string): Promise<Person[]> {
  // Without Redis, an instance knows its own people.
  if (!publisher.isReady) return getPresence(boardId);
  const entries = Object.values(await publisher.hGetAll(keyOf(boardId))).map((text) => JSON.parse(text) as Entry);
  const people = entries.filter(({ until }) => until > Date.now()).map(({ person }) => person);
  return [...new Map(people.map((person) => [person.userId, person])).values()];
}
