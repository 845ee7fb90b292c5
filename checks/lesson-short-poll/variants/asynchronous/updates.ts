/**
 * What a client that asks every few seconds is answered with: the tasks that changed since its last request, and the cursor
 * with which it asks next time.
 */

import { route } from "@hectoday/http";
import { toTask, type TaskRow } from "@workbook/task-board";
import { z } from "zod";
import { board, db } from "./board.js";

/** Every task with the id of its board, which is in the row of its list. */
const TASKS = "SELECT tasks.*, lists.board_id FROM tasks JOIN lists ON lists.id = tasks.list_id";

const all = db.prepare<TaskRow>(`${TASKS} WHERE lists.board_id = ?`);
const changed = db.prepare<TaskRow>(`${TASKS} WHERE lists.board_id = ? AND tasks.updated_at > ?`);

const latest = db.prepare<{ time: string | null }>("SELECT max(updated_at) AS time FROM tasks");

/** Before every time, for a table without tasks: the cursor is a text from the first answer on. */
const BEGINNING = "1970-01-01T00:00:00.000Z";

const cursor = z.string();

export const updatesRoute = route.get("/boards/:boardId/updates", {
  request: { params: z.object({ boardId: z.string() }), query: z.object({ since: cursor.optional() }) },
  resolve: async (c) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (!c.input.ok) return Response.json({ error: "Invalid request", issues: c.input.issues }, { status: 400 });
    const { boardId } = c.input.params;
    const { since } = c.input.query;
    const headers = { "Cache-Control": "no-store" };
    board(boardId); // throws the BoardError that app.ts turns into 404
    const { rows, timestamp } = db.snapshot(() => ({
      rows: since === undefined ? all.all(boardId) : changed.all(boardId, since),
      timestamp: latest.get()?.time ?? BEGINNING,
    }));
    return Response.json({ data: rows.map(toTask), timestamp }, { headers });
  },
});
