/**
 * The Hectoday app: tasks that clients poll for, the counts of what that costs, and the costs of any number of clients.
 */

import { route, setup } from "@hectoday/http";
import { z } from "zod";
import { cost } from "./cost.js";
import { changedSince, touch } from "./store.js";

class Meter {
  #requests = 0;
  #empty = 0;
  #bytes = 0;

  add(isEmpty: boolean, bytes: number): void {
    this.#requests += 1;
    this.#empty += Number(isEmpty);
    this.#bytes += bytes;
  }

  get reading() {
    const [requests, empty, bytes] = [this.#requests, this.#empty, this.#bytes];
    return { requests, empty, bytes, emptyRatio: requests && empty / requests, since: "the start" };
  }
}

const meter = new Meter();

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const listTasks = route.get("/tasks", {
  request: { query: z.object({ updatedSince: z.iso.datetime({ precision: 3 }).optional() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid updatedSince", issues: c.input.issues }, { status: 400 });
    const { tasks, timestamp } = changedSince(c.input.query.updatedSince);
    const body = new TextEncoder().encode(JSON.stringify({ timestamp, data: tasks }));
    meter.add(tasks.length === 0, body.byteLength);
    return new Response(body, { headers: { "content-type": "application/json; charset=utf-8" } });
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

const showStats = route.get("/stats", { resolve: () => Response.json({ data: meter.reading }) });

const showCost = route.get("/cost", {
  resolve: ({ request }) => {
    const { searchParams } = new URL(request.url);
    const read = (name: string) => Number.parseFloat(searchParams.get(name) ?? "");
    const [clients, intervalMs, updatesPerMinute] = [read("clients"), read("intervalMs"), read("updatesPerMinute")];
    const isPossible = clients >= 0 && intervalMs > 0 && updatesPerMinute >= 0;
    if (!isPossible) return Response.json({ error: "These numbers make no sense" }, { status: 400 });
    return Response.json({ data: cost({ clients, intervalMs, updatesPerMinute }) });
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
