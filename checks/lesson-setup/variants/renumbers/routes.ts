/** Positions are 0, 1, 2 … without gaps: every move writes the positions of the whole list anew. */
import { randomUUID } from "node:crypto";
import { route } from "@hectoday/http";
import { z } from "zod";
import { db } from "./database.js";
import { selectTasks, toTask, type TaskRow } from "./schema.js";

const notFound = (what: string) => Response.json({ error: `${what} not found` }, { status: 404 });
const tasksOf = (listId: string) =>
  (db.prepare(`${selectTasks} WHERE list_id = ? ORDER BY tasks.position`).all(listId) as TaskRow[]).map(toTask);
const task = (id: string) => (db.prepare(`${selectTasks} WHERE tasks.id = ?`).all(id) as TaskRow[]).map(toTask)[0];
const boardOf = (listId: string) =>
  (db.prepare("SELECT board_id FROM lists WHERE id = ?").all(listId) as { board_id: string }[])[0]?.board_id;

function write(ids: readonly string[]): void {
  const update = db.prepare("UPDATE tasks SET position = ? WHERE id = ?");
  for (const [position, id] of ids.entries()) update.run(position, id);
}

export const routes = [
  route.get("/boards", { resolve: () => Response.json({ data: db.prepare("SELECT id, name FROM boards").all() }) }),
  route.get("/boards/:boardId", {
    request: { params: z.object({ boardId: z.string() }) },
    resolve: (c) => {
      if (!c.input.ok) return notFound("board");
      const [board] = db.prepare("SELECT id, name FROM boards WHERE id = ?").all(c.input.params.boardId) as { id: string }[];
      if (board === undefined) return notFound("board");
      const lists = db.prepare("SELECT id, name, position FROM lists WHERE board_id = ? ORDER BY position").all(board.id);
      return Response.json({
        data: { ...board, lists: (lists as { id: string }[]).map((list) => ({ ...list, tasks: tasksOf(list.id) })) },
      });
    },
  }),
  route.post("/tasks", {
    request: {
      body: z.object({
        listId: z.string(),
        title: z.string().min(1).max(200),
        description: z.string().nullish(),
        assigneeId: z.string().nullish(),
      }),
    },
    resolve: (c) => {
      if (!c.input.ok) return Response.json({ error: "bad request", issues: c.input.issues }, { status: 400 });
      const { listId, title, description, assigneeId } = c.input.body;
      if (boardOf(listId) === undefined) return notFound("list");
      if (assigneeId && db.prepare("SELECT id FROM users WHERE id = ?").all(assigneeId).length === 0) return notFound("user");
      const id = randomUUID();
      const now = new Date().toISOString();
      db.transaction(() => {
        const others = tasksOf(listId).map((other) => other.id);
        db.prepare("INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?, ?)").run(
          id,
          listId,
          title,
          description ?? null,
          assigneeId ?? null,
          others.length,
          now,
          now,
        );
        write([...others, id]);
      }).immediate();
      return Response.json({ data: task(id) }, { status: 201 });
    },
  }),
  route.patch("/tasks/:taskId/move", {
    request: {
      params: z.object({ taskId: z.string() }),
      body: z.object({ listId: z.string(), position: z.number().optional() }),
    },
    resolve: (c) => {
      if (!c.input.ok) return Response.json({ error: "bad request" }, { status: 400 });
      const { listId, position = Infinity } = c.input.body;
      const moved = task(c.input.params.taskId);
      if (moved === undefined) return notFound("task");
      if (boardOf(listId) !== moved.boardId) return Response.json({ error: "not a list of this board" }, { status: 409 });
      db.transaction(() => {
        const others = tasksOf(listId).filter(({ id }) => id !== moved.id);
        const before = others.filter((other) => other.position < position).map(({ id }) => id);
        const behind = others.filter((other) => other.position >= position).map(({ id }) => id);
        db.prepare("UPDATE tasks SET list_id = ?, updated_at = ? WHERE id = ?").run(listId, new Date().toISOString(), moved.id);
        write([...before, moved.id, ...behind]);
      }).immediate();
      return Response.json({ data: task(moved.id) });
    },
  }),
  route.delete("/tasks/:taskId", {
    request: { params: z.object({ taskId: z.string() }) },
    resolve: (c) => {
      if (!c.input.ok || task(c.input.params.taskId) === undefined) return notFound("task");
      db.prepare("DELETE FROM tasks WHERE id = ?").run(c.input.params.taskId);
      return new Response(null, { status: 204 });
    },
  }),
];
