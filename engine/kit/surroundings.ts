import { EXIT_GRACE_MS } from "./limits.ts";
import type { RunningServer, ServerEnd } from "./run.ts";
import { within } from "./time-limit.ts";
import type { WebSocketClient } from "./websocket-client.ts";

/** What an expectation about one client needs to know about the rest of the check. */
export interface Surroundings {
  readonly server: RunningServer;
  /** Every client of the check, so that a reply that went astray can be told from silence. */
  readonly clients: readonly WebSocketClient[];
}

const surroundings = new WeakMap<WebSocketClient, Surroundings>();

/** Tells later expectations about this client where it lives. Called by whoever opens clients. */
export function settle(client: WebSocketClient, around: Surroundings): void {
  surroundings.set(client, around);
}

/** The clients opened in the same check, this one included. */
export function clientsBeside(client: WebSocketClient): readonly WebSocketClient[] {
  return surroundings.get(client)?.clients ?? [];
}

/** Another client of the check that asked something, when this one asked nothing. */
export function askedElsewhere(client: WebSocketClient): WebSocketClient | undefined {
  if (client.lastSent !== undefined) return undefined;
  return clientsBeside(client).find((other) => other !== client && other.lastSent !== undefined);
}

/** How the server process ended, waiting a moment for the news. */
export async function endSoon(
  client: WebSocketClient,
  graceMs: number = EXIT_GRACE_MS,
): Promise<ServerEnd | undefined> {
  const server = surroundings.get(client)?.server;
  if (server === undefined || server.ended() !== undefined || graceMs === 0) return server?.ended();
  return await within(graceMs, server.end);
}
