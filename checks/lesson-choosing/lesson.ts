import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["recommend.ts", "bench.ts", "scenarios.ts"],
  given: ["server.ts", "app.ts", "board.ts", "feed.ts", "ws-server.ts", "clients.ts", "editor.ts"],
  packages: ["ws", "@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  websocketPaths: ["/ws"],
  failures,
  board: true,
  programs: { bench: "bench.ts", editor: "editor.ts" },
  environment: {
    SERVER_URL: {
      learners: "http://localhost:3000",
      checks: "http://localhost:3000",
      about: "which server bench and editor talk to",
    },
    BOARD_ID: { learners: "board-1", checks: "board-1", about: "which board they work on" },
    UPDATES: { learners: "20", checks: "5", about: "how many updates each client of the bench waits for" },
    INTERVAL_MS: { learners: "2000", checks: "60", about: "how long short polling waits after an answer, in ms" },
    UPDATE_EVERY_MS: { learners: "700", checks: "700", about: "how long the editor waits after a task, in ms" },
  },
  exercises: [
    { id: 1, title: "Decide by a table" },
    { id: 2, title: "Measure what each way costs" },
    { id: 3, title: "Choose for twelve products" },
  ],
  requests: [
    {
      label: "which way for news alone?",
      method: "POST",
      path: "/recommend",
      json: { clientSendsOften: false, serverPushes: true },
    },
    {
      label: "the same, where only polling gets through",
      method: "POST",
      path: "/recommend",
      json: {
        clientSendsOften: false,
        serverPushes: true,
        toleratedStalenessMs: 10_000,
        sseAvailable: false,
        wsAvailable: false,
      },
    },
    { label: "requirements that are none", method: "POST", path: "/recommend", json: { clientSendsOften: "yes" } },
    { label: "your answers", method: "GET", path: "/answers" },
    { label: "poll: what is new?", method: "GET", path: "/boards/board-1/updates?since=0" },
    { label: "poll, and wait for news", method: "GET", path: "/boards/board-1/poll?since=0", hold: true },
    { label: "create a task", method: "POST", path: "/tasks", json: { listId: "list-todo", title: "Call Ada" } },
  ],
  costs: {
    updates: "/boards/board-1/updates",
    poll: "/boards/board-1/poll",
    events: "/boards/board-1/events",
    websocket: "/ws?board=board-1",
    create: { path: "/tasks", json: { listId: "list-todo", title: "Call Ada" } },
  },
  streams: [{ label: "what happens on the board", path: "/boards/board-1/events" }],
  quiz: {
    question:
      "On a task board, hundreds of viewers watch, and a few editors type and see each other's pointers. Which architecture fits best?",
    choices: [
      {
        id: "a",
        text: "One WebSocket for everyone: a single way is simpler than several.",
        correct: false,
        explanation:
          "It works, and every viewer gets a way to send that is never used, with a reconnect and a protocol of yours. Changes of tasks lose the status codes and the validation of HTTP.",
      },
      {
        id: "b",
        text: "Requests for changes, Server-Sent Events for viewers, a WebSocket for editors.",
        correct: true,
        explanation:
          "Each gets what it needs and no more. One event bus behind all of them keeps them equal, as in “Pub/Sub”: a change is stored once, and published once.",
      },
      {
        id: "c",
        text: "Long polling for everyone: it gets through everywhere.",
        correct: false,
        explanation:
          "It is what to fall back to where nothing else gets through. For pointers that move many times a second, each movement would cost a request of every client.",
      },
      {
        id: "d",
        text: "Server-Sent Events for both directions, because they reconnect by themselves.",
        correct: false,
        explanation:
          "An event stream has one direction, from the server to the client. What editors type needs requests or a WebSocket.",
      },
    ],
  },
} satisfies LessonDefinition;
