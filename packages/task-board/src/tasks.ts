import { randomUUID } from "node:crypto";
import { BoardError } from "./board-error.ts";
import { createTaskBody, moveTaskBody, type CreateTask, type MoveTask } from "./bodies.ts";
import type { Database } from "./database.ts";
import type { TaskCreated, TaskDeleted, TaskEvent, TaskMoved } from "./event.ts";
import type { EventLog } from "./event-log.ts";
import { SELECT_TASKS, toTask, type Task, type TaskRow } from "./task.ts";

/** What a change made of a task, and the event that was appended in the same transaction. Publish it after the call. */
export interface Changed<Event extends TaskEvent = TaskEvent> {
  readonly task: Task;
  readonly event: Event;
}

export interface TaskChanges {
  readonly createTask: (body: CreateTask) => Changed<TaskCreated>;
  readonly moveTask: (taskId: string, body: MoveTask) => Changed<TaskMoved>;
  readonly deleteTask: (taskId: string) => Changed<TaskDeleted>;
}

/** The changes. Each is one transaction: it holds the only right to write from its first read to its commit. */
export function taskChanges(db: Database, now: () => string, append: EventLog["append"]): TaskChanges {
  const taskById = db.prepare<TaskRow>(`${SELECT_TASKS} WHERE tasks.id = ?`);
  const boardOfList = db.prepare<{ board_id: string }>("SELECT board_id FROM lists WHERE id = ?");
  const userById = db.prepare("SELECT id FROM users WHERE id = ?");
  const lastPosition = db.prepare<{ position: number }>(
    "SELECT coalesce(max(position), 0) AS position FROM tasks WHERE list_id = ? AND id <> ?",
  );
  const insert = db.prepare(`
    INSERT INTO tasks (id, list_id, title, description, assignee_id, position, created_at, updated_at)
    VALUES (:id, :listId, :title, :description, :assigneeId, :position, :at, :at)`);
  const update = db.prepare(
    "UPDATE tasks SET list_id = :listId, position = :position, updated_at = :at WHERE id = :id",
  );
  const remove = db.prepare("DELETE FROM tasks WHERE id = ?");

  const task = (taskId: string): Task => {
    const row = taskById.get(taskId);
    if (row === undefined) throw new BoardError("unknown-task", `there is no task "${taskId}"`);
    return toTask(row);
  };
  const boardWith = (listId: string): string => {
    const list = boardOfList.get(listId);
    if (list === undefined) throw new BoardError("unknown-list", `there is no list "${listId}"`);
    return list.board_id;
  };
  /** The tasks in front of it keep their positions. */
  const endOf = (listId: string, taskId: string): number => (lastPosition.get(listId, taskId)?.position ?? 0) + 1;

  return {
    createTask: db.transaction((body) => {
      const { listId, title, description = null, assigneeId = null } = createTaskBody.parse(body);
      const boardId = boardWith(listId);
      if (assigneeId !== null && userById.get(assigneeId) === undefined)
        throw new BoardError("unknown-user", `there is no user "${assigneeId}"`);
      const id = `task-${randomUUID().slice(-12)}`;
      const at = now();
      insert.run({ id, listId, title, description, assigneeId, position: endOf(listId, id), at });
      const created = task(id);
      return { task: created, event: append(at, boardId, "task_created", { task: created }) as TaskCreated };
    }),

    moveTask: db.transaction((taskId, body) => {
      const { listId, position } = moveTaskBody.parse(body);
      const before = task(taskId);
      if (boardWith(listId) !== before.boardId)
        throw new BoardError("list-of-another-board", `the list "${listId}" is on another board than the task`);
      const at = now();
      update.run({ id: taskId, listId, position: position ?? endOf(listId, taskId), at });
      const moved = task(taskId);
      const data = { task: moved, fromListId: before.listId };
      return { task: moved, event: append(at, moved.boardId, "task_moved", data) as TaskMoved };
    }),

    deleteTask: db.transaction((taskId) => {
      const deleted = task(taskId);
      remove.run(taskId);
      return { task: deleted, event: append(now(), deleted.boardId, "task_deleted", { taskId }) as TaskDeleted };
    }),
  };
}
