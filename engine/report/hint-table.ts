/**
 * The question and the pointer for each kind of failure.
 *
 * The texts are about real-time servers in general: they name APIs, documents and places to look, never the lines to
 * write. The check itself says why it failed.
 */
import {
  ATTACH,
  BROADCAST,
  CATCH,
  CLOSE,
  CONNECTION,
  DEFAULT,
  EXIT,
  MESSAGE,
  MESSAGE_ONCE,
  PARSE,
  SEND,
  STRINGIFY,
  SWITCH,
  TIMER,
  UPGRADE,
} from "./anchors.ts";
import type { HintEntry } from "./hint-entry.ts";
import { CONNECTING_HINTS } from "./hint-table-connecting.ts";
import { STARTING_HINTS } from "./hint-table-starting.ts";

/** By failure code or reason code. */
export const HINTS: Readonly<Record<string, HintEntry>> = {
  ...CONNECTING_HINTS,

  "no-message": {
    question:
      "The connection is open and then there is silence. Which line of yours runs at this moment, and does it send anything to this client?",
    pointer:
      "Put a `console.log` first into the listener that should run and look at the server's log. A listener that is added late, after an `await` or inside another callback, misses what came before (ws documentation, events 'connection' and 'message'; the protocol table in the lesson's README).",
    anchors: [MESSAGE, SWITCH, CONNECTION, ATTACH],
    start: "todo",
  },
  "too-few": {
    question: "Some answers came, others did not. What is different about the messages that stayed without one?",
    pointer:
      "Compare the wire in the report with your code: does the answer depend on the order of fields, on white space, on earlier messages, or on time? A message is what JSON.parse makes of it, not its text (RFC 8259, section 4: the order of members carries no meaning).",
    anchors: [MESSAGE, PARSE, SWITCH],
    start: "code",
  },
  "wrong-message": {
    question: "An answer came, but not the one the table asks for. Which field has another name or another value?",
    pointer:
      "Put the message from the report beside the protocol table in the lesson's README, field by field. Watch for JSON inside a string: it was stringified twice (MDN, JSON.stringify).",
    anchors: [STRINGIFY, SEND, SWITCH],
    start: "code",
  },
  "not-json": {
    question: "The answer is plain text, and the client expects JSON. What turns an object into the text that travels?",
    pointer:
      "A WebSocket carries text or bytes, never objects. Every message of this protocol is one JSON value (the protocol table in the lesson's README; MDN, JSON.stringify).",
    anchors: [SEND, CATCH],
    start: "code",
  },
  "binary-instead-of-text": {
    question: "The answer came as binary. What type has the value that you hand to `send`?",
    pointer:
      "`ws` sends a string as a text frame and a Buffer as a binary frame; what arrives in the `message` event is a Buffer (ws documentation, websocket.send; RFC 6455, section 5.6).",
    anchors: [SEND, MESSAGE],
    start: "code",
  },
  "wrong-recipient": {
    question:
      "The answer reached another client than the one that asked. Which connection does the variable that you send on hold at that moment?",
    pointer:
      "Every client has a connection object of its own, given to the `connection` listener. A variable outside that listener holds only the latest one, and `clients` holds all of them (ws documentation, event 'connection'; MDN, Closures).",
    anchors: [BROADCAST, SEND, CONNECTION],
    start: "code",
  },
  doubled: {
    question: "Answers came more than once. How many times is the listener that sends them added, and when?",
    pointer:
      "`on` adds one more listener each time it runs. Look for an `on` inside a callback that runs per message or per connection, and for the same thing sent in two places (Node documentation, emitter.on).",
    anchors: [MESSAGE, BROADCAST, SEND],
    start: "code",
  },
  "works-once": {
    question: "The first message gets its answer, the next one does not. What is different the second time?",
    pointer:
      "Look for `once` instead of `on`, for a flag that is set and never cleared, and for an exception that took the listener with it (Node documentation, emitter.once).",
    anchors: [MESSAGE_ONCE, MESSAGE, SWITCH],
    start: "code",
  },
  "answered-twice": {
    question: "The right answer came, and a second one after it. Which code still runs once the first is sent?",
    pointer:
      "A `case` without `break` runs into the next one, and an `if` without `return` or `else` goes on to what follows (MDN, switch: fall-through).",
    anchors: [SWITCH, MESSAGE],
    start: "code",
  },
  "event-loop-blocked": {
    question:
      "The process is alive and answers nothing, not even a ping frame. Which loop or calculation started by this message never ends?",
    pointer:
      "All JavaScript of a process runs on one thread: while a loop runs, no other message, timer or connection gets its turn (Node documentation, Don't Block the Event Loop).",
    anchors: [/\b(?:while|for)\s*\(/, MESSAGE, SWITCH],
    start: "code",
  },
  "too-slow": {
    question:
      "Every answer comes, and each takes nearly all the time it has. What does the server wait for before it answers?",
    pointer:
      "Look for timers and awaited work between a message and its answer; an answer that needs nothing can be sent at once (Node documentation, The Node.js Event Loop).",
    anchors: [/setTimeout|await\b/, MESSAGE],
    start: "code",
  },
  "server-signalled": {
    question:
      "A signal ended the process, and the grader did not send it. Does your code call kill, on itself or on a group?",
    pointer:
      "`process.kill` sends a signal, to a whole group when the number is negative; a child that is started may do it too (Node documentation, process.kill).",
    anchors: [/\bkill\s*\(/, /child_process|spawn|exec/],
    start: "code",
  },
  "connection-closed": {
    question:
      "The server ended the connection. Is a bad message a reason to hang up on a client, and which line does it?",
    pointer:
      "The close code tells who closed: 1000 to 1014 were chosen by code, 1006 means cut without a close frame, for example by an exception or `terminate` (RFC 6455, section 7.4.1; ws documentation, websocket.close).",
    anchors: [CLOSE, CATCH, MESSAGE],
    start: "code",
  },
  "not-ended": {
    question: "The server was asked to end and is still there. What keeps the process alive?",
    pointer:
      "A process ends by itself once nothing is open: no listening server, no socket, no timer. Look for what is closed on SIGTERM and for what is not (Node documentation, process signal events; server.close; ws documentation, server.close).",
    anchors: [/SIGTERM/, CLOSE, TIMER],
    start: "todo",
  },
  "not-closed": {
    question:
      "The connection should have ended and is still open. Which line of yours decides that a client has to go?",
    pointer:
      "Closing is a handshake too: one side sends a close frame with a code, the other answers it (RFC 6455, section 7.1; ws documentation, websocket.close).",
    anchors: [CLOSE, MESSAGE, ATTACH],
    start: "todo",
  },
  "wrong-close-code": {
    question: "The connection was closed with another code. What does the code you chose tell the client to do next?",
    pointer:
      "Every code has a meaning that clients act on (RFC 6455, section 7.4.1; ws documentation, websocket.close).",
    anchors: [CLOSE, /maxPayload/],
    start: "code",
  },
  "no-pong-frame": {
    question:
      "The connection is open, but even a ping frame, which `ws` answers by itself, got no answer. What keeps the process too busy to read?",
    pointer:
      "Node runs one thing at a time: a loop that does not end, or a paused socket, stops every client (Node documentation, The Node.js event loop; RFC 6455, section 5.5.2).",
    anchors: [/\bwhile\s*\(/, /for\s*\(\s*;/, /Sync\s*\(/, /\.pause\s*\(/, MESSAGE],
    start: "code",
  },
  "server-stopped": {
    question:
      "An exception ended the whole process, and with it every client's connection. Which line threw, and what could have caught it?",
    pointer:
      "Unless your code catches what a listener throws, Node ends the process. The report names the line. Ask of each call there: can a client make it throw? (MDN, try...catch; Node documentation, event 'uncaughtException'.)",
    anchors: [PARSE, MESSAGE, CONNECTION],
    start: "code",
  },
  "server-exited": {
    question:
      "The process ended by itself, without an error. Which line of yours ends it, and should one client be able to reach that line?",
    pointer:
      "`process.exit` ends every client's connection at once. A server ends when its operator says so, not when a message is wrong (Node documentation, process.exit).",
    anchors: [EXIT, MESSAGE],
    start: "code",
  },
  "server-killed": {
    question: "The process was killed from outside. What did it take more and more of: memory, time, output?",
    pointer:
      "Look for something that grows with every message, and for a loop that feeds itself (Node documentation, Diagnostics: Memory).",
    anchors: [/\bwhile\s*\(/, /\.push\s*\(/, TIMER, MESSAGE],
    start: "code",
  },
  flooded: {
    question: "Far more arrived than was asked for. What in your code sends, and what makes it stop?",
    pointer:
      "Look for a send inside a loop or an interval, for clients that answer each other, and for a message that contains all earlier ones. A server should also limit what it accepts (ws documentation, maxPayload).",
    anchors: [/setInterval\s*\(/, /\bwhile\s*\(/, BROADCAST, SEND],
    start: "code",
  },
  "broken-frame": {
    question: "The client got bytes that are not a WebSocket frame. What besides `ws` writes to this socket?",
    pointer:
      "After the handshake only frames may travel (RFC 6455, section 5.2). Look for writes to the raw socket or to `res` of a request that was upgraded.",
    anchors: [/socket\.(?:write|end)\s*\(/, UPGRADE, SEND],
    start: "code",
  },
  late: {
    question: "The right message came too late. What does your code wait for before it sends?",
    pointer:
      "Look for timers, for an `await` before the answer, and for work that keeps Node from reading (Node documentation, The Node.js event loop).",
    anchors: [TIMER, MESSAGE],
    start: "code",
  },
  echo: {
    question:
      "The client got its own message back. Who decides what the answer is: the client, or the type of the message?",
    pointer:
      "Read the protocol table in the lesson's README: for each message a client may send, what does the server answer? A message that is in no row gets an answer too.",
    anchors: [SEND, MESSAGE, SWITCH],
    start: "code",
  },
  "pong-for-everything": {
    question: "Every message gets a pong. Which part of the message does your code look at before it decides?",
    pointer:
      "The `type` of a message decides what it means (the protocol table in the lesson's README). For several kinds of message: MDN, switch.",
    anchors: [SWITCH, DEFAULT, SEND, MESSAGE],
    start: "code",
  },

  ...STARTING_HINTS,
};

/** The entry for a code. Codes such as `no-pong` and `no-welcome` without an entry share that of `no-message`. */
export function hintEntry(code: string): HintEntry | undefined {
  if (Object.hasOwn(HINTS, code)) return HINTS[code];
  return code.startsWith("no-") ? HINTS["no-message"] : undefined;
}
