/**
 * Settles as `work` does, or rejects with the signal's reason as soon as it is aborted. The work itself goes on; ending it
 * is up to the caller.
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  // Abandoned work may still fail, and that must not count as an unhandled rejection.
  work.catch(() => {});
  signal.throwIfAborted();
  let forget = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    forget = () => signal.removeEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    forget();
  }
}

/** Settles as `work` does, or resolves as soon as `enough` is aborted. The work itself goes on. */
export async function unlessEnough(work: Promise<void>, enough: AbortSignal | undefined): Promise<void> {
  await unlessAborted(work, enough).catch((error: unknown) => {
    if (enough?.aborted !== true) throw error;
  });
}
