import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["event-bus.ts", "app.ts", "ws-server.ts"],
  given: [
    "server.ts",
    "board.ts",
    "sse.ts",
    "long-poll.ts",
    "sessions.ts",
    "auth.ts",
    "rooms.ts",
    "presence.ts",
    "heartbeat.ts",
    "board-page.ts",
    "public/index.html",
    "public/board.js",
    "public/live.js",
    "public/board.css",
  ],
  packages: ["ws", "@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  websocketPaths: ["/ws"],
  failures,
  board: true,
  exercises: [
    { id: 1, title: "Change the board over HTTP, and stream every change" },
    { id: 2, title: "Bring people together on a board" },
    { id: 3, title: "Let every client catch up, whatever happens" },
  ],
  requests: [
    { label: "the board", method: "GET", path: "/boards/board-1" },
    {
      label: "add a task",
      method: "POST",
      path: "/tasks",
      json: { listId: "list-todo", title: "Answer within a second" },
    },
    { label: "sign in as Alice", method: "POST", path: "/login", json: { email: "alice@example.com" } },
    { label: "who is here", method: "GET", path: "/boards/board-1/presence" },
    { label: "everything so far", method: "GET", path: "/boards/board-1/updates?since=0" },
    { label: "wait for the first change", method: "GET", path: "/boards/board-1/poll?since=0", hold: true },
  ],
  streams: [{ label: "what happens on a board", path: "/boards/board-1/events" }],
  messages: [
    { label: "join a board", text: '{"type":"join","boardId":"board-1"}' },
    { label: "join, and catch up", text: '{"type":"join","boardId":"board-1","since":"0"}' },
    { label: "leave it", text: '{"type":"leave","boardId":"board-1"}' },
    { label: "are you there?", text: '{"type":"ping"}' },
  ],
  quiz: {
    question: "A client was offline for a minute. What decides which tasks it shows when it is back?",
    choices: [
      {
        id: "a",
        text: "The last message that its WebSocket received before it went offline.",
        correct: false,
        explanation:
          "That message says what was true a minute ago. A client that trusts it shows tasks that others have moved or deleted since.",
      },
      {
        id: "b",
        text: "The database, through the snapshot and the log of events; what is pushed only tells of it sooner.",
        correct: true,
        explanation:
          "Every change is stored with its event before anybody is sent it. Whoever knows the last event that it has can fetch the rest, over any transport, so no connection has to be reliable.",
      },
      {
        id: "c",
        text: "The tasks in the browser, because the person in front of it saw them last.",
        correct: false,
        explanation:
          "Each of several browsers would be right in its own way. They agree because all of them follow one source.",
      },
      {
        id: "d",
        text: "The event bus, which keeps each event until all its subscribers have got it.",
        correct: false,
        explanation:
          "The bus calls functions and keeps nothing. What it has handed to a connection that breaks is gone, and a restart forgets all of it.",
      },
    ],
  },
} satisfies LessonDefinition;
