/** WebSocket handshakes: only the console accepts them, and only from pages of this server. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { CONSOLE_PROTOCOL } from "./api-console.ts";
import { ApiFault } from "./api-fault.ts";
import { REQUEST_LIMIT_BYTES, showConsole } from "./console/console-socket.ts";
import type { ServerEnv } from "./env.ts";
import { clientAddress } from "./guard/client-address.ts";
import { clientOf } from "./guard/connections.ts";
import { authorizeUpgrade } from "./guard/authorize.ts";
import { refuse } from "./guard/refuse.ts";
import { targetOf } from "./guard/well-formed.ts";

const CONSOLE_PATH = /^\/api\/console\/([a-z0-9-]+)$/;
/** The interval of pings, in milliseconds. A page that does not answer one is disconnected. */
const ALIVE_EVERY_MS = 15_000;

/** The handler of `"upgrade"`, and a function that closes all connections. */
export function consoleUpgrades(
  env: ServerEnv,
  proxyHeader: string | undefined,
): {
  readonly take: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly close: () => void;
} {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: REQUEST_LIMIT_BYTES,
    perMessageDeflate: false,
    // The token is among the offered subprotocols, and must not be selected.
    handleProtocols: (offered) => (offered.has(CONSOLE_PROTOCOL) ? CONSOLE_PROTOCOL : false),
  });
  /** Node no longer tracks a socket after "upgrade", so refused and waiting ones must be closed here. */
  const sockets = new Set<Duplex>();
  const take = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    acceptUpgrade(env, request, clientAddress(request, proxyHeader)).then(
      (accept) => server.handleUpgrade(request, socket, head, accept),
      (error: unknown) => refuse(socket, error instanceof ApiFault ? error : unknownFault()),
    );
  };
  const stopLooking = endSilent(server.clients);
  const close = () => {
    stopLooking();
    for (const client of server.clients) client.terminate();
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { take, close };
}

function unknownFault(): ApiFault {
  return new ApiFault("workbook-fault", "The workbook itself failed.");
}

/** Authorizes a request and opens its lesson. @returns what to do with the connection */
async function acceptUpgrade(env: ServerEnv, request: IncomingMessage, address: string) {
  const url = targetOf(request);
  const slug = CONSOLE_PATH.exec(url.pathname)?.[1];
  const visitor = authorizeUpgrade(env.authorization, url.pathname, request.headers);
  if (slug === undefined) throw new ApiFault("not-found", "There is no WebSocket at this address.");
  const place = env.authorization.connections.take(clientOf(visitor, address));
  place.left.addEventListener("abort", () => request.socket.destroy(), { once: true });
  request.socket.once("close", place.release);
  if (request.socket.destroyed) place.release();
  const { console: shown, release } = await env.lessons.hold(slug).catch((error: unknown) => {
    place.release();
    throw error;
  });
  request.socket.once("close", release);
  if (request.socket.destroyed) release();
  const after = Number(url.searchParams.get("after") ?? 0);
  return (socket: WebSocket) =>
    showConsole(socket, shown, url.searchParams.get("journal"), Number.isSafeInteger(after) ? after : 0);
}

/**
 * Disconnects pages that answer no ping (RFC 6455 section 5.5.2), because their connection is lost.
 * @returns a function that stops it
 */
function endSilent(clients: ReadonlySet<WebSocket>): () => void {
  const asked = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const client of clients) {
      if (asked.has(client)) client.terminate();
      else {
        asked.add(client);
        client.once("pong", () => asked.delete(client));
        client.ping();
      }
    }
  }, ALIVE_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
