import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["sse.ts", "routes.ts", "server.ts"],
  given: ["app.ts", "board.ts"],
  packages: ["@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  board: true,
  failures,
  environment: {
    SSE_HEARTBEAT_MS: { learners: "15000", checks: "15000", about: "how often a heartbeat is sent, in ms" },
    SSE_RETRY_MS: { learners: "3000", checks: "3000", about: "how long a client waits before it reconnects, in ms" },
  },
  exercises: [
    { id: 1, title: "Send heartbeats", environment: { SSE_HEARTBEAT_MS: "150" } },
    { id: 2, title: "Stream several boards over one connection" },
    { id: 3, title: "Prepare for proxies and deployments" },
  ],
  requests: [
    { label: "create a task", method: "POST", path: "/tasks", json: { listId: "list-todo", title: "Call Ada" } },
    {
      label: "create one on another board",
      method: "POST",
      path: "/tasks",
      json: { listId: "list-b2-todo", title: "Call Bob" },
    },
    { label: "streams and timers", method: "GET", path: "/debug/connections" },
  ],
  streams: [
    { label: "one board", path: "/boards/board-1/events" },
    { label: "two boards", path: "/events?boards=board-1,board-2" },
    { label: "without boards", path: "/events" },
  ],
  quiz: {
    question: "Why is a heartbeat a comment and not an event?",
    choices: [
      {
        id: "a",
        text: "Comments are smaller.",
        correct: false,
        explanation: "An event of one short data line is a few bytes longer. Every 15 seconds, that is nothing.",
      },
      {
        id: "b",
        text: "Every client ignores it, and still its bytes reset the timers of everything on the way.",
        correct: true,
        explanation:
          "The parser drops a line that begins with a colon: no handler runs and no id changes. For proxies and load balancers, which know nothing of events, they are bytes like any other.",
      },
      {
        id: "c",
        text: "Every event needs an id.",
        correct: false,
        explanation:
          "An event without an id is allowed, and leaves the last one as it was: connected is one. But a handler would still be called for it.",
      },
      {
        id: "d",
        text: "Proxies do not pass small events on.",
        correct: false,
        explanation:
          "A proxy that buffers holds back all bytes alike, those of comments too. It does not know where an event ends.",
      },
    ],
  },
} satisfies LessonDefinition;
