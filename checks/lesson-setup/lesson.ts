import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["schema.ts", "routes.ts"],
  given: ["server.ts", "app.ts", "database.ts"],
  packages: ["@hectoday/http", "srvx/node", "zod"],
  board: true,
  exercises: [
    { id: 1, title: "Create the tasks table and show a board" },
    { id: 2, title: "Create a task and refuse an invalid one" },
    { id: 3, title: "Move and delete tasks" },
  ],
  failures,
  requests: [
    { label: "the boards", method: "GET", path: "/boards" },
    { label: "a board with its lists and tasks", method: "GET", path: "/boards/board-1" },
    { label: "a board that does not exist", method: "GET", path: "/boards/board-9" },
    { label: "create a task", method: "POST", path: "/tasks", json: { listId: "list-todo", title: "Buy paper" } },
    { label: "a task without a title", method: "POST", path: "/tasks", json: { listId: "list-todo" } },
    { label: "move a task", method: "PATCH", path: "/tasks/task-2/move", json: { listId: "list-doing" } },
    { label: "delete a task", method: "DELETE", path: "/tasks/task-1" },
  ],
  quiz: {
    question: "Why does the server write updated_at itself instead of taking it from the client?",
    choices: [
      {
        id: "a",
        text: "Every client has a clock of its own; times can only be compared when one clock wrote them all.",
        correct: true,
        explanation:
          "A laptop that is two minutes slow would store changes in the past, and a client that asks for everything after its last look would never be sent them. In the next lesson such a time is the cursor of a poll.",
      },
      {
        id: "b",
        text: "SQLite cannot store a date that a client sends.",
        correct: false,
        explanation:
          "SQLite stores any text, a client's date included. It would not even notice that the date is wrong, which is why the server has to be the one that writes it.",
      },
      {
        id: "c",
        text: "HTTP does not allow times in the body of a request.",
        correct: false,
        explanation:
          "HTTP carries any body and does not look into it. What a body may hold is decided by your schema, and this one has no field for a time.",
      },
      {
        id: "d",
        text: "The body of the request gets smaller, so the answer comes sooner.",
        correct: false,
        explanation:
          "A time is 24 characters, too few to matter. The reason is whose clock can be trusted, not how much is sent.",
      },
    ],
  },
} satisfies LessonDefinition;
