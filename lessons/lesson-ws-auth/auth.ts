/**
 * What a handshake says about the client behind it: where it comes from, and who it is. A handshake is an HTTP request, so
 * everything here is read from the request's headers and its target.
 */

import type { IncomingMessage } from "node:http";
import { findSession, readCookie, type User } from "./sessions.js";

/** The pages that may open connections, each as a browser writes it in `Origin`: scheme, host, and port unless it is the usual one. */
const ALLOWED_ORIGINS = new Set((process.env.ALLOWED_ORIGINS ?? "http://localhost:3000").split(","));

/**
 * Path and query of a request's target, for example `/ws?token=abc`. `new URL` does not do: it throws on targets that any
 * client may send, such as `//`.
 */
export function targetOf(request: IncomingMessage): { readonly path: string; readonly query: URLSearchParams } {
  const [path = "/", ...query] = (request.url ?? "/").split("?");
  return { path, query: new URLSearchParams(query.join("?")) };
}

/** The user whose session has this token. Null when there is no such session, or when it is over. */
export function userOf(token: string): User | null {
  // TODO(exercise 1): find the session; it counts only until `expiresAt`
  void [token, findSession];
  return null;
}

/**
 * Who sent this handshake: a user; null for a client that shows nothing and has to say it in its first message; or
 * "refused" for one that shows something wrong.
 */
export function authenticateUpgrade(request: IncomingMessage): User | null | "refused" {
  // TODO(exercise 2): a token in the URL, as in `/ws?token=…`, counts before a cookie
  void [targetOf, request];

  // TODO(exercise 1): the cookie `session` holds a token: whose is it?
  void readCookie;

  return null;
}

/** Whether the page that opens this connection is one of ours. A client that is no browser sends no `Origin`. */
export function originAllowed(request: IncomingMessage): boolean {
  // TODO(exercise 3): true for an origin of ALLOWED_ORIGINS, and for a request without one
  void [request, ALLOWED_ORIGINS];
  return true;
}
