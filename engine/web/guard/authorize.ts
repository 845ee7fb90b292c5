/** The checks that every request must pass before a route handles it, and every WebSocket upgrade. */
import type { IncomingHttpHeaders } from "node:http";
import { ApiFault } from "../api-fault.ts";
import type { Access, Visitor } from "./access.ts";
import type { Connections } from "./connections.ts";
import { isOwnHost, isOwnOrigin, type HostRules } from "./hosts.ts";
import { sameSecret } from "./same-secret.ts";

export const BODY_LIMIT_BYTES = 64 * 1024;
/** The API requests that a visitor without a role may make. */
const OPEN = ["GET /api/session", "POST /api/access"];

export interface AuthorizeOptions {
  readonly hosts: HostRules;
  readonly access: Access;
  readonly connections: Connections;
  /** A random token of this server run, sent to the page, where other sites cannot read it. */
  readonly token: string;
}

/** The parts of a request that the decision depends on. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>> | IncomingHttpHeaders;
}

/** Returns the visitor. @throws ApiFault when the request is refused */
export function authorize(authorization: AuthorizeOptions, { method, path, headers }: Asked): Visitor {
  refuseForeign(authorization.hosts, { method, path, headers });
  const visitor = authorization.access.visitor(text(headers["cookie"]));
  if (!path.startsWith("/api/")) return visitor;
  const isOpen = OPEN.includes(`${method} ${path}`);
  if (visitor.role === null && !isOpen) throw new ApiFault("access-code-needed", "Enter your access code.");
  if (method === "GET" || method === "HEAD") return visitor;
  refuseLarge(headers);
  if (!isOpen && !sameSecret(text(headers["x-workbook-token"]) ?? "", authorization.token))
    throw new ApiFault("bad-token", "The workbook was restarted; request the session again.");
  return visitor;
}

/**
 * The same for a WebSocket. Its token is one of the subprotocols, because a page cannot set headers on it.
 * @throws ApiFault when the upgrade is refused
 */
export function authorizeUpgrade(authorization: AuthorizeOptions, path: string, headers: IncomingHttpHeaders): Visitor {
  refuseForeign(authorization.hosts, { method: "UPGRADE", path, headers });
  const visitor = authorization.access.visitor(headers.cookie);
  if (visitor.role === null) throw new ApiFault("access-code-needed", "Enter your access code.");
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  const token = offered.find((name) => name.startsWith("token."))?.slice("token.".length);
  if (!sameSecret(token ?? "", authorization.token)) throw new ApiFault("bad-token", "The workbook was restarted.");
  return visitor;
}

function refuseForeign(hosts: HostRules, { method, path, headers }: Asked): void {
  const host = text(headers["host"]);
  if (!isOwnHost(hosts, host)) throw new ApiFault("foreign-request", "The workbook does not serve this host name.");
  if (!isOwnOrigin(text(headers["origin"]), host))
    throw new ApiFault("foreign-request", "Only the workbook's own pages may make this request.");
  const site = text(headers["sec-fetch-site"]);
  if (site === undefined || site === "same-origin" || site === "none") return;
  // A link on another site may open a page in a tab.
  const isLink = method === "GET" && !path.startsWith("/api/") && text(headers["sec-fetch-dest"]) === "document";
  if (!isLink) throw new ApiFault("foreign-request", "Only the workbook's own pages may make this request.");
}

/** Bodies must be small and declare their size in Content-Length. */
function refuseLarge(headers: Asked["headers"]): void {
  const length = text(headers["content-length"]);
  if (length === undefined && text(headers["transfer-encoding"]) !== undefined)
    throw new ApiFault("invalid-input", "A request must have a Content-Length header.");
  if (Number(length ?? 0) > BODY_LIMIT_BYTES)
    throw new ApiFault("too-large", `A request may have at most ${BODY_LIMIT_BYTES / 1024} KB.`);
}

function text(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
