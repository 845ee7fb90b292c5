import type { IncomingMessage } from "node:http";
import { ApiFault } from "../api-fault.ts";

const LARGEST_PORT = 65_535;
/** The host and port of a Host header (RFC 9110 section 7.2). */
const HOST = /^(\[[0-9a-f:.]{2,60}\]|[a-z0-9._-]{1,255})(?::(\d{1,5}))?$/i;
/** A path and a query in visible ASCII (RFC 9112 section 3.2.1). */
const TARGET = /^\/[\u0021-\u007e]*$/;

/** The name in a well-formed Host header, lower-case and without the port; otherwise undefined. */
export function hostName(header: string | undefined): string | undefined {
  const [, name, port] = HOST.exec(header ?? "") ?? [];
  return Number(port ?? 0) > LARGEST_PORT ? undefined : name?.toLowerCase();
}

/** The URL of a request. @throws ApiFault when its target or its Host header is malformed */
export function targetOf(request: Pick<IncomingMessage, "url" | "headersDistinct" | "httpVersion">): URL {
  const { url = "", headersDistinct, httpVersion } = request;
  const [host, ...more] = headersDistinct["host"] ?? [];
  // RFC 9112 section 3.2. HTTP/1.0 does not require Host; isOwnHost refuses a missing one later.
  if (more.length > 0 || (host === undefined && httpVersion === "1.1"))
    throw new ApiFault("invalid-input", "A request must have exactly one Host header.");
  if (host !== undefined && hostName(host) === undefined)
    throw new ApiFault("invalid-input", "The Host header is not a name and a port.");
  if (!TARGET.test(url)) throw new ApiFault("invalid-input", "The path of a request must begin with /.");
  const address = `http://${host ?? "localhost"}${url}`;
  if (!URL.canParse(address)) throw new ApiFault("invalid-input", "The address of the request is not valid.");
  return new URL(address);
}
