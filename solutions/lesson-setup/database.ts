/**
 * The database: the file that DB_PATH names, or memory without one. A new database gets the tables of schema.ts and its
 * first rows. Given and finished: nothing in this file is part of an exercise.
 */

import { readFileSync } from "node:fs";
import Database from "libsql";
import { schema } from "./schema.js";

/** How long a write waits for that of another process before it fails, in milliseconds. */
const BUSY_TIMEOUT_MS = 2_000;

/** The first rows of a new database, in any order. */
interface Seed {
  readonly users: readonly { id: string; name: string; email: string }[];
  readonly boards: readonly { id: string; name: string }[];
  readonly lists: readonly { id: string; boardId: string; name: string; position: number }[];
  readonly tasks: readonly {
    id: string;
    listId: string;
    title: string;
    description?: string | null;
    assigneeId?: string | null;
    position: number;
  }[];
}

const courseSeed: Seed = {
  users: [
    { id: "user-alice", name: "Alice", email: "alice@example.com" },
    { id: "user-bob", name: "Bob", email: "bob@example.com" },
    { id: "user-carol", name: "Carol", email: "carol@example.com" },
  ],
  boards: [
    { id: "board-1", name: "Website" },
    { id: "board-2", name: "Mobile app" },
  ],
  lists: [
    { id: "list-done", boardId: "board-1", name: "Done", position: 3 },
    { id: "list-todo", boardId: "board-1", name: "To do", position: 1 },
    { id: "list-doing", boardId: "board-1", name: "Doing", position: 2 },
    { id: "list-b2-done", boardId: "board-2", name: "Done", position: 2 },
    { id: "list-b2-todo", boardId: "board-2", name: "To do", position: 1 },
  ],
  tasks: [
    { id: "task-1", listId: "list-todo", title: "Write the imprint", position: 4 },
    { id: "task-2", listId: "list-todo", title: "Write the landing page", assigneeId: "user-alice", position: 1 },
    { id: "task-3", listId: "list-doing", title: "Choose a typeface", assigneeId: "user-bob", position: 1 },
    { id: "task-4", listId: "list-todo", title: "Find a host", description: "Within Europe", position: 2 },
    { id: "task-5", listId: "list-b2-todo", title: "Draw the icon", assigneeId: "user-carol", position: 1 },
  ],
};

/** The connection. Everything on it is synchronous: when a call returns, its rows are read or its change is stored. */
export const db = new Database(process.env.DB_PATH || ":memory:", { timeout: BUSY_TIMEOUT_MS });

// Readers do not wait for a writer, nor a writer for readers (https://sqlite.org/wal.html). With NORMAL, a crash of the
// process loses nothing; only a power cut may take the last commits along.
db.exec("PRAGMA journal_mode = WAL");
db.exec("PRAGMA synchronous = NORMAL");
// SQLite checks REFERENCES only where this is on, for each connection (https://sqlite.org/foreignkeys.html).
db.exec("PRAGMA foreign_keys = ON");

// Tables and rows come in one transaction: a start that fails leaves an empty file, and the next one begins again.
db.transaction(() => {
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > 0) return;
  db.exec(schema);
  insert(process.env.SEED_FILE ? (JSON.parse(readFileSync(process.env.SEED_FILE, "utf8")) as Seed) : courseSeed);
  db.exec("PRAGMA user_version = 1");
}).immediate();

function insert({ users, boards, lists, tasks }: Seed): void {
  const now = new Date().toISOString();
  const user = db.prepare("INSERT INTO users (id, name, email) VALUES (:id, :name, :email)");
  const board = db.prepare("INSERT INTO boards (id, name, created_at) VALUES (:id, :name, :now)");
  const list = db.prepare("INSERT INTO lists (id, board_id, name, position) VALUES (:id, :boardId, :name, :position)");

  for (const row of users) user.run(row);
  for (const row of boards) board.run({ ...row, now });
  for (const row of lists) list.run(row);

  // Until exercise 1 is done, there is no table for the tasks.
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
  if (!tables.some(({ name }) => name === "tasks")) return;

  const task = db.prepare(`
    INSERT INTO tasks (id, list_id, title, description, assignee_id, position, created_at, updated_at)
    VALUES (:id, :listId, :title, :description, :assigneeId, :position, :now, :now)`);
  for (const row of tasks) task.run({ description: null, assigneeId: null, ...row, now });
}

/** Whether SQLite refused a row because what one of its REFERENCES names is not there. */
export function isForeignKeyError(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === "SQLITE_CONSTRAINT_FOREIGNKEY";
}
