/**
 * Calls back when this process continues after it was stopped (Ctrl-Z, SIGSTOP): limits of checks expired meanwhile.
 * Adds one listener to the process for any number of sessions, because Node warns about a leak at eleven.
 */
const listeners = new Set<() => void>();

/** @returns removes the listener */
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
