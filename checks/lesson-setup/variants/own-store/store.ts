/** Statements are prepared once, when the module is loaded, and used through a class. */
import { randomUUID } from "node:crypto";
import { db } from "./database.js";
import { selectTasks, toTask, type TaskRow } from "./schema.js";

export class NotFound extends Error {}
export class Conflict extends Error {}

const statements = {
  boards: db.prepare("SELECT id, name FROM boards"),
  board: db.prepare("SELECT id, name FROM boards WHERE id = ?"),
  lists: db.prepare("SELECT id, name, position FROM lists WHERE board_id = ? ORDER BY position"),
  list: db.prepare("SELECT id, board_id FROM lists WHERE id = ?"),
  user: db.prepare("SELECT id FROM users WHERE id = ?"),
  tasks: db.prepare(`${selectTasks} WHERE list_id = ? ORDER BY tasks.position`),
  task: db.prepare(`${selectTasks} WHERE tasks.id = ?`),
  last: db.prepare("SELECT position FROM tasks WHERE list_id = ? ORDER BY position DESC LIMIT 1"),
  insert: db.prepare("INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
  move: db.prepare("UPDATE tasks SET list_id = ?, position = ?, updated_at = ? WHERE id = ?"),
  remove: db.prepare("DELETE FROM tasks WHERE id = ?"),
};

export interface NewTask {
  listId: string;
  title: string;
  description?: string | null | undefined;
  assigneeId?: string | null | undefined;
}

export class TaskStore {
  boards() {
    return statements.boards.all();
  }

  board(id: string) {
    const board = statements.board.get(id) as { id: string; name: string } | undefined;
    if (!board) throw new NotFound("board");
    const lists = statements.lists.all(id) as { id: string }[];
    return { id, name: board.name, lists: lists.map((list) => ({ ...list, tasks: this.tasks(list.id) })) };
  }

  tasks(listId: string) {
    return (statements.tasks.all(listId) as TaskRow[]).map(toTask);
  }

  task(id: string) {
    const row = statements.task.get(id) as TaskRow | undefined;
    if (!row) throw new NotFound("task");
    return toTask(row);
  }

  create = db.transaction((task: NewTask) => {
    if (!statements.list.get(task.listId)) throw new NotFound("list");
    if (task.assigneeId && !statements.user.get(task.assigneeId)) throw new NotFound("user");
    const id = randomUUID().replaceAll("-", "");
    const now = new Date().toISOString();
    const position = this.#end(task.listId);
    statements.insert.run(id, task.listId, task.title, task.description ?? null, task.assigneeId ?? null, position, now, now);
    return this.task(id);
  }).immediate;

  move = db.transaction((id: string, listId: string, position: number | undefined) => {
    const task = this.task(id);
    const list = statements.list.get(listId) as { board_id: string } | undefined;
    if (!list) throw new NotFound("list");
    if (list.board_id !== task.boardId) throw new Conflict("list of another board");
    statements.move.run(listId, position ?? this.#end(listId), new Date().toISOString(), id);
    return this.task(id);
  }).immediate;

  remove(id: string) {
    if (statements.remove.run(id).changes !== 1) throw new NotFound("task");
  }

  #end(listId: string): number {
    const last = statements.last.get(listId) as { position: number } | undefined;
    return (last?.position ?? 0) + 1024;
  }
}
