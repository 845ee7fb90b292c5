/** One subscriber for both transports, one helper that publishes, and activities in another order of imports. */

import { route, setup } from "@hectoday/http";
import { BoardError, createTaskBody, moveTaskBody } from "@workbook/task-board";
import { z } from "zod";
import { activitiesOf, recordActivity } from "./activity.js";
import { board } from "./board.js";
import { publish, subscribe, subscriberCount } from "./event-bus.js";
import { importTasks } from "./import-job.js";
import { addClient, deliverToStreams } from "./sse.js";
import { deliverToRoom } from "./ws-server.js";
subscribe((event) => [recordActivity, deliverToRoom, deliverToStreams].map((deliver) => deliver(event)));

/** Publishes the event of a change that is stored, and returns its task. */
function published<Changed extends { event: Parameters<typeof publish>[0] }>(changed: Changed): Changed {
  publish(changed.event);
  return changed;
}

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const listBoards = route.get("/boards", {
  resolve: () => Response.json({ data: board.boards() }),
});

const showBoard = route.get("/boards/:boardId", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    return Response.json({ data: board.board(c.input.params.boardId) });
  },
});

const createTask = route.post("/tasks", {
  request: { body: createTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });
    const { task } = published(board.createTask(c.input.body));
    return Response.json({ data: task }, { status: 201 });
  },
});

const moveTask = route.patch("/tasks/:taskId/move", {
  request: { params: z.object({ taskId: z.string() }), body: moveTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid move", issues: c.input.issues }, { status: 400 });
    const { task } = published(board.moveTask(c.input.params.taskId, c.input.body));
    return Response.json({ data: task });
  },
});

const deleteTask = route.delete("/tasks/:taskId", {
  request: { params: z.object({ taskId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task id" }, { status: 400 });
    published(board.deleteTask(c.input.params.taskId));
    return new Response(null, { status: 204 });
  },
});

const batchBody = z.object({ listId: z.string(), titles: z.array(z.string()).min(1).max(100) });

/** Creates all of the tasks or none: what one of them throws undoes those before it. */
const createAll = board.db.transaction((listId: string, titles: readonly string[]) =>
  titles.map((title) => board.createTask({ listId, title })),
);

const createBatch = route.post("/tasks/batch", {
  request: { body: batchBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid batch", issues: c.input.issues }, { status: 400 });
    const { listId, titles } = c.input.body;
    const created = createAll(listId, titles).map(published);
    return Response.json({ data: created.map(({ task }) => task) }, { status: 201 });
  },
});

const importRoute = route.post("/import", {
  request: { body: batchBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid import", issues: c.input.issues }, { status: 400 });
    return Response.json({ data: { imported: importTasks(c.input.body.listId, c.input.body.titles) } });
  },
});

const events = route.get("/boards/:boardId/events", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    // Throws the BoardError that is answered with 404, while the status can still be chosen.
    board.board(c.input.params.boardId);
    return new Response(addClient(c.input.params.boardId), {
      headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" },
    });
  },
});

const activity = route.get("/boards/:boardId/activity", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    board.board(c.input.params.boardId);
    return Response.json({ data: activitiesOf(c.input.params.boardId) });
  },
});

const connections = route.get("/debug/connections", {
  resolve: () => Response.json({ data: { subscribers: subscriberCount() } }),
});

export const app = setup({
  routes: [
    health,
    listBoards,
    showBoard,
    createTask,
    moveTask,
    deleteTask,
    createBatch,
    importRoute,
    events,
    activity,
    connections,
  ],
  onError: ({ error }) => {
    // What the board refuses is the client's mistake, and its sentence is written for the client.
    if (error instanceof BoardError) return Response.json({ error: error.message }, { status: error.status });
    if (error instanceof z.ZodError) return Response.json({ error: "Invalid task", issues: error.issues }, { status: 400 });
    // Anything else is a bug of ours: the log gets the stack, the client a status and no details.
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
