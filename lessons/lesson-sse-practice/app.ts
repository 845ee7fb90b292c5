/**
 * The Hectoday app: reading the board, a health probe, the streams and timers of this moment, and the routes of routes.ts.
 * Given and finished: nothing in this file is part of an exercise.
 */

import { createHook } from "node:async_hooks";
import { route, setup } from "@hectoday/http";
import { BoardError } from "@workbook/task-board";
import { z } from "zod";
import { board } from "./board.js";
import { routes } from "./routes.js";
import { clientCount } from "./sse.js";

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

/** The timers of this process, also those that do not keep it alive. */
const timers = new Set<number>();
createHook({
  init: (id, type) => void (type === "Timeout" && timers.add(id)),
  destroy: (id) => void timers.delete(id),
}).enable();

/** What nothing else shows from outside: streams that are open, and timers. */
const connections = route.get("/debug/connections", {
  resolve: () => Response.json({ data: { sse: clientCount(), timers: timers.size } }),
});

export const app = setup({
  routes: [health, listBoards, showBoard, connections, ...routes],
  onError: ({ error }) => {
    // What the board refuses is the client's mistake, and its sentence is written for the client.
    if (error instanceof BoardError) return Response.json({ error: error.message }, { status: error.status });
    // Anything else is a bug of ours: the log gets the stack, the client a status and no details.
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
