/**
 * The Hectoday app: a task board whose changes can be had in four ways, the decision service, and the answers of the last exercise.
 * Given and finished: nothing in this file is part of an exercise.
 */

import { route, setup } from "@hectoday/http";
import { BoardError, createTaskBody } from "@workbook/task-board";
import { z } from "zod";
import { board } from "./board.js";
import { listen, publish } from "./feed.js";
import { recommendRoute } from "./recommend.js";
import { situations } from "./scenarios.js";

/** How long a poll is held before it is answered with nothing, in milliseconds. */
const POLL_TIMEOUT_MS = 25_000;

const params = z.object({ boardId: z.string() });
const poll = { params, query: z.object({ since: z.string().optional() }) };

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const showBoard = route.get("/boards/:boardId", {
  request: { params },
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
    publish(event);
    return Response.json({ data: task }, { status: 201 });
  },
});

/** Short polling: whatever has happened since the last answer, at once. */
const updates = route.get("/boards/:boardId/updates", {
  request: poll,
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid poll" }, { status: 400 });
    return eventsSince(c.input.params.boardId, c.input.query.since);
  },
});

/** Long polling: the same, but when nothing has happened yet, as soon as something does. */
const heldPoll = route.get("/boards/:boardId/poll", {
  request: poll,
  resolve: async (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid poll" }, { status: 400 });
    const { boardId } = c.input.params;
    const { since } = c.input.query;
    if (since !== undefined && board.eventsSince(since, { boardIds: [boardId] }).length === 0)
      await nextEvent(boardId, c.request.signal);
    return eventsSince(boardId, since);
  },
});

/** Server-Sent Events: each event as it happens, in a response that stays open. */
const stream = route.get("/boards/:boardId/events", {
  request: { params },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    const { boardId } = c.input.params;
    board.board(boardId);
    const encoder = new TextEncoder();
    let stop = () => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(encoder.encode(": connected\n\n"));
        stop = listen(boardId, (event) => {
          controller.enqueue(encoder.encode(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`));
        });
      },
      cancel: () => stop(),
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" } });
  },
});

const answers = route.get("/answers", {
  resolve: () => Response.json({ data: situations.map(({ id, answer }) => ({ id, answer })) }),
});

/** What happened after `since`, and the cursor to go on from; without `since` the cursor alone. */
function eventsSince(boardId: string, since: string | undefined): Response {
  board.board(boardId);
  const from = since ?? board.lastEventId();
  const data = board.eventsSince(from, { boardIds: [boardId] });
  return Response.json({ data, timestamp: data.at(-1)?.id ?? from }, { headers: { "Cache-Control": "no-store" } });
}

/** Resolves when something has happened on the board, when the time is over, or when the client has gone. */
async function nextEvent(boardId: string, signal: AbortSignal): Promise<void> {
  let stop = () => {};
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    stop = listen(boardId, () => resolve());
    timer = setTimeout(resolve, POLL_TIMEOUT_MS);
    signal.addEventListener("abort", () => resolve());
  });
  clearTimeout(timer);
  stop();
}

export const app = setup({
  routes: [health, showBoard, createTask, updates, heldPoll, stream, answers, recommendRoute],
  onError: ({ error }) => {
    // What the board refuses is the client's mistake, and its sentence is written for the client.
    if (error instanceof BoardError) return Response.json({ error: error.message }, { status: error.status });
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
