/** Decides whether a request is addressed to this server and comes from its own pages. */
import { hostname } from "node:os";
import { isIP } from "node:net";
import { hostName } from "./well-formed.ts";

export interface HostRules {
  /** Lower-case names without a port. */
  readonly names: ReadonlySet<string>;
  /** Whether any IP address is accepted. DNS rebinding needs a name, so addresses are safe. */
  readonly anyAddress: boolean;
}

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** Whether a listening address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** @param host the address that the server listens on @param more further names of the server, such as a proxy's */
export function hostRules(host: string, more: readonly string[]): HostRules {
  const isLocal = isLoopback(host);
  const own = isLocal ? [] : [isIP(host) === 6 ? `[${host}]` : host, hostname()];
  const names = [...LOOPBACK_NAMES, ...own, ...more].map((name) => name.toLowerCase());
  return { names: new Set(names), anyAddress: !isLocal };
}

/**
 * Whether the Host header names this server. Another name may be an attacker's domain that resolves to this machine
 * (DNS rebinding). The port may differ, for example behind a tunnel.
 */
export function isOwnHost({ names, anyAddress }: HostRules, header: string | undefined): boolean {
  const name = hostName(header);
  if (name === undefined) return false;
  return names.has(name) || (anyAddress && isIP(name.replace(/^\[|\]$/g, "")) !== 0);
}

/** Whether a page of this server sent the request. Clients other than browsers send no Origin. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  if (!/^https?:\/\//.test(origin) || host === undefined) return false;
  return origin.replace(/^https?:\/\//, "").toLowerCase() === host.toLowerCase();
}
