import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["sse.ts", "routes.ts"],
  given: ["server.ts", "app.ts", "board.ts"],
  packages: ["@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  board: true,
  failures,
  exercises: [
    { id: 1, title: "Open an event stream and send connected" },
    { id: 2, title: "Send every change to the clients of its board" },
    { id: 3, title: "Forget clients that have left" },
  ],
  requests: [
    { label: "the board", method: "GET", path: "/boards/board-1" },
    {
      label: "a new task",
      method: "POST",
      path: "/tasks",
      json: { listId: "list-todo", title: "Call Ada" },
    },
    {
      label: "a task that is refused",
      method: "POST",
      path: "/tasks",
      json: { listId: "list-of-nobody", title: "Call Ada" },
    },
    { label: "how many streams are open", method: "GET", path: "/debug/connections" },
  ],
  streams: [
    { label: "what happens on a board", path: "/boards/board-1/events" },
    { label: "another board", path: "/boards/board-2/events" },
    { label: "a board that does not exist", path: "/boards/no-board/events" },
  ],
  quiz: {
    question:
      "Why is a try around enqueue, which removes a client when it throws, not enough to forget clients that have left?",
    choices: [
      {
        id: "a",
        text: "enqueue never throws.",
        correct: false,
        explanation:
          "It throws a TypeError once the stream was closed, cancelled or has failed. That is why such a try seems to work.",
      },
      {
        id: "b",
        text: "On a board where nothing changes, nothing is written, so the clients that left it stay until something is.",
        correct: true,
        explanation:
          "Such a cleanup runs only while something is written. cancel is called when the connection closes, whether or not there is anything to write.",
      },
      {
        id: "c",
        text: "A catch block is slow.",
        correct: false,
        explanation:
          "Throwing and catching takes microseconds, and happens once for each client that left. The cost is in the clients that stay in the list without a connection.",
      },
      {
        id: "d",
        text: "The browser waits for a reply when it closes the stream.",
        correct: false,
        explanation:
          "Closing an event stream closes the connection or, in HTTP/2, resets the stream. Neither HTTP nor Server-Sent Events has a message that says goodbye, so there is nothing to reply to.",
      },
    ],
  },
} satisfies LessonDefinition;
