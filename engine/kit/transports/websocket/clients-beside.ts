import { EXIT_GRACE_MS } from "../../limits.ts";
import type { ServerEnd } from "../../run.ts";
import { within } from "../../time-limit.ts";
import type { WebSocketClient } from "./websocket-client.ts";

/** The clients opened in the same check, this one included. */
export function clientsBeside(client: WebSocketClient): readonly WebSocketClient[] {
  return client.context?.clients ?? [];
}

/** Another client of the check that asked something, when this one asked nothing. */
export function askedElsewhere(client: WebSocketClient): WebSocketClient | undefined {
  if (client.lastSent !== undefined) return undefined;
  return clientsBeside(client).find((other) => other !== client && other.lastSent !== undefined);
}

/** How the server process ended, waiting up to `graceMs` milliseconds for its exit to be reported. */
export async function endSoon(
  client: WebSocketClient,
  graceMs: number = EXIT_GRACE_MS,
): Promise<ServerEnd | undefined> {
  const server = client.context?.server;
  if (server === undefined || server.ended() !== undefined || graceMs === 0) return server?.ended();
  return await within(graceMs, server.end);
}
