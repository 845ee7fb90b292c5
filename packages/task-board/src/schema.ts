/** What `Date.prototype.toISOString` writes, such as 2026-01-31T09:00:00.123Z. */
const ISO = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z";

/**
 * A column for a time. All times have one format, so that comparing text compares times. SQLite's own `datetime('now')` has a
 * blank where this one has a `T`, and a blank sorts before every time of the same day: here that is an error at once.
 */
const time = (column: string) =>
  `${column} TEXT NOT NULL CONSTRAINT "${column} is ISO 8601 in UTC with milliseconds" CHECK (${column} GLOB '${ISO}')`;

/** Every table of the course. A position is a real number, so that a task goes between two others without changing them. */
export const SCHEMA = `
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE boards (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  ${time("created_at")}
) STRICT;

CREATE TABLE lists (
  id TEXT PRIMARY KEY,
  board_id TEXT NOT NULL REFERENCES boards (id),
  name TEXT NOT NULL,
  position REAL NOT NULL
) STRICT;

CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  list_id TEXT NOT NULL REFERENCES lists (id),
  title TEXT NOT NULL,
  description TEXT,
  assignee_id TEXT REFERENCES users (id),
  position REAL NOT NULL,
  ${time("created_at")},
  ${time("updated_at")}
) STRICT;

-- AUTOINCREMENT: a seq is never used again, so a client's last event id stays true.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  board_id TEXT NOT NULL REFERENCES boards (id),
  type TEXT NOT NULL,
  payload TEXT NOT NULL,
  ${time("created_at")}
) STRICT;

CREATE TABLE sessions (
  token TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  ${time("expires_at")}
) STRICT;

CREATE INDEX lists_of_board ON lists (board_id, position);
CREATE INDEX tasks_of_list ON tasks (list_id, position);
CREATE INDEX tasks_by_update ON tasks (updated_at);
CREATE INDEX events_of_board ON events (board_id, seq);
`;

/** Kept in the file's `user_version`: 0 is a file that nothing was created in. */
export const SCHEMA_VERSION = 1;
