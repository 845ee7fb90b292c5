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
