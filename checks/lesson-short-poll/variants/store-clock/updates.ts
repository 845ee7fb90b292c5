/**
 * What a client that asks every few seconds is answered with: the tasks that changed since its last request, and the cursor
 * with which it asks next time.
 */

import { route } from "@hectoday/http";
import { toTask, type TaskRow } from "@workbook/task-board";
import { z } from "zod";
import { board, db, now } from "./board.js";

/** Every task with the id of its board, which is in the row of its list. */
const TASKS = "SELECT tasks.*, lists.board_id FROM tasks JOIN lists ON lists.id = tasks.list_id";

const all = db.prepare<TaskRow>(`${TASKS} WHERE lists.board_id = ?`);
const changed = db.prepare<TaskRow>(`${TASKS} WHERE lists.board_id = ? AND tasks.updated_at > ?`);

const cursor = z.string();

export const updatesRoute = route.get("/boards/:boardId/updates", {
  request: { params: z.object({ boardId: z.string() }), query: z.object({ since: cursor.optional() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid request", issues: c.input.issues }, { status: 400 });
    const { boardId } = c.input.params;
    const { since } = c.input.query;
    // Later than every change before, and earlier than the next.
    const timestamp = now();
    const headers = { "Cache-Control": "no-store" };
    board(boardId); // throws the BoardError that app.ts turns into 404
    const rows = since === undefined ? all.all(boardId) : changed.all(boardId, since);
    return Response.json({ data: rows.map(toTask), timestamp }, { headers });
  },
});
