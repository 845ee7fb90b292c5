import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["redis-pubsub.ts", "shared-presence.ts"],
  given: [
    "server.ts",
    "app.ts",
    "board.ts",
    "deliver.ts",
    "sse.ts",
    "ws-server.ts",
    "presence-news.ts",
    "presence.ts",
    "rooms.ts",
    "auth.ts",
    "sessions.ts",
  ],
  packages: ["redis", "ws", "@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  websocketPaths: ["/ws"],
  failures,
  board: true,
  services: ["redis"],
  environment: {
    PRESENCE_TTL_MS: {
      learners: "30000",
      checks: "2000",
      about: "how long counts what an instance has written about its people, in ms",
    },
  },
  exercises: [
    { id: 1, title: "Send every change to the clients of every instance" },
    { id: 2, title: "Lose nothing while Redis is away" },
    { id: 3, title: "Show who is there, on whichever instance" },
  ],
  requests: [
    { label: "create a task", method: "POST", path: "/tasks", json: { listId: "list-todo", title: "Call Ada" } },
    { label: "move a task", method: "PATCH", path: "/tasks/task-1/move", json: { listId: "list-done" } },
    { label: "sign in as Alice", method: "POST", path: "/login", json: { email: "alice@example.com" } },
    { label: "sign in as Bob", method: "POST", path: "/login", json: { email: "bob@example.com" } },
    { label: "who is on a board", method: "GET", path: "/boards/board-1/presence" },
  ],
  streams: [
    { label: "what happens on a board", path: "/boards/board-1/events" },
    { label: "everything since its first event", path: "/boards/board-1/events?lastEventId=0" },
  ],
  messages: [
    { label: "join a board", text: '{"type":"join","boardId":"board-1"}' },
    { label: "leave it", text: '{"type":"leave","boardId":"board-1"}' },
  ],
  quiz: {
    question:
      "While instance B was reconnecting to Redis, a message was published. How do the clients of B get the event?",
    choices: [
      {
        id: "a",
        text: "Redis keeps the message, and delivers it once B has subscribed again.",
        correct: false,
        explanation:
          "Redis Pub/Sub keeps nothing: a message goes to those who are subscribed at that moment, and to no one later. What keeps messages in Redis is a stream, which is another data type.",
      },
      {
        id: "b",
        text: "From the log: once B is connected again, it reads what came after the last event that it has delivered.",
        correct: true,
        explanation:
          "The event was stored before it was published. The message only says that there is something to read, so a lost message delays an event and does not lose it.",
      },
      {
        id: "c",
        text: "TCP transmits the message again.",
        correct: false,
        explanation:
          "TCP repeats what was lost within one connection. That connection is over, and what was never sent on the new one cannot be repeated on it.",
      },
      {
        id: "d",
        text: "A load balancer with sticky sessions sends the clients of B to the instance that has the event.",
        correct: false,
        explanation:
          "Stickiness keeps a client at the same instance, which here is the one that missed the message. No instance has the event more than another: the log is shared.",
      },
    ],
  },
} satisfies LessonDefinition;
