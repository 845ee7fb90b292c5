/** Failures of messages: missing, wrong, or too many. */
import {
  ATTACH,
  CONNECTION,
  MESSAGE,
  MESSAGE_ONCE,
  SEND,
  BROADCAST,
  PARSE,
  STRINGIFY,
  SWITCH,
  CATCH,
} from "./anchors.ts";
import type { FailureDefinition } from "./definition.ts";

export const MESSAGE_FAILURES = {
  "no-message": {
    cause: "the connection is open, but nothing is sent on it",
    question:
      "The connection is open, and then there is silence. Which line of yours runs at this moment, and does it send anything to this client?",
    pointer:
      "Put a `console.log` first into the listener that should run and look at the server's log. A listener that is added late, after an `await` or inside another callback, misses what came before (ws documentation, events 'connection' and 'message'; the protocol table in the lesson's README).",
    anchors: [MESSAGE, SWITCH, CONNECTION, ATTACH],
    start: "todo",
    marks: { missing: "always" },
  },
  "works-once": {
    cause:
      "an earlier message was answered, but later ones are not: a once() listener, or state that is set and never reset",
    question: "The first message gets its answer, the next one does not. What is different the second time?",
    pointer:
      "Look for `once` instead of `on`, for a flag that is set and never cleared, and for an exception that took the listener with it (Node documentation, emitter.once).",
    anchors: [MESSAGE_ONCE, MESSAGE, SWITCH],
    start: "code",
    marks: { missing: "always" },
  },
  "too-few": {
    cause:
      "some messages are answered and some are not: the comparison may depend on the exact text instead of the type",
    question: "Some answers came, others did not. What is different about the messages without one?",
    pointer:
      "Compare the wire in the report with your code: does the answer depend on the order of fields, on white space, on earlier messages, or on time? A message is what JSON.parse makes of it, not its text (RFC 8259, section 4: the order of members carries no meaning).",
    anchors: [MESSAGE, PARSE, SWITCH],
    start: "code",
    marks: { missing: "always" },
  },
  "wrong-message": {
    cause: "a message arrived, but not the one that the protocol requires",
    question: "An answer came, but not the one in the table. Which field has a different name or value?",
    pointer:
      "Compare the message in the report with the protocol table in the lesson's README, field by field. Watch for JSON inside a string: it was stringified twice (MDN, JSON.stringify).",
    anchors: [STRINGIFY, SEND, SWITCH],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "not-json": {
    cause: "the reply is plain text; the protocol's messages are JSON objects, so it needs JSON.stringify",
    question: "The answer is plain text, but the client expects JSON. What turns an object into the text that is sent?",
    pointer:
      "A WebSocket carries text or bytes, never objects. Every message of this protocol is one JSON value (the protocol table in the lesson's README; MDN, JSON.stringify).",
    anchors: [SEND, CATCH],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "binary-instead-of-text": {
    cause: "a Buffer is sent as a binary frame; JSON belongs in a text frame, which a string becomes",
    question: "The answer came as binary. What type does the value that you pass to `send` have?",
    pointer:
      "`ws` sends a string as a text frame and a Buffer as a binary frame; what arrives in the `message` event is a Buffer (ws documentation, websocket.send; RFC 6455, section 5.6).",
    anchors: [SEND, MESSAGE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  echo: {
    cause: "the message is sent back unchanged",
    question:
      "The client got its own message back. Who decides what the answer is: the client, or the type of the message?",
    pointer:
      "Read the protocol table in the lesson's README: for each message a client may send, what does the server answer? A message that is not in the table gets an answer too.",
    anchors: [SEND, MESSAGE, SWITCH],
    start: "code",
    marks: { offending: "message", missing: "alone" },
  },
  "wrong-recipient": {
    cause:
      "the reply is sent to other clients as well or instead: wss.clients is every client, ws is the one that asked",
    question:
      "The answer reached a different client from the one that asked. Which connection is in the variable that you send on at that moment?",
    pointer:
      "Every client has its own connection object, which the `connection` listener receives. A variable outside that listener holds only the latest one, and `clients` holds all of them (ws documentation, event 'connection'; MDN, Closures).",
    anchors: [BROADCAST, SEND, CONNECTION],
    start: "code",
    marks: { offending: "message elsewhere", missing: "unanswered" },
  },
  doubled: {
    cause:
      "every reply is sent more than once: look for a listener that is added again for each message or connection, or for two places that answer",
    question: "Answers came more than once. How many times is the listener that sends them added, and when?",
    pointer:
      "`on` adds one more listener each time it runs. Look for an `on` inside a callback that runs for each message or connection, and for the same reply sent in two places (Node documentation, emitter.on).",
    anchors: [MESSAGE, BROADCAST, SEND],
    start: "code",
    marks: { offending: "message" },
  },
  "answered-twice": {
    cause: "a second branch answers the same message: look for a missing break or return after the first answer",
    question: "The right answer came, and a second one after it. Which code still runs once the first is sent?",
    pointer:
      "A `case` without `break` runs into the next one, and an `if` without `return` or `else` goes on to what follows (MDN, switch: fall-through).",
    anchors: [SWITCH, MESSAGE],
    start: "code",
    marks: { offending: "message" },
  },
} satisfies Readonly<Record<string, FailureDefinition>>;
