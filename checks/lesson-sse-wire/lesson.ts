import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["sse-format.ts", "raw.ts", "sse-parser.ts"],
  given: ["server.ts", "app.ts"],
  packages: ["@hectoday/http", "srvx/node", "zod"],
  failures,
  exercises: [
    { id: 1, title: "Write events as text" },
    { id: 2, title: "Keep a response open and stream to it" },
    { id: 3, title: "Read a stream that is cut anywhere" },
  ],
  requests: [
    { label: "encode an event", method: "POST", path: "/encode", json: { data: "Half time." } },
    {
      label: "encode all fields",
      method: "POST",
      path: "/encode",
      json: { data: "1:0", event: "score", id: "41", retry: 2000 },
    },
    { label: "encode two lines", method: "POST", path: "/encode", json: { data: "one\ntwo" } },
    {
      label: "encode a name with a line end",
      method: "POST",
      path: "/encode",
      json: { data: "x", event: "a\ndata: b" },
    },
    { label: "encode a comment", method: "POST", path: "/encode", json: { comment: "still here" } },
  ],
  streams: [{ label: "listen to what is published", path: "/raw/events" }],
  quiz: {
    question: "Which part of an event stream ends an event?",
    choices: [
      {
        id: "a",
        text: "The server closes the connection.",
        correct: false,
        explanation:
          "The connection stays open for all the events that follow. When it is closed, a block that has not ended is thrown away, and the client reconnects.",
      },
      {
        id: "b",
        text: "The line end after its data.",
        correct: false,
        explanation:
          "It ends a line, and other lines of the same event may follow: further data, an id, a name. Two data lines are one event with two lines of data.",
      },
      {
        id: "c",
        text: "A blank line.",
        correct: true,
        explanation:
          "A line of length zero: the client dispatches what the lines before it have gathered. Without data among them it dispatches nothing, and still keeps the id.",
      },
      {
        id: "d",
        text: "The length that Content-Length states.",
        correct: false,
        explanation:
          "Content-Length is the length of a whole body, and this body has no end that anybody knows. Over HTTP/1.1 it travels in chunks, and chunks end where the network likes, not where events do.",
      },
    ],
  },
} satisfies LessonDefinition;
