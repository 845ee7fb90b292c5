import type { Listener } from "./server-reports.ts";

/** The port in code copied from the course, which ignores PORT. */
const COURSE_PORT = 3000;

/**
 * The listener that serves HTTP, if it is known: the one that asked for PORT, else the one for 3000, else the first.
 * @param port the value of PORT
 */
export function httpListenerAmong(listeners: readonly Listener[], port: number): Listener | undefined {
  return (
    listeners.find(({ asked }) => asked === port) ??
    listeners.find(({ asked }) => asked === COURSE_PORT) ??
    listeners[0]
  );
}

/** Whether this is certainly the HTTP listener, so that there is no need to wait for a later one. */
export function isExpectedListener({ asked }: Listener, port: number): boolean {
  return asked === port || asked === COURSE_PORT;
}
