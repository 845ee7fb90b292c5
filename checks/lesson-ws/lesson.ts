import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["ws-server.ts", "server.ts"],
  given: ["app.ts"],
  packages: ["ws", "@hectoday/http", "srvx/node", "zod"],
  websocketPaths: ["/", "/ws"],
  exercises: [
    { id: 1, title: "Set up the WebSocket server and answer a ping" },
    { id: 2, title: "Answer text that is not JSON with an error" },
    { id: 3, title: "Answer an unknown message type with an error" },
  ],
  failures,
  messages: [
    { label: "are you there?", text: '{"type":"ping"}' },
    { label: "a ping with another field", text: '{"type":"ping","sentBy":"console"}' },
    { label: "text that is not JSON", text: "hello" },
    { label: "half of an object", text: "{" },
    { label: "nothing at all", text: "" },
    { label: "JSON, but no message", text: "null" },
    { label: "a type the table does not have", text: '{"type":"dance"}' },
    { label: "join a board (a later lesson)", text: '{"type":"join","boardId":"board-1"}' },
    { label: "leave a board (a later lesson)", text: '{"type":"leave","boardId":"board-1"}' },
    { label: "somebody types (a later lesson)", text: '{"type":"typing","boardId":"board-1"}' },
  ],
  quiz: {
    question: "Why does the WebSocket server share the HTTP server instead of running on a separate port?",
    choices: [
      {
        id: "a",
        text: "Node lets a process open only one port.",
        correct: false,
        explanation:
          "A process can open as many ports as it likes. You could run the WebSocket server on a second one; clients would then need a second address, and you a second hole in the firewall.",
      },
      {
        id: "b",
        text: "The handshake is an HTTP request, so one port, one origin and one TLS certificate serve both.",
        correct: true,
        explanation:
          "A WebSocket connection begins as an HTTP GET with Upgrade: websocket (RFC 6455 section 4). The server that reads it is the one you already have, so cookies, TLS, proxies and deployment need nothing new.",
      },
      {
        id: "c",
        text: "JSON messages can only be sent on the port that serves HTTP.",
        correct: false,
        explanation:
          "A WebSocket frame carries any text or bytes on any port. JSON is this course's choice of message format and knows nothing of ports.",
      },
      {
        id: "d",
        text: "Frames on a shared port are smaller, so messages arrive faster.",
        correct: false,
        explanation:
          "A frame has the same header of 2 to 14 bytes on every port. Sharing the port saves a connection set-up and configuration, not bytes per message.",
      },
    ],
  },
} satisfies LessonDefinition;
