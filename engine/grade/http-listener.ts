import type { Listener } from "./server-reports.ts";

/** The port of the course's own code, which ignores PORT. */
const COURSE_PORT = 3000;

/**
 * The listener that serves HTTP, as far as it is known: the one that asked for PORT, else for 3000, else the first.
 * @param port what PORT said
 */
export function httpListenerAmong(listeners: readonly Listener[], port: number): Listener | undefined {
  return (
    listeners.find(({ asked }) => asked === port) ??
    listeners.find(({ asked }) => asked === COURSE_PORT) ??
    listeners[0]
  );
}

/** Whether it is the one that is waited for, so that no later one can be meant. */
export function isExpectedListener({ asked }: Listener, port: number): boolean {
  return asked === port || asked === COURSE_PORT;
}
