/**
 * Does `work` for each item in order, `width` of them at a time. No work begins once `signal` is aborted or one has failed.
 * @throws the error of the work that failed first
 */
export async function inParallel<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let isBroken = false;
  const worker = async () => {
    for (;;) {
      if (signal?.aborted === true || isBroken) return;
      const next = queue.next();
      if (next.done === true) return;
      await work(next.value).catch((error: unknown) => {
        // For example a full disk: no further result could be stored.
        isBroken = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
