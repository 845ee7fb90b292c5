import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["auth.ts", "ws-server.ts"],
  given: ["server.ts", "app.ts", "sessions.ts", "rooms.ts"],
  packages: ["ws", "@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  websocketPaths: ["/ws"],
  failures,
  board: true,
  environment: {
    ALLOWED_ORIGINS: {
      learners: "http://localhost:3000",
      checks: "https://board.example",
      about: "the origins whose pages may connect, with commas between them",
    },
    AUTH_TIMEOUT_MS: { learners: "5000", checks: "5000", about: "how long a client may stay unknown, in ms" },
  },
  exercises: [
    { id: 1, title: "Recognize a session by its cookie, and refuse the rest" },
    { id: 2, title: "Accept a token in the URL or in the first message" },
    { id: 3, title: "Trust the session, and only your own pages" },
  ],
  requests: [
    { label: "sign in as Alice", method: "POST", path: "/login", json: { email: "alice@example.com" } },
    { label: "sign in as Bob", method: "POST", path: "/login", json: { email: "bob@example.com" } },
    { label: "sign out", method: "POST", path: "/logout", headers: { cookie: "session=put the token here" } },
  ],
  messages: [
    { label: "say who you are", text: '{"type":"auth","token":"put the token here"}' },
    { label: "a token that is worth nothing", text: '{"type":"auth","token":"abc"}' },
    { label: "join a board", text: '{"type":"join","boardId":"board-1"}' },
    { label: "join as someone else", text: '{"type":"join","boardId":"board-1","userId":"user-bob","name":"Bob"}' },
    { label: "are you there?", text: '{"type":"ping"}' },
  ],
  quiz: {
    question: "Cookies are SameSite=Lax here. Why does the server check the Origin of a handshake all the same?",
    choices: [
      {
        id: "a",
        text: "Browsers attach a Lax cookie to handshakes from any site.",
        correct: false,
        explanation:
          "They do not: a handshake is no navigation, so a page of another site sends no Lax cookie. With SameSite=None it would, and then the Origin is all that tells the pages apart.",
      },
      {
        id: "b",
        text: "The Origin says which user is asking.",
        correct: false,
        explanation:
          "It names the page's scheme, host and port, and no user. A client that is no browser can write anything into it, so it proves nothing about who is there.",
      },
      {
        id: "c",
        text: "Pages of another origin on the same site still send the cookie, and CORS does not apply to WebSockets.",
        correct: true,
        explanation:
          "A sibling sub-domain, or another port of localhost, is the same site, so Lax does not hold its cookie back. For fetch, CORS would then keep the answer from the page; a WebSocket is open to read and to write unless the server refuses the handshake.",
      },
      {
        id: "d",
        text: "Without an allowed Origin the browser does not send the handshake.",
        correct: false,
        explanation:
          "The browser asks no one before it sends the handshake: there is no preflight. It sends the page's Origin along, and what follows from it is up to the server.",
      },
    ],
  },
} satisfies LessonDefinition;
