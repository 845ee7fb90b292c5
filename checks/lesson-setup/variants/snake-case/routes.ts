/** Rows as SQLite returns them, without an envelope: the columns' names are the fields' names. */
import { randomUUID } from "node:crypto";
import { route } from "@hectoday/http";
import { z } from "zod";
import { db, isForeignKeyError } from "./database.js";

const error = (status: number, message: string) => Response.json({ error: { message } }, { status });

export const routes = [
  route.get("/boards", { resolve: () => Response.json(db.prepare("SELECT * FROM boards").all()) }),

  route.get("/boards/:boardId", {
    request: { params: z.object({ boardId: z.string() }) },
    resolve: (c) => {
      if (!c.input.ok) return error(400, "bad id");
      const { boardId } = c.input.params;
      const [board] = db.prepare("SELECT * FROM boards WHERE id = ?").all(boardId) as { id: string; name: string }[];
      if (!board) return error(404, "no such board");
      const lists = db.prepare("SELECT * FROM lists WHERE board_id = ? ORDER BY position").all(boardId) as { id: string }[];
      const tasksOf = db.prepare("SELECT * FROM tasks WHERE list_id = ? ORDER BY position");
      return Response.json({ ...board, lists: lists.map((list) => ({ ...list, tasks: tasksOf.all(list.id) })) });
    },
  }),

  route.post("/tasks", {
    request: {
      body: z.object({
        listId: z.string(),
        title: z.string().min(1).max(200),
        description: z.string().nullable().default(null),
        assigneeId: z.string().nullable().default(null),
      }),
    },
    resolve: (c) => {
      if (!c.input.ok) return error(400, c.input.issues.map((issue) => issue.path.join(".") + ": " + issue.message).join(", "));
      const { listId, title, description, assigneeId } = c.input.body;
      const now = new Date().toISOString();
      try {
        const [row] = db
          .prepare(
            `INSERT INTO tasks VALUES (?1, ?2, ?3, ?4, ?5,
               (SELECT ifnull(max(position), 0) + 1 FROM tasks WHERE list_id = ?2), ?6, ?6) RETURNING *`,
          )
          .all(randomUUID(), listId, title, description, assigneeId, now);
        return Response.json(row, { status: 201 });
      } catch (cause) {
        if (isForeignKeyError(cause)) return error(400, "no such list or user");
        throw cause;
      }
    },
  }),

  route.patch("/tasks/:id/move", {
    request: { params: z.object({ id: z.string() }), body: z.object({ listId: z.string(), position: z.number().nullish() }) },
    resolve: (c) => {
      if (!c.input.ok) return error(400, "bad move");
      const { id } = c.input.params;
      const { listId, position = null } = c.input.body;
      const sameBoard = db
        .prepare(
          `SELECT 1 AS found FROM tasks JOIN lists ON lists.id = tasks.list_id
           WHERE tasks.id = ? AND lists.board_id = (SELECT board_id FROM lists WHERE id = ?)`,
        )
        .all(id, listId);
      if (db.prepare("SELECT id FROM tasks WHERE id = ?").all(id).length === 0) return error(404, "no such task");
      if (sameBoard.length === 0) return error(400, "no such list on this board");
      const [row] = db
        .prepare(
          `UPDATE tasks SET list_id = ?2, updated_at = ?4,
             position = ifnull(?3, (SELECT ifnull(max(position), 0) + 1 FROM tasks WHERE list_id = ?2))
           WHERE id = ?1 RETURNING *`,
        )
        .all(id, listId, position, new Date().toISOString());
      return Response.json(row);
    },
  }),

  route.delete("/tasks/:id", {
    request: { params: z.object({ id: z.string() }) },
    resolve: (c) => {
      if (!c.input.ok) return error(400, "bad id");
      const rows = db.prepare("DELETE FROM tasks WHERE id = ? RETURNING *").all(c.input.params.id);
      return rows.length === 0 ? error(404, "no such task") : Response.json(rows[0]);
    },
  }),
];
