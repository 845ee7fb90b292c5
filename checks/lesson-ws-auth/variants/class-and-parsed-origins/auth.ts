// Right: what a request shows is listed and the first of it counts, and origins are compared as the URL parser writes them, so that an origin
// in capitals is the same one.

import type { IncomingMessage } from "node:http";
import { findSession, readCookie, type User } from "./sessions.js";

class Origins {
  readonly #allowed: ReadonlySet<string>;

  constructor(list: string) {
    this.#allowed = new Set(list.split(",").map((item) => new URL(item.trim()).origin));
  }

  has(text: string): boolean {
    try {
      const url = new URL(text);
      return url.origin !== "null" && url.pathname === "/" && url.search === "" && this.#allowed.has(url.origin);
    } catch {
      return false;
    }
  }
}

const origins = new Origins(process.env.ALLOWED_ORIGINS ?? "http://localhost:3000");

export function targetOf({ url = "/" }: IncomingMessage): { path: string; query: URLSearchParams } {
  const mark = url.indexOf("?");
  return mark === -1
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark)) };
}

export function userOf(token: string): User | null {
  const session = findSession(token);
  return session !== null && new Date(session.expiresAt) > new Date() ? session.user : null;
}

export function authenticateUpgrade(request: IncomingMessage): User | null | "refused" {
  const tokens = [targetOf(request).query.get("token"), readCookie(request.headers.cookie, "session")];
  const shown = tokens.find((token) => token !== null);
  return shown === undefined || shown === null ? null : (userOf(shown) ?? "refused");
}

export function originAllowed({ headers: { origin } }: IncomingMessage): boolean {
  return origin ? origins.has(origin) : true;
}
