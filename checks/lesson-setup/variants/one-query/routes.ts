/** SQLite builds the JSON of a board in one statement. */
import { randomBytes } from "node:crypto";
import { route } from "@hectoday/http";
import { z } from "zod";
import { db, isForeignKeyError } from "./database.js";

const TASK = `json_object('id', t.id, 'listId', t.list_id, 'boardId', l.board_id, 'title', t.title, 'description', t.description,
  'assigneeId', t.assignee_id, 'position', t.position, 'createdAt', t.created_at, 'updatedAt', t.updated_at)`;

const board = db.prepare(`
  SELECT json_object('id', b.id, 'name', b.name, 'lists', json((
    SELECT json_group_array(json_object('id', id, 'name', name, 'position', position, 'tasks', json((
      SELECT json_group_array(json(task)) FROM (
        SELECT ${TASK} AS task FROM tasks t JOIN lists l ON l.id = t.list_id WHERE t.list_id = o.id ORDER BY t.position
      )
    ))))
    FROM (SELECT * FROM lists WHERE board_id = b.id ORDER BY position) o
  ))) AS json
  FROM boards b WHERE b.id = :boardId`);
const task = db.prepare(`SELECT ${TASK} AS json FROM tasks t JOIN lists l ON l.id = t.list_id WHERE t.id = :id`);

function json(row: unknown, status = 200): Response {
  if (row === undefined) return Response.json({ error: "Not Found" }, { status: 404 });
  const body = `{"data":${(row as { json: string }).json}}`;
  return new Response(body, { status, headers: { "content-type": "application/json; charset=utf-8" } });
}

const title = z.string().min(1).max(200);
const taskId = z.object({ taskId: z.string() });

export const routes = [
  route.get("/boards", {
    resolve: () =>
      json(db.prepare("SELECT json_group_array(json_object('id', id, 'name', name)) AS json FROM boards").get()),
  }),
  route.get("/boards/:boardId", {
    request: { params: z.object({ boardId: z.string() }) },
    resolve: (c) => (c.input.ok ? json(board.get({ boardId: c.input.params.boardId })) : json(undefined)),
  }),
  route.post("/tasks", {
    request: {
      body: z.object({ listId: z.string(), title, description: z.string().nullish(), assigneeId: z.string().nullish() }),
    },
    resolve: (c) => {
      if (!c.input.ok) return Response.json({ error: c.input.issues[0]?.message }, { status: 400 });
      const id = randomBytes(12).toString("base64url");
      const { description = null, assigneeId = null } = c.input.body;
      try {
        db.prepare(
          `INSERT INTO tasks SELECT :id, :listId, :title, :description, :assigneeId,
             coalesce(max(position) + 0.125, 0), :now, :now FROM tasks WHERE list_id = :listId`,
        ).run({ ...c.input.body, description, assigneeId, id, now: new Date().toISOString() });
      } catch (error) {
        if (!isForeignKeyError(error)) throw error;
        return Response.json({ error: "unknown list or user" }, { status: 422 });
      }
      return json(task.get({ id }), 201);
    },
  }),
  route.patch("/tasks/:taskId/move", {
    request: { params: taskId, body: z.object({ listId: z.string(), position: z.number().optional() }) },
    resolve: (c) => {
      if (!c.input.ok) return Response.json({ error: "invalid" }, { status: 400 });
      const id = c.input.params.taskId;
      if (task.get({ id }) === undefined) return json(undefined);
      const { listId, position = null } = c.input.body;
      const { changes } = db
        .prepare(
          `UPDATE tasks SET list_id = :listId, updated_at = :now, position =
             coalesce(:position, (SELECT coalesce(max(position) + 0.125, 0) FROM tasks WHERE list_id = :listId))
           WHERE id = :id AND (SELECT board_id FROM lists WHERE id = :listId) =
             (SELECT board_id FROM lists WHERE id = tasks.list_id)`,
        )
        .run({ id, listId, position, now: new Date().toISOString() });
      return changes === 0 ? json(undefined) : json(task.get({ id }));
    },
  }),
  route.delete("/tasks/:taskId", {
    request: { params: taskId },
    resolve: (c) => {
      if (!c.input.ok) return json(undefined);
      const { changes } = db.prepare("DELETE FROM tasks WHERE id = :taskId").run(c.input.params);
      return changes === 1 ? new Response(null, { status: 204 }) : json(undefined);
    },
  }),
];
