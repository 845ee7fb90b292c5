/**
 * The Hectoday app: reading and changing the board, a health probe, and the route of updates.ts. Given and finished: nothing
 * in this file is part of an exercise.
 */

import { route, setup } from "@hectoday/http";
import { BoardError, createTaskBody, moveTaskBody } from "@workbook/task-board";
import { z } from "zod";
import { board, boards, createTask, deleteTask, moveTask } from "./board.js";
import { updatesRoute } from "./updates.js";

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const listBoards = route.get("/boards", {
  resolve: () => Response.json({ data: boards() }),
});

const showBoard = route.get("/boards/:boardId", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    return Response.json({ data: board(c.input.params.boardId) });
  },
});

const postTask = route.post("/tasks", {
  request: { body: createTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });
    return Response.json({ data: createTask(c.input.body).task }, { status: 201 });
  },
});

const patchTask = route.patch("/tasks/:taskId/move", {
  request: { params: z.object({ taskId: z.string() }), body: moveTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid move", issues: c.input.issues }, { status: 400 });
    return Response.json({ data: moveTask(c.input.params.taskId, c.input.body).task });
  },
});

const removeTask = route.delete("/tasks/:taskId", {
  request: { params: z.object({ taskId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task id" }, { status: 400 });
    deleteTask(c.input.params.taskId);
    return new Response(null, { status: 204 });
  },
});

export const app = setup({
  routes: [health, listBoards, showBoard, postTask, patchTask, removeTask, updatesRoute],
  onError: ({ error }) => {
    // What the board refuses is the client's mistake, and its sentence is written for the client.
    if (error instanceof BoardError) return Response.json({ error: error.message }, { status: error.status });
    // Anything else is a bug of ours: the log gets the stack, the client a status and no details.
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
