import { EXIT_GRACE_MS } from "../../limits.ts";
import type { ServerEnd } from "../../run.ts";
import type { WebSocketClient } from "./websocket-client.ts";

/** The clients of the same check, including this one. */
export function clientsBeside(client: WebSocketClient): readonly WebSocketClient[] {
  return client.context?.clients ?? [];
}

/** Another client that sent something between this client's last send and `at`, in milliseconds since the check began. */
export function askedElsewhere(client: WebSocketClient, at: number): WebSocketClient | undefined {
  return clientsBeside(client).findLast(({ lastSentAt }) => lastSentAt > client.lastSentAt && lastSentAt <= at);
}

/** A client of the check that connected after this one, if this one only listens. */
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
  return await client.endOrSilent(server.end, graceMs);
}
