import { route, setup } from "@hectoday/http";
import { z } from "zod";
import { cost } from "./cost.js";
import { changedSince, touch } from "./store.js";

const number = z.coerce.number();

/** One entry for each poll. */
const polls: { bytes: number; isEmpty: boolean }[] = [];

export const app = setup({
  routes: [
    route.get("/health", { resolve: () => Response.json({ status: "ok" }) }),
    route.get("/tasks", {
      request: { query: z.object({ updatedSince: z.iso.datetime().optional() }) },
      resolve(c) {
        if (!c.input.ok) return Response.json({ error: "updatedSince is no time" }, { status: 400 });
        const { tasks: data, timestamp } = changedSince(c.input.query.updatedSince);
        return Response.json({ data, timestamp });
      },
    }),
    route.post("/touch/:id", {
      request: { params: z.object({ id: z.string() }), body: z.object({ title: z.string().optional() }).optional() },
      resolve(c) {
        if (!c.input.ok) return Response.json({ error: "Invalid body" }, { status: 400 });
        const data = touch(c.input.params.id, c.input.body?.title);
        return data === undefined ? Response.json({ error: "No such task" }, { status: 404 }) : Response.json({ data });
      },
    }),
    route.get("/stats", {
      resolve() {
        const requests = polls.length;
        const empty = polls.filter(({ isEmpty }) => isEmpty).length;
        const bytes = polls.reduce((sum, poll) => sum + poll.bytes, 0);
        // Two digits are enough to read.
        return Response.json({ data: { requests, empty, emptyRatio: Number((empty / (requests || 1)).toFixed(2)), bytes } });
      },
    }),
    route.get("/cost", {
      request: {
        query: z.object({ clients: number.min(0), intervalMs: number.gt(0), updatesPerMinute: number.min(0) }),
      },
      resolve: (c) =>
        c.input.ok ? Response.json({ data: cost(c.input.query) }) : Response.json({ error: "No" }, { status: 400 }),
    }),
  ],
  async onResponse({ request, response }) {
    if (new URL(request.url).pathname !== "/tasks" || !response.ok) return response;
    const bytes = new Uint8Array(await response.clone().arrayBuffer());
    const { data } = JSON.parse(new TextDecoder().decode(bytes)) as { data: unknown[] };
    polls.push({ bytes: bytes.length, isEmpty: data.length === 0 });
    return response;
  },
});
