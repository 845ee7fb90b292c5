/** WebSocket handshakes: only the console takes them, and only from a page of this server. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { CONSOLE_PROTOCOL } from "./api-console.ts";
import { ApiFault } from "./api-fault.ts";
import { REQUEST_LIMIT_BYTES, showConsole } from "./console/console-socket.ts";
import type { ServerEnv } from "./env.ts";
import { admitUpgrade } from "./guard/gate.ts";

const CONSOLE_PATH = /^\/api\/console\/([a-z0-9-]+)$/;

/** The handler of `"upgrade"`, and what closes all connections. */
export function consoleUpgrades(env: ServerEnv): {
  readonly take: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly close: () => void;
} {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: REQUEST_LIMIT_BYTES,
    perMessageDeflate: false,
    // The token stands among the protocols, and must not come back as the chosen one.
    handleProtocols: (offered) => (offered.has(CONSOLE_PROTOCOL) ? CONSOLE_PROTOCOL : false),
  });
  const take = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => {});
    admitted(env, request).then(
      (accept) => server.handleUpgrade(request, socket, head, accept),
      (error: unknown) => refuse(socket, error instanceof ApiFault ? error.answer().status : 500),
    );
  };
  const close = () => {
    for (const client of server.clients) client.terminate();
    server.close();
  };
  return { take, close };
}

/** Lets a request in, and opens its lesson. @returns what to do with the connection */
async function admitted(env: ServerEnv, request: IncomingMessage) {
  const url = new URL(request.url ?? "/", "http://localhost");
  const slug = CONSOLE_PATH.exec(url.pathname)?.[1];
  admitUpgrade(env.gate, url.pathname, request.headers);
  if (slug === undefined) throw new ApiFault("not-found", "There is no WebSocket at this address.");
  const { console: shown, release } = await env.desks.hold(slug);
  request.socket.once("close", release);
  if (request.socket.destroyed) release();
  const after = Number(url.searchParams.get("after") ?? 0);
  return (socket: Parameters<typeof showConsole>[0]) =>
    showConsole(socket, shown, url.searchParams.get("journal"), Number.isSafeInteger(after) ? after : 0);
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
