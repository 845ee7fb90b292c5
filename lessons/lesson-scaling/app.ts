/**
 * The HTTP side of an instance: signing in, changing the board, the event stream, and who is on a board. Given and finished:
 * nothing in this file is part of an exercise.
 */

import { route, setup } from "@hectoday/http";
import { BoardError, createTaskBody, moveTaskBody } from "@workbook/task-board";
import { z } from "zod";
import { board } from "./board.js";
import { peopleOn } from "./presence-news.js";
import { publishChange } from "./redis-pubsub.js";
import { createSession } from "./sessions.js";
import { addClient } from "./sse.js";

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const login = route.post("/login", {
  request: { body: z.object({ email: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Send an email" }, { status: 400 });
    const session = createSession(c.input.body.email);
    if (session === null) return Response.json({ error: "Unknown user" }, { status: 401 });
    const cookie = `session=${session.token}; HttpOnly; SameSite=Lax; Path=/`;
    return Response.json({ data: session }, { headers: { "Set-Cookie": cookie } });
  },
});

/** The board, and the id of the last event that is in it: both are read at one moment. */
const showBoard = route.get("/boards/:boardId", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    const { board: data, lastEventId } = board.boardSnapshot(c.input.params.boardId);
    return Response.json({ data, lastEventId });
  },
});

const createTask = route.post("/tasks", {
  request: { body: createTaskBody },
  resolve: async (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });
    const { task, event } = board.createTask(c.input.body);
    await publishChange(event);
    return Response.json({ data: task }, { status: 201 });
  },
});

const moveTask = route.patch("/tasks/:taskId/move", {
  request: { params: z.object({ taskId: z.string() }), body: moveTaskBody },
  resolve: async (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid move", issues: c.input.issues }, { status: 400 });
    const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);
    await publishChange(event);
    return Response.json({ data: task });
  },
});

const deleteTask = route.delete("/tasks/:taskId", {
  request: { params: z.object({ taskId: z.string() }) },
  resolve: async (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task id" }, { status: 400 });
    const { event } = board.deleteTask(c.input.params.taskId);
    await publishChange(event);
    return new Response(null, { status: 204 });
  },
});

const events = route.get("/boards/:boardId/events", {
  request: {
    params: z.object({ boardId: z.string() }),
    query: z.object({ lastEventId: z.string().optional() }),
  },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid request", issues: c.input.issues }, { status: 400 });
    const { boardId } = c.input.params;
    // Throws the BoardError that is answered with 404, while the status can still be chosen.
    board.board(boardId);
    const lastEventId = c.request.headers.get("last-event-id") ?? c.input.query.lastEventId;
    return new Response(addClient(boardId, lastEventId), {
      headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" },
    });
  },
});

const presence = route.get("/boards/:boardId/presence", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: async (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    return Response.json({ data: await peopleOn(c.input.params.boardId) });
  },
});

export const app = setup({
  routes: [health, login, showBoard, createTask, moveTask, deleteTask, events, presence],
  onError: ({ error }) => {
    // What the board refuses is the client's mistake, and its sentence is written for the client.
    if (error instanceof BoardError) return Response.json({ error: error.message }, { status: error.status });
    // Anything else is a bug of ours: the log gets the stack, the client a status and no details.
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
