import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["sse.ts", "routes.ts"],
  given: ["server.ts", "app.ts", "board.ts"],
  packages: ["@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  board: true,
  failures,
  environment: {
    REPLAY_LIMIT: { learners: "1000", checks: "20", about: "how many missed events a client is sent at most" },
  },
  exercises: [
    { id: 1, title: "Name every event after what has happened" },
    { id: 2, title: "Give every event an id that every client sees" },
    { id: 3, title: "Send a client what it has missed" },
  ],
  requests: [
    { label: "the board, and its last event's id", method: "GET", path: "/boards/board-1" },
    { label: "a new task", method: "POST", path: "/tasks", json: { listId: "list-todo", title: "Call Ada" } },
  ],
  streams: [
    { label: "what happens on a board", path: "/boards/board-1/events" },
    { label: "everything since the beginning", path: "/boards/board-1/events?lastEventId=0" },
    { label: "an id that is none", path: "/boards/board-1/events?lastEventId=tomorrow" },
  ],
  quiz: {
    question:
      "A server sends the last 1,000 events again at most. A client asks for what came after an id that is older than all of them. What should the server do?",
    choices: [
      {
        id: "a",
        text: "Send the 1,000 events that it has.",
        correct: false,
        explanation:
          "Then there is a gap before the first of them, and nothing in them says so. The client shows a board that never existed, and goes on doing so.",
      },
      {
        id: "b",
        text: "Send an event that says so, for example reset, and the client fetches the board again.",
        correct: true,
        explanation:
          "The board as it is now is the result of all events, however many there were. With the newest id on that event, the next reconnection begins there.",
      },
      {
        id: "c",
        text: "Answer 404, since those events are not there any more.",
        correct: false,
        explanation:
          "EventSource gives up for good on every status but 200. The page would never be up to date again until someone loads it anew.",
      },
      {
        id: "d",
        text: "Give the oldest event that it has the id that the client asked for.",
        correct: false,
        explanation:
          "An id names one event for all clients and for ever. With a second meaning it names none: another client that has that id would miss events.",
      },
    ],
  },
} satisfies LessonDefinition;
