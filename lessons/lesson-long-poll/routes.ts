/**
 * What changes the board, and the poll that is answered when something has changed.
 */

import { route } from "@hectoday/http";
import { createTaskBody, moveTaskBody } from "@workbook/task-board";
import { z } from "zod";
import { board } from "./board.js";
import { notifyWaiters, waitForUpdate } from "./long-poll.js";

const createTask = route.post("/tasks", {
  request: { body: createTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });
    const { task, event } = board.createTask(c.input.body);
    // TODO(exercise 1): wake the requests that wait for the event's board
    return Response.json({ data: task }, { status: 201 });
  },
});

const moveTask = route.patch("/tasks/:taskId/move", {
  request: { params: z.object({ taskId: z.string() }), body: moveTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid move", issues: c.input.issues }, { status: 400 });
    const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);
    // TODO(exercise 1): wake the requests that wait for the event's board
    return Response.json({ data: task });
  },
});

const deleteTask = route.delete("/tasks/:taskId", {
  request: { params: z.object({ taskId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task id" }, { status: 400 });
    const { event } = board.deleteTask(c.input.params.taskId);
    // TODO(exercise 1): wake the requests that wait for the event's board
    return new Response(null, { status: 204 });
  },
});

const poll = route.get("/boards/:boardId/poll", {
  request: { params: z.object({ boardId: z.string() }), query: z.object({ since: z.string().optional() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid poll", issues: c.input.issues }, { status: 400 });
    const { boardId } = c.input.params;
    // TODO(exercise 1): answer with waitForUpdate, which gets `since` and the request's `signal`; 404 without board
    return Response.json({ error: `The poll of ${boardId} is not written yet` }, { status: 501 });
  },
});

export const routes = [createTask, moveTask, deleteTask, poll];
