/**
 * The task board that this process serves: what reads and changes it, and `db` and `now` for SQL of one's own. Given and
 * finished: nothing in this file is part of an exercise.
 */

import { openBoard } from "@workbook/task-board";

export const {
  boards,
  board,
  createTask,
  moveTask,
  deleteTask,
  /** The connection; `db.prepare(sql).all(…)` and `.get(…)` run a query. */
  db,
  /** The time that the next change would be given: later than that of every change before. */
  now,
} = openBoard();
