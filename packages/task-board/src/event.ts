import type { Task } from "./task.ts";

/** Something that happened on a board. Further fields depend on the type. */
export interface BoardEvent {
  /** A decimal number as text. Grows with every event of the file, over all boards, processes and restarts. */
  readonly id: string;
  readonly type: string;
  readonly boardId: string;
  readonly [field: string]: unknown;
}

export interface TaskCreated extends BoardEvent {
  readonly type: "task_created";
  readonly task: Task;
}

export interface TaskMoved extends BoardEvent {
  readonly type: "task_moved";
  readonly task: Task;
  /** Where it was; the same as `task.listId` when only its position changed. */
  readonly fromListId: string;
}

export interface TaskDeleted extends BoardEvent {
  readonly type: "task_deleted";
  readonly taskId: string;
}

/** What the three changes of a task append. */
export type TaskEvent = TaskCreated | TaskMoved | TaskDeleted;
