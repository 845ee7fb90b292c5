/**
 * Polls that are held until there is news, as "Long Polling" builds them. Given and finished: nothing in this file is
 * part of an exercise.
 */

import { missedEvents } from "./board.js";

/** How long a request is held before it is answered with nothing, in milliseconds. */
const POLL_TIMEOUT_MS = Number(process.env.POLL_TIMEOUT_MS ?? 30_000);

/** For each board, what wakes the requests that wait for it. */
const waiters = new Map<string, Set<() => void>>();

/**
 * Resolves when the board has an event that came after `since`: at once, or once `notifyWaiters` is called. Also when the
 * time is over, and when the client has gone.
 */
export async function untilNews(boardId: string, since: string, signal: AbortSignal): Promise<void> {
  if (missedEvents(boardId, since).length > 0) return;
  let wake = () => {};
  const isAwake = new Promise<void>((resolve) => (wake = resolve));
  const waiting = waiters.get(boardId) ?? new Set();
  waiters.set(boardId, waiting.add(wake));
  const timer = setTimeout(wake, POLL_TIMEOUT_MS);
  signal.addEventListener("abort", wake);
  await isAwake;
  clearTimeout(timer);
  waiting.delete(wake);
  if (waiting.size === 0) waiters.delete(boardId);
}

/** Wakes every request that waits for this board, and no other. */
export function notifyWaiters(boardId: string): void {
  for (const wake of waiters.get(boardId) ?? []) wake();
}

/** Wakes every request that is held: their clients get an empty answer, and ask again. */
export function answerWaiters(): void {
  for (const boardId of waiters.keys()) notifyWaiters(boardId);
}
