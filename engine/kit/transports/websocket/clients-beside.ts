import { EXIT_GRACE_MS } from "../../limits.ts";
import type { ServerEnd } from "../../run.ts";
import type { WebSocketClient } from "./websocket-client.ts";

/** The clients of the same check, including this one. */
export function clientsBeside(client: WebSocketClient): readonly WebSocketClient[] {
  return client.context?.clients ?? [];
}

/** What a client sent, and when, in milliseconds since the check began. */
interface Sending {
  readonly by: WebSocketClient;
  readonly what: string;
  readonly at: number;
}

/** The last that another client sent between this client's last send and `at`, in milliseconds since the check began. */
export function askedElsewhere(client: WebSocketClient, at: number): Sending | undefined {
  // None of them is this client's own: those are not later than its last.
  return clientsBeside(client)
    .flatMap((by) => by.sendings.map((sending) => ({ by, ...sending })))
    .filter((sending) => sending.at > client.lastSentAt && sending.at <= at)
    .toSorted((one, other) => one.at - other.at)
    .at(-1);
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
