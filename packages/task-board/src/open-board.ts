import type { CreateTask, MoveTask } from "./bodies.ts";
import type { BoardSummary } from "./board-lookup.ts";
import { boardQueries, type BoardSnapshot, type BoardView } from "./boards.ts";
import type { BoardEvent, TaskCreated, TaskDeleted, TaskMoved } from "./event.ts";
import { eventLog, type EventsQuery } from "./event-log.ts";
import { openDatabase, type OpenDatabase, type OpenOptions } from "./open-database.ts";
import { taskChanges, type Changed } from "./tasks.ts";
import { updatesQuery, type UpdatedTasks } from "./updates.ts";

/**
 * The task board: every function is synchronous, and may be taken out of the object (`const { createTask } = openBoard()`).
 * What is asked for and not there throws a `BoardError`.
 */
export interface TaskBoard extends OpenDatabase {
  /** Every board, in the order of creation. */
  readonly boards: () => BoardSummary[];
  /** A board with its lists and their tasks. */
  readonly board: (boardId: string) => BoardView;
  /** The same with the cursors from which its changes follow, all read at one moment. */
  readonly boardSnapshot: (boardId: string) => BoardSnapshot;

  /** Adds a task at the end of a list. */
  readonly createTask: (body: CreateTask) => Changed<TaskCreated>;
  /** Moves a task within its board: to a position, or to the end of the list. No other task's position changes. */
  readonly moveTask: (taskId: string, body: MoveTask) => Changed<TaskMoved>;
  /** Deletes a task; `task` is what it was. */
  readonly deleteTask: (taskId: string) => Changed<TaskDeleted>;

  /**
   * The tasks of a board that changed after `since`, in the order of their changes; without it all of them, in the order of
   * the board. A deleted task is not among them: that is what events are for.
   * @param since the `timestamp` of an earlier result, or any time in ISO 8601
   */
  readonly tasksUpdatedSince: (boardId: string, since?: string) => UpdatedTasks;

  /** Appends an event of any type, in the transaction that is running or in one of its own. `data` becomes its further fields. */
  readonly appendEvent: (boardId: string, type: string, data: object) => BoardEvent;
  /**
   * The events after the one with this id, oldest first; after `"0"`, from the first one on. An id that cannot be one, or that
   * is still to come, has none after it.
   */
  readonly eventsSince: (lastId: string, query?: EventsQuery) => BoardEvent[];
  /** The id of the newest event of the file, `"0"` before the first. */
  readonly lastEventId: () => string;

  /** Closes the file. */
  readonly close: () => void;
}

/** Opens the task board; see `openDatabase` for the file, the seed and what is thrown. */
export function openBoard(options: OpenOptions = {}): TaskBoard {
  const { db, now } = openDatabase(options);
  const { append, ...events } = eventLog(db, now);
  return {
    db,
    now,
    ...boardQueries(db, events.lastEventId),
    ...taskChanges(db, now, append),
    tasksUpdatedSince: updatesQuery(db),
    ...events,
    close: () => db.close(),
  };
}
