import { fieldIs, isSentence, pattern, type CodeHints } from "#kit";
import { failures } from "./failures.ts";

/** The answer to a ping; further fields are welcome. */
export const pong = pattern("pong", 'a JSON object with "type":"pong"', (message) => message["type"] === "pong", {
  missing: failures["no-pong"],
  lacks: (message) => fieldIs(message, "type", '"pong"'),
});

/** A pong in place of another message. */
const pongInstead = [{ matches: pong.matches, failure: failures["pong-for-everything"] }];

/** Sent by the server when a client has connected. */
export const welcome = pattern(
  "welcome",
  'a JSON object with "type":"connected" and a "message"',
  (message) => message["type"] === "connected" && typeof message["message"] === "string",
  {
    missing: failures["no-welcome"],
    instead: pongInstead,
    lacks: (message) =>
      message["type"] === "connected" ? fieldIs(message, "message", "a text") : fieldIs(message, "type", '"connected"'),
  },
);

/** Two shapes are right: the protocol table's, and the shorter one that the course's own code sends. A pong is neither. */
export const errorMessage = pattern(
  "error",
  'a JSON object with "error", or "type":"error" and a "message"',
  (message) =>
    message["type"] !== "pong" &&
    (isSentence(message["error"]) || (message["type"] === "error" && isSentence(message["message"]))),
  {
    missing: failures["no-error"],
    instead: pongInstead,
    lacks: (message) => {
      if (message["type"] === "error") return fieldIs(message, "message", "a text that says something");
      if (Object.hasOwn(message, "error")) return fieldIs(message, "error", "a text that says something");
      return `${fieldIs(message, "type", '"error"')}, and it has no "error"`;
    },
    advice: (message) =>
      message["type"] === "error"
        ? undefined
        : {
            code: "error-shape",
            text: 'the protocol table says {"type":"error","message":…}; a client that switches on "type" would miss an error without it',
          },
  },
);

/** An error that blames the JSON, although the JSON was fine. */
export const jsonComplaint = pattern(
  "complaint about JSON",
  "an error that does not call valid JSON invalid",
  (message) => /json|parse/i.test(String(message["message"] ?? message["error"])),
);

const NO_CONNECTION =
  "This message never left: there is no connection to send it on. Exercise 1 opens it; begin there.";

/** Exercises 2 and 3 talk over the connection that exercise 1 is about. */
export const hintsWithoutConnection = {
  "handshake-answered-by-http": NO_CONNECTION,
  "handshake-hangs": NO_CONNECTION,
  "handshake-reset": NO_CONNECTION,
  "handshake-refused": NO_CONNECTION,
  "handshake-invalid": NO_CONNECTION,
} satisfies CodeHints;
