import { anchors, defineFailures } from "#kit";

const { TIMER } = anchors;

const HEARTBEAT = /heartbeat/i;
const CLEAR = /clearInterval|clearTimeout|\bcancel\b|\.unref\s*\(/;

/** What can go wrong with heartbeats and at the end. What can go wrong with a stream, the engine defines. */
export const failures = defineFailures({
  "heartbeat-is-event": {
    cause:
      "the heartbeat is an event: clients call their handlers for it, or are asked to handle something that is nothing",
    question: "Your heartbeat arrives as an event. With which character does a line begin that every client ignores?",
    pointer:
      "A line that begins with a colon is a comment (HTML standard, section 9.2.6; MDN, Using server-sent events: event stream format).",
    anchors: [HEARTBEAT, TIMER],
    start: "code",
    marks: { offending: "message" },
  },
  "heartbeat-moves-id": {
    cause: "the heartbeat carries an id, and a client asks for what came after that id when it reconnects",
    question: "Which id would a browser send if it reconnected after your heartbeat, and which events come after that?",
    pointer:
      "The last `id` field counts, also in a block without data (HTML standard, section 9.2.6). Only events of the log have one.",
    anchors: [HEARTBEAT, /\bid:/],
    start: "code",
    marks: { missing: "always" },
  },
  "heartbeats-hurried": {
    cause:
      "comments come far more often than the environment says: another unit, or a timer for each client that writes to all",
    question: "Heartbeats come much faster than they should. In which unit is the time that you give to the timer?",
    pointer: "`setInterval` and the variable of the environment both count milliseconds (Node documentation, Timers).",
    anchors: [TIMER, /process\.env/, HEARTBEAT],
    start: "code",
    marks: { missing: "always" },
  },
  "heartbeats-left": {
    cause: "clients have left and their timers go on: each wakes the process for a stream that is gone",
    question: "A client has left. What stops the timer that was started for it?",
    pointer:
      "`setInterval` returns what `clearInterval` takes, and `cancel` runs when the client has gone (Node documentation, Timers; MDN, ReadableStream() constructor: cancel).",
    anchors: [TIMER, CLEAR, HEARTBEAT],
    start: "code",
    marks: { offending: "response" },
  },
  "streams-cut-off": {
    cause:
      "the connection broke off in the middle of the stream: nothing has ended it before the process or its connections ended",
    question:
      "The stream has no end: its connection broke off. What ends a stream in order, and how long after that does your process live?",
    pointer:
      "A body ends in order with a last chunk (RFC 9112, section 7.1), which is sent after `controller.close()` once your function has returned. `process.exit` and a server that cuts its connections do not wait for that (MDN, ReadableStreamDefaultController: close; Node documentation, process.exit).",
    anchors: [/process\.exit/, /\.close\s*\(/, /SIGTERM/],
    start: "todo",
    marks: { offending: "error", missing: "always" },
  },
});
