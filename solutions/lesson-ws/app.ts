/**
 * The HTTP side of the workbook's app: a health probe, a small task list kept in memory, and two routes whose answers
 * are more than one line of text. Given and finished: nothing in this file is part of an exercise.
 */

import { route, setup } from "@hectoday/http";
import { z } from "zod";

interface Task {
  readonly id: number;
  readonly title: string;
  readonly done: boolean;
}

const tasks: Task[] = [];

/** One entry for each open `GET /events` stream. */
const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();

const encoder = new TextEncoder();

/** Encodes one Server-Sent Event: a `data:` line and the empty line that ends it. */
function sseEvent(data: object): Uint8Array {
  return encoder.encode(`data: ${JSON.stringify(data)}\n\n`);
}

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const listTasks = route.get("/tasks", {
  resolve: () => Response.json({ tasks }),
});

const createTask = route.post("/tasks", {
  request: { body: z.object({ title: z.string().min(1) }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });

    const task: Task = { id: tasks.length + 1, title: c.input.body.title, done: false };
    tasks.push(task);
    for (const stream of streams) stream.enqueue(sseEvent({ type: "task_created", task }));
    return Response.json(task, { status: 201 });
  },
});

/** A stream that never ends by itself, as in the lessons on Server-Sent Events. */
const events = route.get("/events", {
  resolve: () => {
    let self: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        self = controller;
        streams.add(self);
        self.enqueue(sseEvent({ type: "connected" }));
      },
      cancel() {
        streams.delete(self);
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" } });
  },
});

/** Two cookies need two `Set-Cookie` lines: unlike other headers they cannot be joined with a comma. */
const preferences = route.get("/preferences", {
  resolve: () => {
    const headers = new Headers();
    headers.append("Set-Cookie", "theme=dark; Path=/");
    headers.append("Set-Cookie", "density=compact; Path=/");
    return Response.json({ theme: "dark", density: "compact" }, { headers });
  },
});

export const app = setup({ routes: [health, listTasks, createTask, events, preferences] });
