import { BoardError } from "./board-error.ts";
import { boardLookup } from "./board-lookup.ts";
import { latestStamp } from "./clock.ts";
import type { Database } from "./database.ts";
import { SELECT_TASKS, toTask, type Task, type TaskRow } from "./task.ts";

/** The answer to a poll, and the cursor for the next one. */
export interface UpdatedTasks {
  readonly tasks: readonly Task[];
  /** The latest time in the file, of any board: the next poll gets what is later, no change twice and none missing. */
  readonly timestamp: string;
}

/**
 * The query for polling by time. It is exact because times are strictly increasing in the order of commits, and because
 * tasks and cursor are read from one snapshot.
 */
export function updatesQuery(db: Database): (boardId: string, since?: string) => UpdatedTasks {
  const requireBoard = boardLookup(db);
  const all = db.prepare<TaskRow>(
    `${SELECT_TASKS} WHERE board_id = ? ORDER BY lists.position, lists.id, tasks.position, tasks.id`,
  );
  const changed = db.prepare<TaskRow>(`${SELECT_TASKS} WHERE board_id = ? AND updated_at > ? ORDER BY updated_at`);
  const timestamp = latestStamp(db);

  return (boardId, since) => {
    const after = since === undefined ? undefined : canonical(since);
    return db.snapshot(() => {
      requireBoard(boardId);
      const rows = after === undefined ? all.all(boardId) : changed.all(boardId, after);
      return { tasks: rows.map(toTask), timestamp: timestamp() };
    });
  };
}

/** The same moment in the format of the file: `2026-01-31T10:00:00+01:00` would sort as the text that it is. */
function canonical(since: string): string {
  const time = /^\d{4}-\d\d-\d\dT/.test(since) ? Date.parse(since) : Number.NaN;
  if (Number.isNaN(time)) throw new BoardError("malformed-timestamp", `"${since}" is not a time in ISO 8601`);
  return new Date(time).toISOString();
}
