/**
 * Requests that are held until there is news: who waits for which board, and what ends the waiting.
 */

import { board } from "./board.js";

/** How long a request is held before it is answered with nothing, in milliseconds. */
const POLL_TIMEOUT_MS = Number(process.env.POLL_TIMEOUT_MS ?? 30_000);

/** For each board, what wakes the requests that wait for it. */
const waiters = new Map<string, Set<() => void>>();

interface WaitOptions {
  /** The cursor of the client's last answer; without one, it waits for what comes next. */
  readonly since: string | undefined;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** The answer to one poll: at once when the client has missed something, else as soon as something happens. */
export async function waitForUpdate(boardId: string, { since, signal }: WaitOptions): Promise<Response> {
  //#region Exercise 3: begin at `since` where the client gives one, and wait only when it has missed nothing
  //= const from = board.lastEventId();
  //= await nextChange(boardId, signal);
  const from = since ?? board.lastEventId();
  if (board.eventsSince(from, { boardIds: [boardId] }).length === 0) await nextChange(boardId, signal);
  //#endregion
  return answer(boardId, from);
}

/** Everything that happened on the board after `from`, and the cursor to go on from. */
function answer(boardId: string, from: string): Response {
  const data = board.eventsSince(from, { boardIds: [boardId] });
  const timestamp = data.at(-1)?.id ?? from;
  //#region Exercise 2: beyond the exercise (S1, not graded): forbid caches on the way to store this answer
  //= const headers = {};
  const headers = { "Cache-Control": "no-store" };
  //#endregion
  return Response.json(data.length === 0 ? { data, timeout: true, timestamp } : { data, timestamp }, { headers });
}

/** Resolves when something has happened on the board, when the time is over, or when the client has gone. */
async function nextChange(boardId: string, signal: AbortSignal): Promise<void> {
  let wake = () => {};
  const isAwake = new Promise<void>((resolve) => (wake = resolve));

  //#region Exercise 1: make `wake` one of the waiters of this board
  //= wake();
  const waiting = waiters.get(boardId) ?? new Set();
  waiters.set(boardId, waiting.add(wake));
  //#endregion

  //#region Exercise 2: call `wake` after POLL_TIMEOUT_MS as well, and when `signal` is aborted
  setTimeout(wake, POLL_TIMEOUT_MS).unref();
  signal.addEventListener("abort", wake);
  //#endregion

  await isAwake;

  //#region Exercise 2: whatever woke it, leave no timer and no waiter behind
  waiting.delete(wake);
  if (waiting.size === 0) waiters.delete(boardId);
  //#endregion
}

/** Wakes every request that waits for this board, and no other. */
export function notifyWaiters(boardId: string): void {
  //#region Exercise 1: wake them all
  for (const wake of waiters.get(boardId) ?? []) wake();
  //#endregion
}

/** How many requests are held, over all boards. */
export function waiterCount(): number {
  //#region Exercise 2: count the waiters of all boards
  //= return 0;
  let count = 0;
  for (const waiting of waiters.values()) count += waiting.size;
  return count;
  //#endregion
}
