import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

/** Where the heartbeat is not what is looked at, it ends nobody, however busy the machine is. */
const CALM = { WS_HEARTBEAT_MS: "20000", PONG_TIMEOUT_MS: "10000" };

export default {
  entry: "server.ts",
  edits: ["heartbeat.ts", "client.ts"],
  given: ["server.ts", "app.ts", "ws-server.ts", "rooms.ts", "sessions.ts", "config.ts"],
  packages: ["ws", "@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  websocketPaths: ["/ws"],
  failures,
  board: true,
  programs: { client: "client.ts" },
  environment: {
    WS_HEARTBEAT_MS: { learners: "30000", checks: "700", about: "how often the server pings each client, in ms" },
    PONG_TIMEOUT_MS: { learners: "10000", checks: "350", about: "how long a client may take to answer a ping, in ms" },
    BACKOFF_BASE_MS: { learners: "1000", checks: "100", about: "the longest first wait of the client, in ms" },
    BACKOFF_MAX_MS: { learners: "30000", checks: "3200", about: "the longest wait of the client, in ms" },
    SILENCE_LIMIT_MS: {
      learners: "45000",
      checks: "60000",
      about: "how long the client trusts a silent connection, in ms",
    },
    GOODBYE_CODE: {
      learners: "1001",
      checks: "1001",
      about: "close code at a shutdown",
    },
    SERVER_URL: {
      learners: "http://localhost:3000",
      checks: "http://localhost:3000",
      about: "which server the client connects to",
    },
    TOKEN: { learners: "alice", checks: "alice", about: "the token of the client's session" },
    BOARD_ID: { learners: "board-1", checks: "board-1", about: "which board the client watches" },
  },
  exercises: [
    { id: 1, title: "Find out which clients have gone" },
    { id: 2, title: "Come back, and be polite about it", environment: CALM },
    { id: 3, title: "Miss nothing", environment: CALM },
  ],
  requests: [
    { label: "create a task", method: "POST", path: "/tasks", json: { listId: "list-todo", title: "Call Ada" } },
    { label: "where the board is now", method: "GET", path: "/boards/board-1/poll" },
    { label: "what happened since an event", method: "GET", path: "/boards/board-1/poll?since=1" },
  ],
  messages: [
    { label: "join a board", text: '{"type":"join","boardId":"board-1"}' },
    { label: "leave it", text: '{"type":"leave","boardId":"board-1"}' },
    { label: "are you there?", text: '{"type":"ping"}' },
  ],
  quiz: {
    question: "Why can a server not rely on the close event to learn that a client has gone?",
    choices: [
      {
        id: "a",
        text: "A client that vanishes sends nothing, and an idle TCP connection does not notice that the other side is gone.",
        correct: true,
        explanation:
          "Closing is something a machine does: it sends a segment that says so. One without power or network sends nothing, and a connection on which nothing is sent waits for ever. Only what expects an answer, such as a ping, can find out.",
      },
      {
        id: "b",
        text: "The event comes only for connections that were closed with 1000.",
        correct: false,
        explanation:
          "It comes for every connection that ends, with 1006 where no close frame came. The difficulty is a connection that does not end.",
      },
      {
        id: "c",
        text: "Node ends connections that are idle for two minutes, and raises no event then.",
        correct: false,
        explanation:
          "Node has such limits for HTTP requests; once a connection is upgraded, none of them applies. And whatever ends a connection, ws raises the event.",
      },
      {
        id: "d",
        text: "Browsers do not close WebSockets when a tab is closed.",
        correct: false,
        explanation:
          "They do, usually with 1001. What no browser can do is to say goodbye when the laptop is closed or the train enters a tunnel.",
      },
    ],
  },
} satisfies LessonDefinition;
