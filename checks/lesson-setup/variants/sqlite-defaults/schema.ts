/** Types as in other databases, times written by SQLite, a trigger for updated_at, and statements that may run twice. */
export const schema = `
  CREATE TABLE IF NOT EXISTS users (id VARCHAR(64) NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL, email VARCHAR(255) UNIQUE);
  CREATE TABLE IF NOT EXISTS boards (id VARCHAR(64) NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL, created_at DATETIME);
  CREATE TABLE IF NOT EXISTS lists (
    id VARCHAR(64) NOT NULL PRIMARY KEY, board_id VARCHAR(64) NOT NULL, name VARCHAR(255) NOT NULL, position INTEGER NOT NULL,
    FOREIGN KEY (board_id) REFERENCES boards (id) ON DELETE CASCADE
  );
  CREATE TABLE IF NOT EXISTS tasks (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    list_id VARCHAR(64) NOT NULL,
    title VARCHAR(200) NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    description TEXT DEFAULT NULL,
    assignee_id VARCHAR(64) DEFAULT NULL,
    position INTEGER NOT NULL DEFAULT 0,
    created_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    FOREIGN KEY (list_id) REFERENCES lists (id) ON DELETE CASCADE,
    FOREIGN KEY (assignee_id) REFERENCES users (id) ON DELETE SET NULL
  );
  CREATE INDEX IF NOT EXISTS tasks_of_list ON tasks (list_id, position);
  CREATE TRIGGER IF NOT EXISTS tasks_updated AFTER UPDATE OF list_id, position ON tasks BEGIN
    UPDATE tasks SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = new.id;
  END;`;

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

export const selectTasks = "SELECT tasks.*, lists.board_id FROM tasks INNER JOIN lists ON tasks.list_id = lists.id";

export function toTask({ list_id, board_id, assignee_id, created_at, updated_at, ...row }: TaskRow) {
  return { ...row, listId: list_id, boardId: board_id, assigneeId: assignee_id, createdAt: created_at, updatedAt: updated_at };
}
