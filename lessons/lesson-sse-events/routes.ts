/**
 * The routes that change the board, and the one that streams its changes, to a client that comes back as well.
 */

import { route } from "@hectoday/http";
import { createTaskBody, moveTaskBody } from "@workbook/task-board";
import { z } from "zod";
import { board } from "./board.js";
import { addClient, broadcast } from "./sse.js";

const createTask = route.post("/tasks", {
  request: { body: createTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });
    const { task, event } = board.createTask(c.input.body);
    broadcast(event);
    return Response.json({ data: task }, { status: 201 });
  },
});

const moveTask = route.patch("/tasks/:taskId/move", {
  request: { params: z.object({ taskId: z.string() }), body: moveTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid move", issues: c.input.issues }, { status: 400 });
    const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);
    broadcast(event);
    return Response.json({ data: task });
  },
});

const deleteTask = route.delete("/tasks/:taskId", {
  request: { params: z.object({ taskId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task id" }, { status: 400 });
    const { event } = board.deleteTask(c.input.params.taskId);
    broadcast(event);
    return new Response(null, { status: 204 });
  },
});

const events = route.get("/boards/:boardId/events", {
  request: {
    params: z.object({ boardId: z.string() }),
    // TODO(exercise 3): let the query have a `lastEventId`, which may be missing
  },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid request", issues: c.input.issues }, { status: 400 });
    const { boardId } = c.input.params;
    // Throws the BoardError that app.ts turns into 404, while the status can still be chosen.
    board.board(boardId);
    // TODO(exercise 3): the id after which this client goes on: from the header, else from the query
    const lastEventId = undefined;
    return new Response(addClient(boardId, lastEventId), {
      headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" },
    });
  },
});

export const routes = [createTask, moveTask, deleteTask, events];
