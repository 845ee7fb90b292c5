/** What every request has to pass before a route sees it, and every upgrade to a WebSocket. */
import type { IncomingHttpHeaders } from "node:http";
import { ApiFault } from "../api-fault.ts";
import type { Access, Visitor } from "./access.ts";
import type { Connections } from "./connections.ts";
import { isOwnHost, isOwnOrigin, type HostRules } from "./hosts.ts";
import { sameSecret } from "./same-secret.ts";

export const BODY_LIMIT_BYTES = 64 * 1024;
/** What a visitor without a role may ask for: the page, its files, who they are, and to be let in. */
const OPEN = ["GET /api/session", "POST /api/access"];

export interface AuthorizeOptions {
  readonly hosts: HostRules;
  readonly access: Access;
  readonly connections: Connections;
  /** Of this run of the server: a page gets it, and no other site can read it there. */
  readonly token: string;
}

/** The parts of a request that decide. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>> | IncomingHttpHeaders;
}

/** Who asks. @throws ApiFault when the request is not let in */
export function authorize(authorization: AuthorizeOptions, { method, path, headers }: Asked): Visitor {
  refuseForeign(authorization.hosts, { method, path, headers });
  const visitor = authorization.access.visitor(text(headers["cookie"]));
  if (!path.startsWith("/api/")) return visitor;
  const isOpen = OPEN.includes(`${method} ${path}`);
  if (visitor.role === null && !isOpen) throw new ApiFault("access-code-needed", "Enter your access code.");
  if (method === "GET" || method === "HEAD") return visitor;
  refuseLarge(headers);
  if (!isOpen && !sameSecret(text(headers["x-workbook-token"]) ?? "", authorization.token))
    throw new ApiFault("bad-token", "The workbook was started anew; ask for the session again.");
  return visitor;
}

/** The same for a WebSocket, which carries its token among the protocols: a page can set no header on it. */
export function authorizeUpgrade(authorization: AuthorizeOptions, path: string, headers: IncomingHttpHeaders): Visitor {
  refuseForeign(authorization.hosts, { method: "UPGRADE", path, headers });
  const visitor = authorization.access.visitor(headers.cookie);
  if (visitor.role === null) throw new ApiFault("access-code-needed", "Enter your access code.");
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  const token = offered.find((name) => name.startsWith("token."))?.slice("token.".length);
  if (!sameSecret(token ?? "", authorization.token)) throw new ApiFault("bad-token", "The workbook was started anew.");
  return visitor;
}

function refuseForeign(hosts: HostRules, { method, path, headers }: Asked): void {
  const host = text(headers["host"]);
  if (!isOwnHost(hosts, host)) throw new ApiFault("foreign-request", "The workbook is not reached by this name.");
  if (!isOwnOrigin(text(headers["origin"]), host))
    throw new ApiFault("foreign-request", "Only the workbook's own pages may ask this.");
  const site = text(headers["sec-fetch-site"]);
  if (site === undefined || site === "same-origin" || site === "none") return;
  // A link on another site may lead to a page, in a tab of its own.
  const isLink = method === "GET" && !path.startsWith("/api/") && text(headers["sec-fetch-dest"]) === "document";
  if (!isLink) throw new ApiFault("foreign-request", "Only the workbook's own pages may ask this.");
}

/** Bodies are small, and say how small before they come. */
function refuseLarge(headers: Asked["headers"]): void {
  const length = text(headers["content-length"]);
  if (length === undefined && text(headers["transfer-encoding"]) !== undefined)
    throw new ApiFault("invalid-input", "A request says with Content-Length how long it is.");
  if (Number(length ?? 0) > BODY_LIMIT_BYTES)
    throw new ApiFault("too-large", `A request may have ${BODY_LIMIT_BYTES / 1024} KB.`);
}

function text(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
