/**
 * The Hectoday app: the board over HTTP, its events over three transports, and the page that uses all of it.
 */

import { route, setup } from "@hectoday/http";
import { BoardError, createTaskBody, moveTaskBody } from "@workbook/task-board";
import { z } from "zod";
import { board, missedEvents } from "./board.js";
import { pageRoutes } from "./board-page.js";
import { publish, subscribe } from "./event-bus.js";
import { notifyWaiters, untilNews } from "./long-poll.js";
import { getPresence } from "./presence.js";
import { createSession } from "./sessions.js";
import { deliverToStreams, eventStream } from "./sse.js";
import { deliverToRoom } from "./ws-server.js";

subscribe(deliverToStreams);
subscribe(deliverToRoom);
subscribe((event) => notifyWaiters(event.boardId));

/** Runs a change, publishes it, and answers. What the board refuses is 422. */
async function change(work: () => { task: object; event: Parameters<typeof publish>[0] }, status: number) {
  try {
    const { task, event } = await Promise.resolve().then(work);
    publish(event);
    return status === 204 ? new Response(null, { status }) : Response.json({ data: task, event: event.id }, { status });
  } catch (error) {
    if (!(error instanceof BoardError)) throw error;
    return Response.json({ error: { message: error.message, code: error.code } }, { status: error.status === 409 ? 422 : 404 });
  }
}

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const login = route.post("/login", {
  request: { body: z.object({ email: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Send an email" }, { status: 400 });
    const session = createSession(c.input.body.email);
    if (session === null) return Response.json({ error: "Unknown user" }, { status: 401 });
    return Response.json({ data: session });
  },
});

const listBoards = route.get("/boards", {
  resolve: () => Response.json({ data: board.boards() }),
});

/** The board, and the cursor from which its changes follow: both are read at one moment. */
const showBoard = route.get("/boards/:boardId", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    const { board: data, lastEventId } = board.boardSnapshot(c.input.params.boardId);
    return Response.json({ data, timestamp: lastEventId }, { headers: { "Cache-Control": "no-store" } });
  },
});

const createTask = route.post("/tasks", {
  request: { body: createTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });
    const { body } = c.input;
    return change(() => board.createTask(body), 201);
  },
});

const moveTask = route.patch("/tasks/:taskId/move", {
  request: { params: z.object({ taskId: z.string() }), body: moveTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid move", issues: c.input.issues }, { status: 400 });
    const { params, body } = c.input;
    return change(() => board.moveTask(params.taskId, body), 200);
  },
});

const deleteTask = route.delete("/tasks/:taskId", {
  request: { params: z.object({ taskId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task id" }, { status: 400 });
    const { taskId } = c.input.params;
    return change(() => board.deleteTask(taskId), 204);
  },
});

const events = route.get("/boards/:boardId/events", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    const { boardId } = c.input.params;
    // Throws the BoardError that is answered with 404, while the status can still be chosen.
    board.board(boardId);
    return eventStream(boardId, c.request.headers.get("Last-Event-ID"));
  },
});

/** A client that polls says which event it knows last. */
const cursor = z.object({ since: z.string() });

/** The answer to such a client: what happened after that event, and the id from which it goes on. */
function answerSince(boardId: string, since: string): Response {
  const data = missedEvents(boardId, since);
  const timestamp = data.at(-1)?.id ?? since;
  return Response.json({ data, timestamp, ...(data.length === 0 ? { timeout: true } : {}) }, { headers: { "Cache-Control": "no-store" } });
}

const updates = route.get("/boards/:boardId/updates", {
  request: { params: z.object({ boardId: z.string() }), query: cursor },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Say since=<event id>", issues: c.input.issues }, { status: 400 });
    const { boardId } = c.input.params;
    board.board(boardId);
    return answerSince(boardId, c.input.query.since);
  },
});

const poll = route.get("/boards/:boardId/poll", {
  request: { params: z.object({ boardId: z.string() }), query: cursor },
  resolve: async (c) => {
    if (!c.input.ok) return Response.json({ error: "Say since=<event id>", issues: c.input.issues }, { status: 400 });
    const { boardId } = c.input.params;
    board.board(boardId);
    await untilNews(boardId, c.input.query.since, c.request.signal);
    return answerSince(boardId, c.input.query.since);
  },
});

const presence = route.get("/boards/:boardId/presence", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    board.board(c.input.params.boardId);
    return Response.json({ data: getPresence(c.input.params.boardId) });
  },
});

export const app = setup({
  routes: [
    health,
    login,
    listBoards,
    showBoard,
    createTask,
    moveTask,
    deleteTask,
    events,
    updates,
    poll,
    presence,
    ...pageRoutes,
  ],
  onError: ({ error }) => {
    // What the board refuses is the client's mistake, and its sentence is written for the client.
    if (error instanceof BoardError) return Response.json({ error: error.message }, { status: error.status });
    // Anything else is a bug of ours: the log gets the stack, the client a status and no details.
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
