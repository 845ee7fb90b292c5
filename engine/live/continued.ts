/**
 * This process was stopped (Ctrl-Z, SIGSTOP) and goes on: meanwhile the limits of checks ran out while nothing could run.
 * One listener on the process for any number of sessions: Node warns of a leak at eleven.
 */
const listeners = new Set<() => void>();

/** @returns ends the listening */
export function whenContinued(listener: () => void): () => void {
  if (listeners.size === 0) process.on("SIGCONT", notify);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) process.off("SIGCONT", notify);
  };
}

function notify(): void {
  for (const listener of listeners) listener();
}
