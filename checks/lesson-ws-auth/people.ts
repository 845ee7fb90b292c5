/** The users of a run, and the ways in which they show their tokens. */
import type { Tools, WebSocketClient } from "#kit";

export type OpenOptions = NonNullable<Parameters<Tools["websocket"]["open"]>[1]>;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Of a session that is valid throughout the run. */
  readonly token: string;
}

/** Where the lesson's server accepts WebSocket connections. */
export const PATH = "/ws";

/** The origin that ALLOWED_ORIGINS names under check. A mistake in the rule for origins must not fail what is about tokens. */
export const ORIGIN = "https://board.example";

/** Three users, of whom the last two have the same name, and the tokens of sessions that are over: since 2001, longer, or just now. */
export function peopleIn({ users, sessions }: Tools["board"]): Record<"first" | "second" | "third", Person> & {
  readonly expired: string;
  readonly expiredIn1970: string;
  readonly expiredInYear1: string;
  /** Since a minute ago, but not since yesterday. */
  readonly justExpired: string;
  /** Since the beginning of today (UTC). */
  readonly expiredAtMidnight: string;
} {
  const [first, second, third] = users.map((user, index) => ({ ...user, token: sessions[index]?.token ?? "" }));
  const people = { first, second, third } as Record<"first" | "second" | "third", Person>;
  const [expired = "", expiredIn1970 = "", expiredInYear1 = "", justExpired = "", expiredAtMidnight = ""] = sessions
    .slice(users.length)
    .map(({ token }) => token);
  return { ...people, expired, expiredIn1970, expiredInYear1, justExpired, expiredAtMidnight };
}

/** A handshake that shows a token in a cookie. */
export function cookie(token: string): Pick<OpenOptions, "headers" | "origin"> {
  return { headers: { cookie: `session=${token}` }, origin: ORIGIN };
}

/** The path of a handshake that shows a token in its URL. */
export function pathWith(token: string): string {
  return `${PATH}?token=${token}`;
}

/** Opens a connection that shows nothing. */
export async function openUnknown(websocket: Tools["websocket"]): Promise<WebSocketClient> {
  return await websocket.open(PATH, { origin: ORIGIN });
}

/** Opens a connection that shows the token in both ways, so that it does not matter which of them the server knows. */
export async function openAs(websocket: Tools["websocket"], { token }: Person): Promise<WebSocketClient> {
  return await websocket.open(pathWith(token), cookie(token));
}
