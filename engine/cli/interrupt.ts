import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs work that stops cleanly when the user or the system interrupts it.
 * @param work gets a signal that the first interrupt aborts; it must then stop what it started and reject
 * @returns the work's exit code, or 128 plus the signal's number (130 for Ctrl-C) when it was interrupted
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  let received: (typeof SIGNALS)[number] | undefined;
  const interrupt = (name: (typeof SIGNALS)[number]) => {
    // A second one exits at once: an exit handler ends the server processes.
    if (received !== undefined) process.exit(128 + constants.signals[name]);
    received = name;
    controller.abort(new Error(`interrupted by ${name}`));
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  try {
    const code = await work(controller.signal);
    return received === undefined ? code : 128 + constants.signals[received];
  } catch (error) {
    if (received === undefined) throw error;
    return 128 + constants.signals[received];
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt);
  }
}
