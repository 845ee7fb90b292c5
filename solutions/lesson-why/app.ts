/**
 * The Hectoday app: tasks that clients poll for, the counts of what that costs, and the costs of any number of clients.
 */

import { route, setup } from "@hectoday/http";
import { z } from "zod";
import { cost } from "./cost.js";
import { changedSince, touch } from "./store.js";

//#region Exercise 1: keep what the polls have cost so far: how many there were, how many were empty, the bytes of their bodies
const polls = { requests: 0, empty: 0, bytes: 0 };
//#endregion

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const listTasks = route.get("/tasks", {
  request: { query: z.object({ updatedSince: z.iso.datetime({ precision: 3 }).optional() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid updatedSince", issues: c.input.issues }, { status: 400 });
    const { tasks, timestamp } = changedSince(c.input.query.updatedSince);
    //#region Exercise 1: beyond the exercise (S1, not graded): forbid caches on the way to keep this answer
    //= const headers = {};
    const headers = { "Cache-Control": "no-store" };
    //#endregion
    //#region Exercise 1: count this poll, and the bytes of the body that it is answered with
    //= return Response.json({ data: tasks, timestamp }, { headers });
    const body = JSON.stringify({ data: tasks, timestamp });
    polls.requests++;
    if (tasks.length === 0) polls.empty++;
    polls.bytes += Buffer.byteLength(body);
    return new Response(body, { headers: { ...headers, "Content-Type": "application/json" } });
    //#endregion
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
    //#region Exercise 1: answer with the counts, and with the share of polls that were empty
    //= return Response.json({ error: "The counts are not written yet" }, { status: 501 });
    // Before the first poll there is nothing to divide by, and 0 / 0 is NaN, which JSON does not know.
    const emptyRatio = polls.requests === 0 ? 0 : polls.empty / polls.requests;
    return Response.json({ data: { ...polls, emptyRatio } });
    //#endregion
  },
});

const showCost = route.get("/cost", {
  request: {
    //#region Exercise 3: let the query have three numbers, none of them negative, and an interval that is more than 0
    //= query: z.object({}),
    query: z.object({
      clients: z.coerce.number().nonnegative(),
      intervalMs: z.coerce.number().positive(),
      updatesPerMinute: z.coerce.number().nonnegative(),
    }),
    //#endregion
  },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid numbers", issues: c.input.issues }, { status: 400 });
    //#region Exercise 3: answer with what `cost` makes of them
    //= return Response.json({ error: "The costs are not written yet" }, { status: 501 });
    const costs = cost(c.input.query);
    //#endregion
    //#region Exercise 3: beyond the exercise (S2, not graded): refuse numbers whose costs are too large to be a number
    if (!Object.values(costs).every(Number.isFinite))
      return Response.json({ error: "These numbers are too large, or the interval is too small" }, { status: 400 });
    return Response.json({ data: costs });
    //#endregion
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
