import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["event-bus.ts", "app.ts", "activity.ts"],
  given: ["server.ts", "board.ts", "sse.ts", "ws-server.ts", "import-job.ts", "subscribers.ts"],
  packages: ["ws", "@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  websocketPaths: ["/ws"],
  board: true,
  failures,
  environment: {
    FAULTY_SUBSCRIBERS: { learners: "off", checks: "off", about: "whether the subscribers of other teams are added" },
  },
  exercises: [
    { id: 1, title: "Publish each event once, for every transport" },
    { id: 2, title: "Let no subscriber harm another", environment: { FAULTY_SUBSCRIBERS: "on" } },
    { id: 3, title: "Add a third subscriber, and publish only what has happened" },
  ],
  requests: [
    { label: "create a task", method: "POST", path: "/tasks", json: { listId: "list-todo", title: "Call Ada" } },
    { label: "move a task", method: "PATCH", path: "/tasks/task-1/move", json: { listId: "list-done" } },
    { label: "delete a task", method: "DELETE", path: "/tasks/task-2" },
    {
      label: "import two tasks",
      method: "POST",
      path: "/import",
      json: { listId: "list-todo", titles: ["Tea", "Jam"] },
    },
    {
      label: "a batch whose second title is refused",
      method: "POST",
      path: "/tasks/batch",
      json: { listId: "list-todo", titles: ["Tea", ""] },
    },
    { label: "what has happened", method: "GET", path: "/boards/board-1/activity" },
    { label: "how many subscribers", method: "GET", path: "/debug/connections" },
  ],
  streams: [{ label: "what happens on a board", path: "/boards/board-1/events" }],
  messages: [{ label: "join a board", text: '{"type":"join","boardId":"board-1"}' }],
  quiz: {
    question: "What does the route that creates a task know of its subscribers after this lesson?",
    choices: [
      {
        id: "a",
        text: "How many there are.",
        correct: false,
        explanation:
          "publish returns nothing. With no subscriber at all, the route does the same and answers the same.",
      },
      {
        id: "b",
        text: "Nothing: it says that something has happened, and the rest is not its concern.",
        correct: true,
        explanation:
          "That is what lets a third subscriber be added, and a faulty one fail, without a change of any route. The answer of the route is about the task and not about its delivery.",
      },
      {
        id: "c",
        text: "That every one of them has got the event.",
        correct: false,
        explanation:
          "publish waits for no subscriber. One of them may fail, or depend on a service that is away; code that needs certainty reads the log of events later.",
      },
      {
        id: "d",
        text: "Which transport each client uses.",
        correct: false,
        explanation:
          "That was so before: the route called one function for each transport, and had to be changed for every new one.",
      },
    ],
  },
} satisfies LessonDefinition;
