const LOOK_EVERY_MS = 500;
/** Known before anything else happens: whoever dies early is missed otherwise. */
const parent = process.ppid;

/**
 * Calls back once the process that started this one is gone.
 * @returns ends the watch
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
