import { EXIT_GRACE_MS } from "../../limits.ts";
import type { ServerEnd } from "../../run.ts";
import { within } from "../../time-limit.ts";
import type { WebSocketClient } from "./websocket-client.ts";

/** The clients opened in the same check, this one included. */
export function clientsBeside(client: WebSocketClient): readonly WebSocketClient[] {
  return client.context?.clients ?? [];
}

/** Another client of the check that asked something between this client's last question and `at`, a time of the check. */
export function askedElsewhere(client: WebSocketClient, at: number): WebSocketClient | undefined {
  return clientsBeside(client).findLast(({ lastSentAt }) => lastSentAt > client.lastSentAt && lastSentAt <= at);
}

/** A client of the check that connected after this one, when this one only listens. */
export function connectedLater(client: WebSocketClient): WebSocketClient | undefined {
  const clients = clientsBeside(client);
  return client.lastSent === undefined ? clients.slice(clients.indexOf(client) + 1).at(-1) : undefined;
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
