const LOOK_EVERY_MS = 500;
/** Read at load time, so that a parent that dies early is noticed. */
const parent = process.ppid;

/**
 * Calls back once the parent process has ended.
 * @returns stops watching
 */
export function whenParentDies(onDeath: () => void): () => void {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onDeath();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
