/**
 * The Hectoday app: reading the board, changing it, and telling the members of a board's room what has changed.
 */

import { route, setup } from "@hectoday/http";
import { BoardError, createTaskBody, moveTaskBody } from "@workbook/task-board";
import { z } from "zod";
import { board } from "./board.js";
import { broadcastToRoom, roomCount } from "./rooms.js";

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
    const { task, event } = board.createTask(c.input.body);
    //#region Exercise 2: send `event` to the room of its board
    broadcastToRoom(event.boardId, event);
    //#endregion
    return Response.json({ data: task }, { status: 201 });
  },
});

const moveTask = route.patch("/tasks/:taskId/move", {
  request: { params: z.object({ taskId: z.string() }), body: moveTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid move", issues: c.input.issues }, { status: 400 });
    const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);
    //#region Exercise 2: send `event` to the room of its board
    broadcastToRoom(event.boardId, event);
    //#endregion
    return Response.json({ data: task });
  },
});

const deleteTask = route.delete("/tasks/:taskId", {
  request: { params: z.object({ taskId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task id" }, { status: 400 });
    const { event } = board.deleteTask(c.input.params.taskId);
    //#region Exercise 2: send `event` to the room of its board
    broadcastToRoom(event.boardId, event);
    //#endregion
    return new Response(null, { status: 204 });
  },
});

/** Shows from outside whether empty rooms are removed. */
const connections = route.get("/debug/connections", {
  resolve: () => Response.json({ data: { rooms: roomCount() } }),
});

export const app = setup({
  routes: [health, listBoards, showBoard, createTask, moveTask, deleteTask, connections],
  onError: ({ error }) => {
    // What the board refuses is the client's mistake, and its sentence is written for the client.
    if (error instanceof BoardError) return Response.json({ error: error.message }, { status: error.status });
    // Anything else is a bug of ours: the log gets the stack, the client a status and no details.
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
