import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["presence.ts", "typing.ts", "ws-server.ts"],
  given: ["server.ts", "app.ts", "auth.ts", "sessions.ts", "rooms.ts"],
  packages: ["ws", "@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  websocketPaths: ["/ws"],
  failures,
  board: true,
  environment: {
    TYPING_TTL_MS: { learners: "5000", checks: "1000", about: "how long a user counts as typing, in ms" },
  },
  exercises: [
    { id: 1, title: "List who is on a board, and tell who comes and goes" },
    { id: 2, title: "Count people, not tabs" },
    { id: 3, title: "Let typing end by itself" },
  ],
  requests: [
    { label: "sign in as Alice", method: "POST", path: "/login", json: { email: "alice@example.com" } },
    { label: "sign in as Bob", method: "POST", path: "/login", json: { email: "bob@example.com" } },
    { label: "who is on a board", method: "GET", path: "/boards/board-1/presence" },
  ],
  messages: [
    { label: "join a board", text: '{"type":"join","boardId":"board-1"}' },
    { label: "leave it", text: '{"type":"leave","boardId":"board-1"}' },
    { label: "I am typing", text: '{"type":"typing","boardId":"board-1"}' },
    { label: "I have stopped", text: '{"type":"stop_typing","boardId":"board-1"}' },
    { label: "are you there?", text: '{"type":"ping"}' },
  ],
  quiz: {
    question: "Alice has a board open in two tabs and closes one of them. Should the others be told that she has left?",
    choices: [
      {
        id: "a",
        text: "Yes: a connection has closed, and that is what leaving means.",
        correct: false,
        explanation:
          "A connection is a tab. The others would see Alice vanish while she works on, and come again with her next tab.",
      },
      {
        id: "b",
        text: "No: presence is about people, and she has left with her last tab.",
        correct: true,
        explanation:
          "The others want to know whether Alice is there. Only the server sees all her connections, so only the server can say when the last one has gone.",
      },
      {
        id: "c",
        text: "Only if the tab that she closed was the first one she had opened.",
        correct: false,
        explanation:
          "No tab is more important than another: each is enough to be there, in whatever order they come and go.",
      },
      {
        id: "d",
        text: "Her other tab decides, and sends a message if she is still there.",
        correct: false,
        explanation:
          "Tabs know nothing of each other, and a client that crashes sends no message at all. What depends on one gets stuck sooner or later.",
      },
    ],
  },
} satisfies LessonDefinition;
