import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["app.ts", "poller.ts", "cost.ts"],
  given: ["server.ts", "store.ts"],
  packages: ["@hectoday/http", "srvx/node", "zod"],
  failures,
  programs: { poller: "poller.ts" },
  environment: {
    SERVER_URL: {
      learners: "http://localhost:3000",
      checks: "http://localhost:3000",
      about: "which server the poller asks",
    },
    INTERVAL_MS: {
      learners: "3000",
      checks: "60",
      about: "how long the poller waits from one poll to the next, in ms",
    },
  },
  exercises: [
    { id: 1, title: "Count what polling costs" },
    { id: 2, title: "Write the program that asks" },
    { id: 3, title: "Work out the costs of any interval" },
  ],
  requests: [
    { label: "every task, and a timestamp", method: "GET", path: "/tasks" },
    { label: "what changed since a time", method: "GET", path: "/tasks?updatedSince=2026-01-31T09:00:00.123Z" },
    { label: "change a task", method: "POST", path: "/touch/task-1", json: { title: "Draw the new logo, in blue" } },
    { label: "what the polls have cost", method: "GET", path: "/stats" },
    {
      label: "what 100 clients cost",
      method: "GET",
      path: "/cost?clients=100&intervalMs=3000&updatesPerMinute=1",
    },
    { label: "an interval of nothing", method: "GET", path: "/cost?clients=100&intervalMs=0&updatesPerMinute=1" },
  ],
  quiz: {
    question:
      "A hundred clients poll every 3 seconds, and something changes once a minute. What happens when they poll every 30 seconds instead?",
    choices: [
      {
        id: "a",
        text: "The load falls, and changes are seen sooner, because the server has less to do.",
        correct: false,
        explanation:
          "The server was not what the changes waited for. They wait for the next question, and that now comes up to 30 seconds later.",
      },
      {
        id: "b",
        text: "The load falls to a tenth, and a change can be ten times as old when it is seen.",
        correct: true,
        explanation:
          "2,000 requests a minute become 200, and the worst staleness grows from 3 to 30 seconds. With polling, one is paid for with the other; there is no interval that is good at both.",
      },
      {
        id: "c",
        text: "Only the bytes of each answer become fewer.",
        correct: false,
        explanation:
          "An empty answer is as short as before. There are fewer of them: of 20 polls of a client in a minute 19 were empty, and of 2 one is.",
      },
      {
        id: "d",
        text: "The server is asked as often as before, and only fewer of the answers are empty.",
        correct: false,
        explanation:
          "Fewer answers are empty because fewer questions are asked. Each client asks 2 times a minute and not 20.",
      },
    ],
  },
} satisfies LessonDefinition;
