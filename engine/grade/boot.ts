/** Waits for a server's first listener. Decides that a silent server never listened, and that an early exit is an exit. */
import type { ServerEnd } from "../kit/run.ts";
import { canConnect } from "./can-connect.ts";
import { growingTimeLimit } from "../kit/time-limit.ts";
import { ACCEPT_LIMIT_MS, BOOT_PROCESSOR_MS, MAX_STARVED_MS, SECOND_LISTENER_MS } from "./limits.ts";
import { starvationOf } from "./processor-time.ts";
import type { Listener, ServerReports } from "./server-reports.ts";
import { LOOPBACK } from "./spawn-server.ts";

/** How waiting for the first listener ended. */
export type Boot =
  | { readonly state: "listening"; readonly port: number }
  | { readonly state: "ended"; readonly end: ServerEnd; readonly listened: boolean }
  | { readonly state: "silent"; readonly socket: string | undefined };

/** The parts of a server process that the waits look at. */
export interface Booting {
  readonly pid: number;
  readonly sandboxed: boolean;
  readonly stderr: { text(): string };
  /** How the process ended, or undefined while it runs. */
  readonly ended: ServerEnd | undefined;
  /** Whether the grader ended it. */
  readonly stopping: boolean;
}

export interface ListenerOptions {
  /** The listener that serves HTTP, if it is known yet. */
  readonly httpListener: () => Listener | undefined;
  /** Whether this listener is certainly the HTTP one, so that there is no need to wait for another. */
  readonly isExpected: (listener: Listener) => boolean;
  readonly limitMs: number;
}

/**
 * Waits until a listener accepts a connection, the process ends, or `limitMs` has passed, not counting the time in which the
 * process waited for a processor. Of several listeners, the one that asked for PORT or 3000 is the HTTP one, else
 * the first.
 * @throws Error with one sentence when the process ends, or time runs out, before the submission's own code has begun
 */
export async function awaitListener(
  server: Booting,
  reports: ServerReports,
  { httpListener, isExpected, limitMs }: ListenerOptions,
): Promise<Boot> {
  const limit = startLimit(server.pid, limitMs);
  try {
    let chosenBy = Number.POSITIVE_INFINITY;
    while (!limit.isOver) {
      if (server.ended !== undefined) {
        refuseFault(server, reports, undefined);
        return { state: "ended", end: server.ended, listened: reports.opened.length > 0 };
      }
      const listener = httpListener();
      if (listener !== undefined) {
        chosenBy = Math.min(chosenBy, Date.now() + SECOND_LISTENER_MS);
        const decided = isExpected(listener) || Date.now() >= chosenBy;
        if (decided) {
          // After one turn of the event loop, a listener that was closed again, or an error right after listening, is known.
          await reports.turn();
          if (server.ended !== undefined || !reports.listeners.includes(listener)) continue;
          if (await canConnect({ host: LOOPBACK, port: listener.real }, ACCEPT_LIMIT_MS))
            return { state: "listening", port: listener.real };
        }
      }
      await Promise.race([reports.news(Math.min(limitMs, chosenBy - Date.now())), limit.over]);
    }
  } finally {
    limit.cancel();
  }
  refuseFault(server, reports, limitMs);
  return { state: "silent", socket: reports.socket };
}

/**
 * Waits until the submission's own code begins to run.
 * @throws Error with one sentence when the process ends first, or after `limitMs`
 */
export async function awaitBegin(server: Booting, reports: ServerReports, limitMs: number): Promise<void> {
  const limit = startLimit(server.pid, limitMs);
  try {
    while (!reports.begun && !server.stopping) {
      if (server.ended !== undefined) refuseFault(server, reports, undefined);
      if (limit.isOver) refuseFault(server, reports, limitMs);
      await Promise.race([reports.news(limitMs), limit.over]);
    }
  } finally {
    limit.cancel();
  }
}

/** A limit that grows by the time for which the process waited for a processor. */
function startLimit(pid: number, limitMs: number) {
  const starvedMs = starvationOf(pid, { enoughMs: BOOT_PROCESSOR_MS, mostMs: MAX_STARVED_MS });
  const limit = { isOver: false, over: Promise.resolve(), cancel: () => {} };
  limit.over = new Promise<void>((resolve) => {
    limit.cancel = growingTimeLimit(limitMs, starvedMs, () => {
      limit.isOver = true;
      resolve();
    });
  });
  return limit;
}

/**
 * Throws when the submission's code never began to run: then the cause is this machine (no process, no memory, no
 * sandbox), unless the grader itself ended the process.
 * @param silentForMs how long the process was silent, in milliseconds; undefined when it has ended
 */
function refuseFault(server: Booting, reports: ServerReports, silentForMs: number | undefined): void {
  const { sandboxed, stderr, ended, stopping } = server;
  if (reports.begun || stopping) return;
  const what = sandboxed ? "the sandbox could not be created" : "the server's process could not be started";
  const [said = ""] = stderr.text().trim().split("\n", 1);
  const end = said === "" ? (ended?.signal ?? `code ${ended?.exitCode}`) : said;
  const why = silentForMs === undefined ? `it ended first (${end})` : `it was not ready within ${silentForMs / 1000} s`;
  throw new Error(`${what}: ${why}`);
}
