/**
 * The Hectoday app: reading the board and the id of its last event, a health probe, and the routes of routes.ts. Given and
 * finished: nothing in this file is part of an exercise.
 */

import { route, setup } from "@hectoday/http";
import { BoardError } from "@workbook/task-board";
import { z } from "zod";
import { board } from "./board.js";
import { routes } from "./routes.js";

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const listBoards = route.get("/boards", {
  resolve: () => Response.json({ data: board.boards() }),
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

export const app = setup({
  routes: [health, listBoards, showBoard, ...routes],
  onError: ({ error }) => {
    // What the board refuses is the client's mistake, and its sentence is written for the client.
    if (error instanceof BoardError) return Response.json({ error: error.message }, { status: error.status });
    // Anything else is a bug of ours: the log gets the stack, the client a status and no details.
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
