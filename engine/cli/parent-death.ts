const LOOK_EVERY_MS = 500;

/**
 * Calls back once the process that started this one is gone.
 * @returns ends the watch
 */
export function whenParentDies(onDeath: () => void): () => void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onDeath();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
