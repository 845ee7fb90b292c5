/** Leaves the times to the defaults and the trigger of schema.ts. */

import { randomUUID } from "node:crypto";
import { route } from "@hectoday/http";
import { z } from "zod";
import { db, isForeignKeyError } from "./database.js";
import { selectTasks, toTask, type TaskRow } from "./schema.js";

interface ListRow {
  readonly id: string;
  readonly name: string;
  readonly position: number;
}

/** Every answer that is no success: a status, and a sentence for the client. */
function failure(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

/** The task with this id, or undefined. */
function findTask(id: string) {
  const row = db.prepare(`${selectTasks} WHERE tasks.id = ?`).get(id) as TaskRow | undefined;
  return row === undefined ? undefined : toTask(row);
}

const listBoards = route.get("/boards", {
  resolve: () => {
    return Response.json({ data: db.prepare("SELECT id, name FROM boards ORDER BY name, id").all() });
  },
});

const showBoard = route.get("/boards/:boardId", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return failure(400, "Invalid board id");
    const { boardId } = c.input.params;
    const board = db.prepare("SELECT name FROM boards WHERE id = ?").get(boardId) as { name: string } | undefined;
    if (board === undefined) return failure(404, `There is no board "${boardId}"`);

    const lists = db
      .prepare("SELECT id, name, position FROM lists WHERE board_id = ? ORDER BY position, id")
      .all(boardId) as ListRow[];
    const tasks = (
      db.prepare(`${selectTasks} WHERE board_id = ? ORDER BY tasks.position, tasks.id`).all(boardId) as TaskRow[]
    ).map(toTask);
    const data = {
      id: boardId,
      name: board.name,
      lists: lists.map((list) => ({ ...list, tasks: tasks.filter(({ listId }) => listId === list.id) })),
    };
    return Response.json({ data });
  },
});
const text = z.string().refine((value) => !value.includes("\0"), "must not contain U+0000");
const createTaskBody = z.object({
  listId: text,
  title: text
    .min(1)
    .max(200)
    .refine((title) => title.trim() !== "", "must not be blank"),
  description: text.max(10_000).nullish(),
  assigneeId: text.nullish(),
});

const createTask = route.post("/tasks", {
  request: { body: createTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });
    const { listId, title, description, assigneeId } = c.input.body;
    const id = `task-${randomUUID()}`;
    try {
      db.prepare(
        `INSERT INTO tasks (id, list_id, title, description, assignee_id, position)
         VALUES (:id, :listId, :title, :description, :assigneeId,
           (SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId))`,
      ).run({ id, listId, title, description, assigneeId });
    } catch (error) {
      // Only this error is the client's: another one is a bug of ours, which app.ts logs and answers with 500.
      if (isForeignKeyError(error)) return failure(404, "There is no such list, or no such user");
      throw error;
    }
    return Response.json({ data: findTask(id) }, { status: 201 });
  },
});
const moveTaskBody = z.object({ listId: z.string(), position: z.number().optional() });

const moveTask = route.patch("/tasks/:taskId/move", {
  request: { params: z.object({ taskId: z.string() }), body: moveTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid move", issues: c.input.issues }, { status: 400 });
    const { taskId } = c.input.params;
    const { listId, position } = c.input.body;
    const task = findTask(taskId);
    if (task === undefined) return failure(404, `There is no task "${taskId}"`);
    const list = db.prepare("SELECT board_id FROM lists WHERE id = ?").get(listId) as { board_id: string } | undefined;
    if (list === undefined) return failure(404, `There is no list "${listId}"`);
    if (list.board_id !== task.boardId) return failure(409, `The list "${listId}" is on another board`);

    // The task itself does not count: at the end already, it would push its own position up.
    db.prepare(
      `UPDATE tasks SET list_id = :listId, position = coalesce(:position,
         (SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId AND id <> :taskId))
       WHERE id = :taskId`,
    ).run({ taskId, listId, position });
    return Response.json({ data: findTask(taskId) });
  },
});

const deleteTask = route.delete("/tasks/:taskId", {
  request: { params: z.object({ taskId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return failure(400, "Invalid task id");
    const { taskId } = c.input.params;
    const { changes } = db.prepare("DELETE FROM tasks WHERE id = ?").run(taskId);
    if (changes === 0) return failure(404, `There is no task "${taskId}"`);
    return new Response(null, { status: 204 });
  },
});

export const routes = [listBoards, showBoard, createTask, moveTask, deleteTask];
