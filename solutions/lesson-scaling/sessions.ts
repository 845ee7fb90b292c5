/**
 * Who is signed in, on any instance. A session is a row with a random token, a user and an end; the token is what a client shows. Given and
 * finished: nothing in this file is part of an exercise.
 */

import { randomBytes } from "node:crypto";
import { openDatabase } from "@workbook/task-board";

const { db } = openDatabase();

/** How long a session lasts, in milliseconds. */
const SESSION_MS = 8 * 60 * 60 * 1000;

/** What others may know of a user. */
export interface User {
  readonly id: string;
  readonly name: string;
}

export interface Session {
  readonly user: User;
  /** ISO 8601. A session that is over keeps its row. */
  readonly expiresAt: string;
}

const selectUser = db.prepare<{ id: string; name: string }>("SELECT id, name FROM users WHERE email = ?");
const insertSession = db.prepare("INSERT INTO sessions (token, user_id, expires_at) VALUES (?, ?, ?)");
const selectSession = db.prepare<{ id: string; name: string; expires_at: string }>(`
  SELECT users.id, users.name, sessions.expires_at
  FROM sessions JOIN users ON users.id = sessions.user_id
  WHERE sessions.token = ?`);

/** Begins a session of the user with this email. Null when there is no such user; a real server would ask for a password. */
export function createSession(email: string): { readonly token: string; readonly user: User } | null {
  const user = selectUser.get(email);
  if (user === undefined) return null;
  const token = randomBytes(18).toString("base64url");
  insertSession.run(token, user.id, new Date(Date.now() + SESSION_MS).toISOString());
  return { token, user: { id: user.id, name: user.name } };
}

/** The session with this token, also when it is over. Null when there is none. */
export function findSession(token: string): Session | null {
  const row = selectSession.get(token);
  if (row === undefined) return null;
  return { user: { id: row.id, name: row.name }, expiresAt: row.expires_at };
}

/**
 * The value of one cookie.
 * @param header the `Cookie` header, for example `theme=dark; session=abc`. Undefined when the request has none
 * @returns null when there is no cookie with exactly this name
 */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? "").split(";")) {
    const [key = "", ...value] = pair.trim().split("=");
    if (key === name) return value.join("=");
  }
  return null;
}
