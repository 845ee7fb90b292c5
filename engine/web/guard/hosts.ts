/** Whose requests are answered: those that name this server as people reach it, and come from its own pages. */
import { hostname } from "node:os";
import { isIP } from "node:net";
import { hostName } from "./well-formed.ts";

export interface HostRules {
  /** Lower-case names without a port. */
  readonly names: ReadonlySet<string>;
  /** Whether any address in numbers is taken: nobody can make a name of theirs point at a number. */
  readonly anyAddress: boolean;
}

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** Whether a host to listen on can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * @param host what the server listens on
 * @param more further names it is reached by, such as a proxy's
 */
export function hostRules(host: string, more: readonly string[]): HostRules {
  const isLocal = isLoopback(host);
  const own = isLocal ? [] : [isIP(host) === 6 ? `[${host}]` : host, hostname()];
  const names = [...LOOPBACK_NAMES, ...own, ...more].map((name) => name.toLowerCase());
  return { names: new Set(names), anyAddress: !isLocal };
}

/**
 * Whether the Host header names this server. Any other name means that somebody's domain was made to point here (DNS
 * rebinding). The port may differ: it is another one behind a tunnel.
 */
export function isOwnHost({ names, anyAddress }: HostRules, header: string | undefined): boolean {
  const name = hostName(header);
  if (name === undefined) return false;
  return names.has(name) || (anyAddress && isIP(name.replace(/^\[|\]$/g, "")) !== 0);
}

/** Whether a page of this server sent the request; a client that is no browser sends no Origin. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  if (!/^https?:\/\//.test(origin) || host === undefined) return false;
  return origin.replace(/^https?:\/\//, "").toLowerCase() === host.toLowerCase();
}
