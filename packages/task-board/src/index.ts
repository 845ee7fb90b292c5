/**
 * The package's one door. Everything else under `src/` is internal.
 *
 * `openBoard` opens the task board with all its queries; `openDatabase` opens the same file with none, for code that
 * writes its own SQL. The bodies are zod schemas for the routes. `BoardError` is what is thrown for anything that is not
 * there. Importing the package opens nothing.
 */

export { openBoard } from "./open-board.ts";
export { openDatabase } from "./open-database.ts";
export { createTaskBody, moveTaskBody } from "./bodies.ts";
export { BoardError } from "./board-error.ts";
export { toTask } from "./task.ts";

export type { BoardSummary } from "./board-lookup.ts";
export type { BoardErrorCode } from "./board-error.ts";
export type { BoardEvent, TaskCreated, TaskDeleted, TaskEvent, TaskMoved } from "./event.ts";
export type { BoardSnapshot, BoardView, ListView } from "./boards.ts";
export type { CreateTask, MoveTask } from "./bodies.ts";
export type { Changed } from "./tasks.ts";
export type { Database } from "./database.ts";
export type { EventsQuery } from "./event-log.ts";
export type { OpenDatabase, OpenOptions } from "./open-database.ts";
export type { Seed } from "./seed.ts";
export type { Statement } from "./statement.ts";
export type { Task, TaskRow } from "./task.ts";
export type { TaskBoard } from "./open-board.ts";
export type { UpdatedTasks } from "./updates.ts";
