/**
 * Calls `over` once `limitMs` milliseconds have passed and everything that had arrived by then has been read. When this
 * process was busy for longer than the limit, Node runs the timer before it reads the sockets: without an extra turn of the
 * event loop, an answer that came in time would be missed.
 * @returns a function that cancels the limit
 */
export function timeLimit(limitMs: number, over: () => void): () => void {
  let turn: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    // The first callback runs after the sockets were read, the second after the reads which those led to.
    turn = setImmediate(() => {
      turn = setImmediate(over);
    });
  }, limitMs);
  return () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
}

/** After how much of the limit one that grows is looked at again: to see what it has grown by can take milliseconds. */
const LOOK_AFTER = 1 / 4;

/** A timer is late by less than this even when nothing is wrong. */
const USUALLY_LATE_MS = 50;

/** The most that is added to a limit because this process was late itself. */
const MAX_LATE_MS = 6_000;

/**
 * Like `timeLimit`, for a limit that grows: by `extraMs()`, the milliseconds to add by now, and by the time in which this
 * process could not run itself, as on a machine that stood still. Whoever is waited for could not run then either.
 * @param extraMs first called after a quarter of the limit
 */
export function growingTimeLimit(limitMs: number, extraMs: () => number, over: () => void): () => void {
  const begunAt = performance.now();
  let lateMs = 0;
  let cancel = () => {};
  const wait = (leftMs: number) => {
    const waitMs = Math.min(leftMs, limitMs * LOOK_AFTER);
    const dueAt = performance.now() + waitMs;
    cancel = timeLimit(waitMs, () => {
      const now = performance.now();
      if (now - dueAt > USUALLY_LATE_MS) lateMs = Math.min(lateMs + now - dueAt, MAX_LATE_MS);
      const stillMs = limitMs + extraMs() + lateMs - (now - begunAt);
      if (stillMs <= 0) over();
      else wait(stillMs);
    });
  };
  wait(limitMs);
  return () => cancel();
}

/** Resolves as `work` does, or with undefined after `limitMs` milliseconds as `limit` counts them. */
export async function within<T>(
  limitMs: number,
  work: Promise<T>,
  limit: (limitMs: number, over: () => void) => () => void = timeLimit,
): Promise<T | undefined> {
  let cancel = () => {};
  const over = new Promise<undefined>((resolve) => (cancel = limit(limitMs, () => resolve(undefined))));
  return await Promise.race([work, over]).finally(() => cancel());
}
