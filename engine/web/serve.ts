/** The page's server: one port for the page, its API and the console. */
import { randomBytes } from "node:crypto";
import { once, setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import type { Workbook } from "../workbook.ts";
import type { Editor } from "./api.ts";
import { pageApp } from "./app.ts";
import type { GradedClass } from "./class/open-class.ts";
import { OpenLessons } from "./lessons/open-lessons.ts";
import type { ServerEnv } from "./env.ts";
import { Access, type AccessOptions } from "./guard/access.ts";
import { ApiFault } from "./api-fault.ts";
import { clientAddress } from "./guard/client-address.ts";
import { Connections } from "./guard/connections.ts";
import { BODY_LIMIT_BYTES } from "./guard/authorize.ts";
import { securityHeaders } from "./guard/headers.ts";
import { hostRules } from "./guard/hosts.ts";
import { refuse } from "./guard/refuse.ts";
import { RevokedSessions } from "./guard/revoked-sessions.ts";
import { keptSecret } from "./guard/secret-file.ts";
import { targetOf } from "./guard/well-formed.ts";
import { EventBuffer } from "./live/event-buffer.ts";
import { clientBundle } from "./pages/bundle.ts";
import { consoleUpgrades } from "./upgrade.ts";

/** How long headers and a body may take to arrive. */
const REQUEST_LIMIT_MS = 10_000;
/** The limit for stopping, in milliseconds. Then the process exits with whatever is left. */
const CLOSE_LIMIT_MS = 5_000;

export interface ServeOptions extends Pick<AccessOptions, "codes" | "without"> {
  readonly workbook: Workbook;
  /** Absolute path of this project's folder. */
  readonly projectRoot: string;
  readonly host: string;
  /** 0 for a free port. */
  readonly port: number;
  /** Further host names of the server. */
  readonly hostNames: readonly string[];
  /** The header with the client's address behind a proxy, lower-case; undefined without one. */
  readonly proxyHeader: string | undefined;
  readonly editor: Editor;
  readonly grades: GradedClass | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Called for errors that no request should be able to cause. */
  readonly onFault: (error: Error) => void;
}

export interface RunningPage {
  readonly port: number;
  /**
   * Resolves when all connections and processes have ended and all files are written; after five seconds in any case.
   */
  close(): Promise<void>;
}

/** @throws the system's error when it cannot listen, for example with the code EADDRINUSE */
export async function servePage(options: ServeOptions): Promise<RunningPage> {
  const { workbook, projectRoot, host, hostNames, editor, grades, codes, without, onFault } = options;
  const secret = await keptSecret(path.join(workbook.state, "page", "cookie-secret"));
  const revoked = await RevokedSessions.open(path.join(workbook.state, "page", "left-sessions"));
  const servers = await listening(host, options.port);
  const { port } = servers[0].address() as AddressInfo;

  // No `await` from here until all handlers are set, because requests already arrive.
  const ended = new AbortController();
  // Each event stream adds a listener; guard/connections.ts limits their number.
  setMaxListeners(0, ended.signal);
  const events = new EventBuffer(randomBytes(6).toString("hex"));
  const lessons = new OpenLessons({ workbook, events, env: options.env });
  let bundle: ReturnType<typeof clientBundle> | undefined;
  const env: ServerEnv = {
    workbook,
    events,
    lessons,
    editor,
    grades,
    signal: ended.signal,
    authorization: {
      hosts: hostRules(host, hostNames),
      access: new Access({ codes, without, secret, cookieName: `workbook_access_${port}`, revoked }),
      connections: new Connections(),
      token: randomBytes(24).toString("base64url"),
    },
    // A failed build is tried again, because the sources may have been fixed.
    bundle: () =>
      (bundle ??= clientBundle(path.join(projectRoot, "engine"), workbook).catch((error: unknown) => {
        bundle = undefined;
        throw error;
      })),
  };
  const { proxyHeader } = options;
  const upgrades = consoleUpgrades(env, proxyHeader);
  for (const server of servers) {
    answer(server, env, proxyHeader, onFault);
    server.on("upgrade", upgrades.take);
  }
  // Built before the first reader needs it.
  env.bundle().catch(() => {});

  return {
    port,
    async close() {
      ended.abort(new Error("the page's server was stopped"));
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      upgrades.close();
      const stopped = Promise.all([lessons.close(), grades?.close()]).then(() => {
        for (const server of servers) server.closeAllConnections();
        return Promise.all(closed);
      });
      await Promise.race([stopped, sleep(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}

/**
 * On 127.0.0.1 the server also listens on ::1: a browser may resolve `localhost` to either, and another program that
 * listened on ::1 would be taken for the workbook.
 */
async function listening(host: string, wanted: number): Promise<[Server, ...Server[]]> {
  const first = await listen(host, wanted);
  if (host !== "127.0.0.1") return [first];
  const { port } = first.address() as AddressInfo;
  try {
    return [first, await listen("::1", port)];
  } catch (error) {
    // Without IPv6 no other program listens there either. A free port need not be free on ::1 as well.
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || wanted === 0) return [first];
    first.close();
    throw error;
  }
}

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer({
    requestTimeout: REQUEST_LIMIT_MS,
    headersTimeout: REQUEST_LIMIT_MS,
    // Node's default of 30 seconds would exceed the limits above.
    connectionsCheckingInterval: 1_000,
    // Node's own response has no message: see targetOf.
    requireHostHeader: false,
  });
  server.listen(port, host);
  await once(server, "listening");
  return server;
}

function answer(
  server: Server,
  env: ServerEnv,
  proxyHeader: string | undefined,
  onFault: (error: Error) => void,
): void {
  const app = pageApp(onFault);
  const respond = async (req: IncomingMessage, res: ServerResponse) => {
    try {
      targetOf(req);
      const request = new NodeRequest({ req, res, maxRequestBodySize: BODY_LIMIT_BYTES });
      const response = await app.fetch(request, { ...env, address: clientAddress(req, proxyHeader) });
      await sendNodeResponse(res, response);
    } catch (error) {
      if (error instanceof ApiFault && !res.headersSent) {
        sayNo(res, error);
        return;
      }
      onFault(error instanceof Error ? error : new Error(String(error)));
      if (res.headersSent) res.destroy();
      else res.writeHead(500).end();
    }
  };
  /** The last response of each connection. A refusal after its headers were sent would look like a part of its body. */
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on("request", (req, res) => {
    answers.set(req.socket, res);
    void respond(req, res);
  });
  server.on("checkExpectation", (_req, res) =>
    sayNo(res, new ApiFault("invalid-input", "The only Expect header the workbook knows is 100-continue.")),
  );
  server.on("connect", (_req, socket) =>
    refuse(socket, new ApiFault("invalid-input", "The workbook is not a proxy: CONNECT is refused.")),
  );
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const last = answers.get(socket);
    if (last?.headersSent === true && !last.writableFinished) socket.destroy();
    else refuse(socket, notHttp(error.code));
  });
}

function sayNo(res: ServerResponse, fault: ApiFault): void {
  const body = fault.body();
  res.writeHead(fault.status, {
    "content-length": Buffer.byteLength(body),
    ...securityHeaders("localhost"),
    "content-type": "application/json",
    "cache-control": "no-store",
    connection: "close",
  });
  res.end(body);
}

/** @param code of Node's HTTP parser, see the `clientError` event in its documentation */
function notHttp(code = ""): ApiFault {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new ApiFault("headers-too-large", "The headers of a request may be at most 16 KB.");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new ApiFault("too-slow", `A request has to arrive within ${REQUEST_LIMIT_MS / 1_000} seconds.`);
    default:
      return new ApiFault("invalid-input", "The request is not valid HTTP/1.1.");
  }
}
