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

/** What an instance writes for a board. */
interface Entry {
  readonly users: readonly Person[];
  /** Until when it counts, in milliseconds since 1970. */
  readonly until: number;
}

/** The hash of a board: a field for each instance. */
const keyOf = (boardId: string) => `presence:${boardId}`;

/** Writes into Redis whom this instance has on a board. Called at each change, and again and again while nothing changes. */
export async function announce(boardId: string): Promise<void> {
  // Without Redis there is nothing to write to. The next time is soon.
  if (!publisher.isReady) return;
  // TODO(exercise 3): write an Entry with the people of this instance (`getPresence`) into its field; without any, remove it
  void [INSTANCE, keyOf, boardId];
}

/** Everyone on a board, once each, whichever instances they are connected to. */
export async function everyone(boardId: string): Promise<Person[]> {
  // Without Redis, an instance knows its own people.
  if (!publisher.isReady) return getPresence(boardId);
  // TODO(exercise 3): read the entries of all instances, leave out those that no longer count, and each user but once
  return getPresence(boardId);
}
