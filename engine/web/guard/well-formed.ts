import type { IncomingMessage } from "node:http";
import { ApiFault } from "../api-fault.ts";

const LARGEST_PORT = 65_535;
/** The host and port of a Host header (RFC 9110 section 7.2). */
const HOST = /^(\[[0-9a-f:.]{2,60}\]|[a-z0-9._-]{1,255})(?::(\d{1,5}))?$/i;
/** A path and a query in visible ASCII (RFC 9112 section 3.2.1). */
const TARGET = /^\/[\u0021-\u007e]*$/;

/** The name in a well-formed Host header, lower-case and without the port. */
export function hostName(header: string | undefined): string | undefined {
  const [, name, port] = HOST.exec(header ?? "") ?? [];
  return Number(port ?? 0) > LARGEST_PORT ? undefined : name?.toLowerCase();
}

/** The address that a request asks for. @throws ApiFault when its target or its host is none */
export function targetOf({ url = "", headers }: Pick<IncomingMessage, "url" | "headers">): URL {
  const { host } = headers;
  // Without a Host header it is somebody else's name as well: see isOwnHost.
  if (host !== undefined && hostName(host) === undefined)
    throw new ApiFault("invalid-input", "The Host header is not a name and a port.");
  if (!TARGET.test(url)) throw new ApiFault("invalid-input", "The target of a request is a path that begins with /.");
  const address = `http://${host ?? "localhost"}${url}`;
  if (!URL.canParse(address)) throw new ApiFault("invalid-input", "The address of the request is not valid.");
  return new URL(address);
}
