/**
 * The Hectoday app: tasks that clients poll for, the counts of what that costs, and the costs of any number of clients.
 */

import { route, setup } from "@hectoday/http";
import { z } from "zod";
import { cost } from "./cost.js";
import { changedSince, touch } from "./store.js";

// TODO(exercise 1): keep what the polls have cost so far: how many there were, how many were empty, the bytes of their bodies

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const listTasks = route.get("/tasks", {
  request: { query: z.object({ updatedSince: z.iso.datetime({ precision: 3 }).optional() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid updatedSince", issues: c.input.issues }, { status: 400 });
    const { tasks, timestamp } = changedSince(c.input.query.updatedSince);
    // TODO(exercise 1): beyond the exercise (S1, not graded): forbid caches on the way to keep this answer
    const headers = {};
    // TODO(exercise 1): count this poll, and the bytes of the body that it is answered with
    return Response.json({ data: tasks, timestamp }, { headers });
  },
});

const touchTask = route.post("/touch/:taskId", {
  request: {
    params: z.object({ taskId: z.string() }),
    body: z.object({ title: z.string().min(1).max(200).optional() }).optional(),
  },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid title", issues: c.input.issues }, { status: 400 });
    const task = touch(c.input.params.taskId, c.input.body?.title);
    if (task === undefined) return Response.json({ error: "No such task" }, { status: 404 });
    return Response.json({ data: task });
  },
});

const showStats = route.get("/stats", {
  resolve: () => {
    // TODO(exercise 1): answer with the counts, and with the share of polls that were empty
    return Response.json({ error: "The counts are not written yet" }, { status: 501 });
  },
});

const showCost = route.get("/cost", {
  request: {
    // TODO(exercise 3): let the query have three numbers, none of them negative, and an interval that is more than 0
    query: z.object({}),
  },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid numbers", issues: c.input.issues }, { status: 400 });
    // TODO(exercise 3): answer with what `cost` makes of them
    return Response.json({ error: "The costs are not written yet" }, { status: 501 });
    // TODO(exercise 3): beyond the exercise (S2, not graded): refuse numbers whose costs are too large to be a number
  },
});

export const app = setup({
  routes: [health, listTasks, touchTask, showStats, showCost],
  // What a handler throws is a bug of ours: the log gets the stack, the client a status and no details.
  onError: ({ error }) => {
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
