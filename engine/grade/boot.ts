/** Waiting for a server's first listener. */
import type { ServerEnd } from "../kit/run.ts";
import { canConnect } from "./can-connect.ts";
import { ACCEPT_LIMIT_MS, SECOND_LISTENER_MS } from "./limits.ts";
import { processorTime, starvedMs, type ProcessorTime } from "./processor-time.ts";
import { treeOf } from "./process-tree.ts";
import type { Listener, ServerReports } from "./server-reports.ts";
import { LOOPBACK } from "./spawn-server.ts";

/** How waiting for the first listener ended. */
export type Boot =
  | { readonly state: "listening"; readonly port: number }
  | { readonly state: "ended"; readonly end: ServerEnd; readonly listened: boolean }
  | { readonly state: "silent"; readonly socket: string | undefined };

/** What the waits look at. */
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
  /** The listener that serves HTTP, as far as it is known. */
  readonly httpListener: () => Listener | undefined;
  /** Whether that is the one which is waited for, so that no other can be meant. */
  readonly isExpected: (listener: Listener) => boolean;
  readonly limitMs: number;
}

/**
 * Waits until a listener accepts a connection, the process ends, or `limitMs` is over, not counting what the process
 * waited for a processor. Of several listeners the one that asked for PORT or 3000 is the HTTP port, else the first.
 * @throws Error in one sentence when the process ends, or the time is over, before the submission has begun to run
 */
export async function awaitListener(
  server: Booting,
  reports: ServerReports,
  { httpListener, isExpected, limitMs }: ListenerOptions,
): Promise<Boot> {
  const before = processorTime(treeOf(server.pid));
  const due = Date.now() + limitMs;
  let deadline = due;
  let chosenBy = Number.POSITIVE_INFINITY;
  while (Date.now() < deadline || Date.now() < (deadline = due + starvedSince(server.pid, before))) {
    if (server.ended !== undefined) {
      refuseFault(server, reports, undefined);
      return { state: "ended", end: server.ended, listened: reports.opened.length > 0 };
    }
    const listener = httpListener();
    if (listener !== undefined) {
      chosenBy = Math.min(chosenBy, Date.now() + SECOND_LISTENER_MS);
      const decided = isExpected(listener) || Date.now() >= chosenBy;
      if (decided) {
        // A port that was only tried out, or an error that follows at once, is known after one turn of the event loop.
        await reports.turn();
        if (server.ended !== undefined || !reports.listeners.includes(listener)) continue;
        if (await canConnect({ host: LOOPBACK, port: listener.real }, ACCEPT_LIMIT_MS))
          return { state: "listening", port: listener.real };
      }
    }
    await reports.news(Math.min(deadline, chosenBy) - Date.now());
  }
  refuseFault(server, reports, limitMs);
  return { state: "silent", socket: reports.socket };
}

/**
 * Waits until the submission's own code begins to run.
 * @throws Error in one sentence when the process ends before, or `limitMs` is over
 */
export async function awaitBegin(server: Booting, reports: ServerReports, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!reports.begun && !server.stopping) {
    if (server.ended !== undefined) refuseFault(server, reports, undefined);
    if (Date.now() >= deadline) refuseFault(server, reports, limitMs);
    await reports.news(deadline - Date.now());
  }
}

/**
 * Throws where nothing of the submission ran yet: then whatever happened is this machine's doing (no process, no memory, no
 * sandbox), unless the grader ended the process itself.
 * @param silentForMs milliseconds, where it has not ended
 */
function refuseFault(server: Booting, reports: ServerReports, silentForMs: number | undefined): void {
  const { sandboxed, stderr, ended, stopping } = server;
  if (reports.begun || stopping) return;
  const what = sandboxed ? "a sandbox could not be made" : "a process for the server could not be made";
  const [said = ""] = stderr.text().trim().split("\n", 1);
  const end = said === "" ? (ended?.signal ?? `code ${ended?.exitCode}`) : said;
  const why = silentForMs === undefined ? `it ended first (${end})` : `it was not ready within ${silentForMs / 1000} s`;
  throw new Error(`${what}: ${why}`);
}

function starvedSince(pid: number, before: ProcessorTime): number {
  const now = processorTime(treeOf(pid));
  return starvedMs({ usedMs: now.usedMs - before.usedMs, waitedMs: now.waitedMs - before.waitedMs });
}
