import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["handshake.ts", "frames.ts", "echo.ts"],
  given: ["server.ts", "app.ts", "wire.ts"],
  packages: ["@hectoday/http", "srvx/node"],
  forbids: ["ws"],
  websocketPaths: ["/echo"],
  failures,
  exercises: [
    { id: 1, title: "Answer the handshake" },
    { id: 2, title: "Read frames and echo messages" },
    { id: 3, title: "Answer control frames and end connections" },
  ],
  requests: [
    { label: "is the server there?", method: "GET", path: "/health" },
    { label: "the endpoint without a handshake", method: "GET", path: "/echo" },
  ],
  messages: [
    { label: "a short text", text: "hello" },
    { label: "nothing at all", text: "" },
    { label: "characters of one to four bytes", text: "Aü漢🙂" },
    { label: "125 bytes, the last length in 7 bits", text: "-".repeat(125) },
    { label: "126 bytes, the first length in 16 bits", text: "-".repeat(126) },
  ],
  quiz: {
    question: "Why does a client mask every frame that it sends?",
    choices: [
      {
        id: "a",
        text: "To keep the content from everyone who listens on the way.",
        correct: false,
        explanation:
          "The key travels in front of the payload, so everyone who can read the frame can unmask it. Secrecy comes from TLS: wss:// in place of ws://.",
      },
      {
        id: "b",
        text: "So that a page cannot choose the bytes on the wire, and no proxy takes them for an HTTP request.",
        correct: true,
        explanation:
          "Without masking, a page could make the browser send bytes that look like a request, and a proxy that does not know WebSockets might store its answer for others (RFC 6455 section 10.3). A fresh key for each frame, unknown to the page, makes the bytes unpredictable.",
      },
      {
        id: "c",
        text: "To make frames smaller.",
        correct: false,
        explanation:
          "Masking adds the four bytes of the key and shortens nothing. Compression is an extension of its own (RFC 7692), which both sides have to agree on in the handshake.",
      },
      {
        id: "d",
        text: "So that the server notices bytes that were changed on the way.",
        correct: false,
        explanation:
          "A changed byte unmasks to another byte, and nothing tells the server. TCP's checksum finds accidents, TLS finds intent.",
      },
    ],
  },
} satisfies LessonDefinition;
