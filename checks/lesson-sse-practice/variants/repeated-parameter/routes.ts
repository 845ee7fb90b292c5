/**
 * The routes that change a board, and the two that stream changes: of one board, and of several.
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

/** The response that streams the changes of these boards. */
function eventStream(request: Request, boardIds: readonly string[]): Response {
  return new Response(addClient(boardIds, request.headers.get("Last-Event-ID")), {
    headers: {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-cache, no-transform",
      "X-Accel-Buffering": "no",
    },
  });
}

const eventsOfBoard = route.get("/boards/:boardId/events", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    const { boardId } = c.input.params;
    // Throws the BoardError that app.ts turns into 404, while the status can still be chosen.
    board.board(boardId);
    return eventStream(c.request, [boardId]);
  },
});

const eventsOfBoards = route.get("/events", {
  resolve: (c) => {
    const lists = new URL(c.request.url).searchParams.getAll("boards");
    const boardIds = [...new Set(lists.flatMap((list) => list.split(",")).map((id) => id.trim()))].filter(Boolean);
    const known = new Set(board.boards().map(({ id }) => id));
    if (boardIds.length === 0) return Response.json({ error: "no boards" }, { status: 400 });
    const unknown = boardIds.filter((id) => !known.has(id));
    if (unknown.length > 0) return Response.json({ error: "unknown boards", unknown }, { status: 404 });
    return eventStream(c.request, boardIds);
  },
});

export const routes = [createTask, moveTask, deleteTask, eventsOfBoard, eventsOfBoards];
