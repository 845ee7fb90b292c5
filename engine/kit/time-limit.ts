/**
 * Calls `over` once `limitMs` milliseconds have passed and what had arrived by then was read. When this process was busy
 * for longer than the limit, Node runs the timer before it reads the sockets: without the turn, an answer that came in
 * time would count as none.
 * @returns cancels the limit
 */
export function timeLimit(limitMs: number, over: () => void): () => void {
  let turn: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    // The first runs after the sockets were read; the second after what that led to was read as well.
    turn = setImmediate(() => {
      turn = setImmediate(over);
    });
  }, limitMs);
  return () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
}

/** What `work` resolves with, or undefined once `limitMs` milliseconds have passed as `timeLimit` counts them. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  let cancel = () => {};
  const over = new Promise<undefined>((resolve) => (cancel = timeLimit(limitMs, () => resolve(undefined))));
  return await Promise.race([work, over]).finally(() => cancel());
}
