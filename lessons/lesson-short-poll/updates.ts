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

// TODO(exercise 1): prepare a query for all tasks of one board, and one for those that changed later than a time

// TODO(exercise 2): prepare a query for the latest time in the table

// TODO(exercise 2): beyond the exercise (S1, not graded): take nothing for a cursor that no answer can have carried
const cursor = z.string();

export const updatesRoute = route.get("/boards/:boardId/updates", {
  request: { params: z.object({ boardId: z.string() }), query: z.object({ since: cursor.optional() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid request", issues: c.input.issues }, { status: 400 });
    const { boardId } = c.input.params;
    const { since } = c.input.query;
    // TODO(exercise 2): make `timestamp` the time up to which this answer goes, which the clock does not know
    const timestamp = new Date().toISOString();
    // TODO(exercise 2): beyond the exercise (S2, not graded): forbid caches on the way to keep this answer
    const headers = {};
    // TODO(exercise 1): answer with the tasks, or with 404 where there is no board
    return Response.json({ error: `The updates of ${boardId} are not written yet` }, { status: 501 });
  },
});
