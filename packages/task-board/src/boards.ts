import { boardLookup, type BoardSummary } from "./board-lookup.ts";
import { latestStamp } from "./clock.ts";
import type { Database } from "./database.ts";
import { SELECT_TASKS, toTask, type Task, type TaskRow } from "./task.ts";

export interface ListView {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  /** In their order. */
  readonly tasks: readonly Task[];
}

export interface BoardView extends BoardSummary {
  /** In their order. */
  readonly lists: readonly ListView[];
}

/** A board, and from where on its changes are not in it yet. */
export interface BoardSnapshot {
  readonly board: BoardView;
  /** For `eventsSince`. */
  readonly lastEventId: string;
  /** For `tasksUpdatedSince`. */
  readonly timestamp: string;
}

export interface Boards {
  readonly boards: () => BoardSummary[];
  readonly board: (boardId: string) => BoardView;
  readonly boardSnapshot: (boardId: string) => BoardSnapshot;
}

/** The queries for whole boards. */
export function boardQueries(db: Database, lastEventId: () => string): Boards {
  const all = db.prepare<BoardSummary>("SELECT id, name FROM boards ORDER BY created_at, id");
  const requireBoard = boardLookup(db);
  const lists = db.prepare<{ id: string; name: string; position: number }>(
    "SELECT id, name, position FROM lists WHERE board_id = ? ORDER BY position, id",
  );
  const tasks = db.prepare<TaskRow>(`${SELECT_TASKS} WHERE list_id = ? ORDER BY tasks.position, tasks.id`);
  const timestamp = latestStamp(db);

  const board = (boardId: string): BoardView =>
    db.snapshot(() => {
      const found = requireBoard(boardId);
      const withTasks = lists.all(boardId).map((list) => ({ ...list, tasks: tasks.all(list.id).map(toTask) }));
      return { ...found, lists: withTasks };
    });

  return {
    boards: () => all.all(),
    board,
    boardSnapshot: (boardId) =>
      db.snapshot(() => ({ board: board(boardId), lastEventId: lastEventId(), timestamp: timestamp() })),
  };
}
