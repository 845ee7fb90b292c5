import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["long-poll.ts", "routes.ts"],
  given: ["server.ts", "app.ts", "board.ts"],
  packages: ["@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  failures,
  board: true,
  environment: {
    POLL_TIMEOUT_MS: { learners: "30000", checks: "30000", about: "how long a poll is held without news, in ms" },
  },
  exercises: [
    { id: 1, title: "Hold a poll until something happens on its board" },
    { id: 2, title: "Give up after a while, and clean up", environment: { POLL_TIMEOUT_MS: "2000" } },
    { id: 3, title: "Lose nothing between two polls" },
  ],
  requests: [
    { label: "wait for news of a board", method: "GET", path: "/boards/board-1/poll", hold: true },
    { label: "wait for news of another board", method: "GET", path: "/boards/board-2/poll", hold: true },
    { label: "create a task", method: "POST", path: "/tasks", json: { listId: "list-todo", title: "Call Ada" } },
    { label: "move a task", method: "PATCH", path: "/tasks/task-2/move", json: { listId: "list-doing" } },
    { label: "a board, with its cursor", method: "GET", path: "/boards/board-1" },
    { label: "requests that are held", method: "GET", path: "/debug/connections" },
  ],
  quiz: {
    question: "Why does the server answer after 30 seconds although nothing has happened?",
    choices: [
      {
        id: "a",
        text: "Proxies, routers and browsers cut connections on which nothing travels; an empty answer comes before that, and the client knows what it means.",
        correct: true,
        explanation:
          "Something on the way gives up on an idle connection after a minute or so, and the client would see an error like any other. An answer of the server's own is no error, and leads to the next poll at once.",
      },
      {
        id: "b",
        text: "HTTP forbids requests that take longer.",
        correct: false,
        explanation:
          "HTTP has no such limit (RFC 9110 names none). Every party on the way may have one, and they differ.",
      },
      {
        id: "c",
        text: "The database has to be released in between.",
        correct: false,
        explanation:
          "A poll that waits uses no database: it is an entry in a set, a promise and a timer. It reads once before it waits and once when it wakes.",
      },
      {
        id: "d",
        text: "The cursor has to move on.",
        correct: false,
        explanation:
          "Where nothing happened there is nothing to move past: the timeout's answer carries the cursor that the client had sent.",
      },
    ],
  },
} satisfies LessonDefinition;
