/**
 * The HTTP side of the app: creating tasks, and what happened on a board since the client last asked. Given and finished: nothing in
 * this file is part of an exercise.
 */

import { route, setup } from "@hectoday/http";
import { BoardError, createTaskBody, openBoard } from "@workbook/task-board";
import { z } from "zod";
import { broadcastToRoom } from "./rooms.js";

const board = openBoard();

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const createTask = route.post("/tasks", {
  request: { body: createTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });
    const { task, event } = board.createTask(c.input.body);
    broadcastToRoom(event.boardId, event);
    return Response.json({ data: task }, { status: 201 });
  },
});

/** The events of a board after `since`, answered at once. Without `since` there are none, and a cursor to begin with. */
const poll = route.get("/boards/:boardId/poll", {
  request: { params: z.object({ boardId: z.string() }), query: z.object({ since: z.string().optional() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid poll", issues: c.input.issues }, { status: 400 });
    const { boardId } = c.input.params;
    // Throws the BoardError that is answered with 404 below.
    board.board(boardId);
    const since = c.input.query.since ?? board.lastEventId();
    const data = board.eventsSince(since, { boardIds: [boardId] });
    return Response.json({ data, timestamp: data.at(-1)?.id ?? since });
  },
});

export const app = setup({
  routes: [health, createTask, poll],
  onError: ({ error }) => {
    // What the board refuses is the client's mistake, and its sentence is written for the client.
    if (error instanceof BoardError) return Response.json({ error: error.message }, { status: error.status });
    // Anything else is a bug of ours: the log gets the stack, the client a status and no details.
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
