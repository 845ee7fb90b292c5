import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";
import { CLOCK_STEP_MS } from "./poller.ts";

export default {
  entry: "server.ts",
  edits: ["updates.ts", "client.ts"],
  given: ["server.ts", "app.ts", "board.ts"],
  packages: ["@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  failures,
  board: true,
  programs: { client: "client.ts" },
  environment: {
    SERVER_URL: {
      learners: "http://localhost:3000",
      checks: "http://localhost:3000",
      about: "which server the client asks",
    },
    BOARD_ID: { learners: "board-1", checks: "board-1", about: "which board the client asks for" },
    INTERVAL_MS: { learners: "5000", checks: "80", about: "how long the client waits after an answer, in ms" },
  },
  exercises: [
    { id: 1, title: "Answer with what has changed" },
    { id: 2, title: "Give out a cursor that loses nothing", clockStepMs: CLOCK_STEP_MS },
    { id: 3, title: "Write a client that polls politely" },
  ],
  requests: [
    { label: "every task of a board, and a cursor", method: "GET", path: "/boards/board-1/updates" },
    {
      label: "what changed since a time",
      method: "GET",
      path: "/boards/board-1/updates?since=2026-01-31T09:00:00.123Z",
    },
    { label: "the updates of no board", method: "GET", path: "/boards/board-9/updates" },
    { label: "create a task", method: "POST", path: "/tasks", json: { listId: "list-todo", title: "Call Ada" } },
    { label: "move a task", method: "PATCH", path: "/tasks/task-2/move", json: { listId: "list-doing" } },
    { label: "delete a task", method: "DELETE", path: "/tasks/task-1" },
  ],
  quiz: {
    question: "A task is deleted between two polls. What does this endpoint tell the client?",
    choices: [
      {
        id: "a",
        text: "It returns the task once more, marked as deleted.",
        correct: false,
        explanation:
          "There is no such mark in the table: the row is gone. A server that keeps deleted rows, with a time of their deletion, can do that; such a row is called a tombstone.",
      },
      {
        id: "b",
        text: "Nothing: a row that is gone is not newer than any cursor.",
        correct: true,
        explanation:
          "The query compares the rows that exist. So the client shows the task for ever, unless it fetches the whole board now and then, or the server also tells what happened: as tombstones, or as events, with which “Long Polling” begins.",
      },
      {
        id: "c",
        text: "It answers with 404.",
        correct: false,
        explanation: "The status is about the board, which is still there. No request names the task.",
      },
      {
        id: "d",
        text: "It returns all tasks of the board again, without that one.",
        correct: false,
        explanation:
          "Only a request without a cursor gets all tasks. The server does not know what a client has, and so not that it has one too many.",
      },
    ],
  },
} satisfies LessonDefinition;
