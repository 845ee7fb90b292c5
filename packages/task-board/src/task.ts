/** A task as it stands in a response or an event. */
export interface Task {
  readonly id: string;
  readonly listId: string;
  readonly boardId: string;
  readonly title: string;
  readonly description: string | null;
  readonly assigneeId: string | null;
  /** Any number; tasks of one list are ordered by position, and by id where positions are equal. */
  readonly position: number;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly createdAt: string;
  /** As `createdAt`; later than that of every change before, whichever process made it. */
  readonly updatedAt: string;
}

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

/** The start of a query for rows that `toTask` takes. */
export const SELECT_TASKS = "SELECT tasks.*, lists.board_id FROM tasks JOIN lists ON lists.id = tasks.list_id";

/** The task that a row of `tasks`, joined with its list's `board_id`, describes. */
export function toTask(row: TaskRow): Task {
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
