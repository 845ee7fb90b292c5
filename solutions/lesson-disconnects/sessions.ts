/**
 * Who is signed in: a session is a row with a token, a user and an end. There are three to try things with, whose tokens are
 * "alice", "bob" and "expired"; they outlive a restart of the server. Given and finished: nothing in this file is part of an exercise.
 */

import { openDatabase } from "@workbook/task-board";

const { db } = openDatabase();

/** What others may know of a user. */
export interface User {
  readonly id: string;
  readonly name: string;
}

// A board with other users gets none of these.
const addSession = db.prepare(`
  INSERT INTO sessions (token, user_id, expires_at)
  SELECT :token, id, :expiresAt FROM users
  WHERE id = :userId AND NOT EXISTS (SELECT 1 FROM sessions WHERE token = :token)`);
addSession.run({ token: "alice", userId: "user-alice", expiresAt: "2199-12-31T23:59:59.000Z" });
addSession.run({ token: "bob", userId: "user-bob", expiresAt: "2199-12-31T23:59:59.000Z" });
addSession.run({ token: "expired", userId: "user-alice", expiresAt: "2001-01-01T00:00:00.000Z" });

const selectSession = db.prepare<{ id: string; name: string; expires_at: string }>(`
  SELECT users.id, users.name, sessions.expires_at
  FROM sessions JOIN users ON users.id = sessions.user_id
  WHERE sessions.token = ?`);

/** The user of the session with this token. Null when there is none, or it is over. */
export function userOf(token: string): User | null {
  const row = selectSession.get(token);
  if (row === undefined || Date.parse(row.expires_at) <= Date.now()) return null;
  return { id: row.id, name: row.name };
}
