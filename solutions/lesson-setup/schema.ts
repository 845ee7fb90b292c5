/**
 * The tables of the task board, and how a row of `tasks` becomes the JSON that clients see.
 */

const users = `
  CREATE TABLE users (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE
  ) STRICT;`;

const boards = `
  CREATE TABLE boards (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;`;

const lists = `
  CREATE TABLE lists (
    id TEXT PRIMARY KEY,
    board_id TEXT NOT NULL REFERENCES boards (id),
    name TEXT NOT NULL,
    position REAL NOT NULL
  ) STRICT;`;

//#region Exercise 1: create `tasks` with the columns of the README, a task's list and assignee as foreign keys
//= const tasks = "";
const tasks = `
  CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    list_id TEXT NOT NULL REFERENCES lists (id),
    title TEXT NOT NULL,
    description TEXT,
    assignee_id TEXT REFERENCES users (id),
    position REAL NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;`;
//#endregion

/** Every statement, parents first: a foreign key can only name a table that exists by the time of the first insert. */
export const schema = [users, boards, lists, tasks].join("\n");

/** A row of `tasks`, with the board its list belongs to. */
export interface TaskRow {
  readonly id: string;
  readonly list_id: string;
  readonly board_id: string;
  readonly title: string;
  readonly description: string | null;
  readonly assignee_id: string | null;
  readonly position: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The start of a query whose rows `toTask` takes. What follows may be a WHERE, an ORDER BY, or both. */
export const selectTasks = "SELECT tasks.*, lists.board_id FROM tasks JOIN lists ON lists.id = tasks.list_id";

/** The task that clients see: columns have the names of SQL, fields those of JavaScript. */
export function toTask(row: TaskRow) {
  return {
    id: row.id,
    listId: row.list_id,
    boardId: row.board_id,
    title: row.title,
    description: row.description,
    assigneeId: row.assignee_id,
    position: row.position,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
