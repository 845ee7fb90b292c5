import {
  fieldIs,
  isSentence,
  pattern,
  type CodeHints,
  type JsonObject,
  type Pattern,
  type WebSocketClient,
} from "#kit";
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

/** The error for text that is not JSON. A pong in its place comes from a parser that takes more than JSON. */
export function errorForText(text: string): Pattern {
  const failure = text === "" ? failures["pong-for-nothing"] : failures["lenient-parser"];
  return { ...errorMessage, instead: [{ matches: pong.matches, failure }] };
}

/** The error for a type that is not known. A pong in its place shows how the type was compared. */
export function errorForType(type: string): Pattern {
  return { ...errorMessage, instead: [{ matches: pong.matches, failure: pongFor(type) }] };
}

function pongFor(type: string) {
  if (type === "") return failures["pong-for-empty-type"];
  if (["PING", "Ping"].includes(type)) return failures["pong-for-any-case"];
  if (type !== type.trim()) return failures["pong-for-other-spaces"];
  return failures[["pinger", "pin"].includes(type) ? "pong-for-a-part" : "pong-for-everything"];
}

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
  "wrong-recipient": "A reply belongs to the socket the message came from. Which sockets does this line send on?",
  "handshake-answered-by-http": NO_CONNECTION,
  "handshake-hangs": NO_CONNECTION,
  "handshake-reset": NO_CONNECTION,
  "handshake-refused": NO_CONNECTION,
  "handshake-invalid": NO_CONNECTION,
} satisfies CodeHints;

/** A remark on an error that does not name the unknown type: it is right, and helps the client less than it could. */
export function adviseOnName(
  client: WebSocketClient,
  type: string,
  [error]: readonly { readonly json: JsonObject | undefined }[],
): void {
  const text = String(error?.json?.["message"] ?? error?.json?.["error"]);
  if (text.includes(type)) return;
  client.advice.push({
    code: "error-names-no-type",
    text: text.includes("${")
      ? "the error contains ${…} as it stands in your code: only backticks make a template literal, quotes do not (MDN, Template literals)"
      : "the error could name the type that it does not know, so that its author sees at once what is wrong",
  });
}
