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
import { LessonSessions } from "./lessons/lesson-sessions.ts";
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
/** How long everything may take to stop, in milliseconds. The process ends then, and takes along what is left. */
const CLOSE_LIMIT_MS = 5_000;

export interface ServeOptions extends Pick<AccessOptions, "codes" | "without"> {
  readonly workbook: Workbook;
  /** Absolute path of the folder of this project. */
  readonly home: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Further names the server is reached by. */
  readonly hostNames: readonly string[];
  /** The header in which a proxy says who asks, lower-case; undefined where there is none. */
  readonly proxyHeader: string | undefined;
  readonly editor: Editor;
  readonly grades: GradedClass | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Hears of what no request should be able to cause. */
  readonly onFault: (error: Error) => void;
}

export interface RunningPage {
  readonly port: number;
  /**
   * Resolves when nothing of it is left: no connection, no process, no file half written; after five seconds in any
   * case.
   */
  close(): Promise<void>;
}

/** @throws the error of the system when it cannot listen, for example with the code EADDRINUSE */
export async function servePage(options: ServeOptions): Promise<RunningPage> {
  const { workbook, home, host, hostNames, editor, grades, codes, without, onFault } = options;
  const secret = await keptSecret(path.join(workbook.state, "page", "cookie-secret"));
  const revoked = await RevokedSessions.open(path.join(workbook.state, "page", "left-sessions"));
  const servers = await listening(host, options.port);
  const { port } = servers[0].address() as AddressInfo;

  // From here to the last handler nothing may wait: requests are coming.
  const ended = new AbortController();
  // Each event stream listens; guard/connections.ts decides how many there may be.
  setMaxListeners(0, ended.signal);
  const events = new EventBuffer(randomBytes(6).toString("hex"));
  const sessions = new LessonSessions({ workbook, events, env: options.env });
  let bundle: ReturnType<typeof clientBundle> | undefined;
  const env: ServerEnv = {
    workbook,
    events,
    sessions,
    editor,
    grades,
    signal: ended.signal,
    authorization: {
      hosts: hostRules(host, hostNames),
      access: new Access({ codes, without, secret, cookieName: `workbook_access_${port}`, revoked }),
      connections: new Connections(),
      token: randomBytes(24).toString("base64url"),
    },
    // One that failed is tried again: the sources may have been mended.
    bundle: () =>
      (bundle ??= clientBundle(path.join(home, "engine"), workbook).catch((error: unknown) => {
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
  // The first reader finds it ready.
  env.bundle().catch(() => {});

  return {
    port,
    async close() {
      ended.abort(new Error("the page's server was stopped"));
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      upgrades.close();
      const stopped = sessions.close().then(() => {
        for (const server of servers) server.closeAllConnections();
        return Promise.all(closed);
      });
      await Promise.race([stopped, sleep(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}

/**
 * On 127.0.0.1 the server listens on ::1 as well: a browser may take `localhost` for either, and whoever else listened
 * there would be taken for the workbook.
 */
async function listening(host: string, wanted: number): Promise<[Server, ...Server[]]> {
  const first = await listen(host, wanted);
  if (host !== "127.0.0.1") return [first];
  const { port } = first.address() as AddressInfo;
  try {
    return [first, await listen("::1", port)];
  } catch (error) {
    // A machine without IPv6 has nobody there either; a free port that is free only here will do.
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || wanted === 0) return [first];
    first.close();
    throw error;
  }
}

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer({
    requestTimeout: REQUEST_LIMIT_MS,
    headersTimeout: REQUEST_LIMIT_MS,
    // By default Node looks every 30 seconds only.
    connectionsCheckingInterval: 1_000,
    // Its own answer says nothing: see targetOf.
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
  /** The last answer of each connection. One whose headers were sent would take a refusal for part of its body. */
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

/** @param code of Node's parser, see its documentation on the event `clientError` */
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
