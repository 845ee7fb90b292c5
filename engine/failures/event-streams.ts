/** Failures of event streams (HTML standard, section 9.2). */
import { HTTP_SERVER } from "./anchors.ts";
import type { FailureDefinition } from "./definition.ts";

const STREAM = /ReadableStream|\.enqueue\s*\(|\.write\s*\(|getWriter|yield\b/;
const DATA = /\bdata:/;
const NEWLINE = /\\n/;
const RESPONSE = /new Response\s*\(|writeHead\s*\(|setHeader\s*\(/;
const FRAMING =
  "An event is lines of the form `field: value`, and an empty line after them sends it off (HTML standard, section 9.2.5 and 9.2.6; MDN, Using server-sent events: event stream format).";

export const EVENT_STREAM_FAILURES = {
  "sse-no-headers": {
    cause:
      "the response only begins when its body ends, or when its first bytes are written: an endless body is awaited, or the headers are not flushed",
    question:
      "The client asked for the stream and did not even get the headers. What does your code wait for before the response begins?",
    pointer:
      "A stream's headers leave with its first bytes. Everything between the app and the socket must pass the body on piece by piece; awaiting the whole of an endless body takes forever (MDN, ReadableStream; Node documentation, response.flushHeaders).",
    anchors: [RESPONSE, STREAM, /\bawait\b/, HTTP_SERVER],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
    mayBeServerEnd: true,
  },
  "sse-wrong-content-type": {
    cause: "a browser treats a response as an event stream only if its content type says so",
    question: "The response has a different content type. Which header tells a browser that this is an event stream?",
    pointer:
      "EventSource fails for good unless the content type is `text/event-stream` (HTML standard, section 9.2.2; MDN, Using server-sent events).",
    anchors: [/content-type/i, RESPONSE],
    start: "code",
    marks: { offending: "response" },
  },
  "sse-buffered": {
    cause: "the whole body is collected before any of it is sent, so no event arrives at the time it happens",
    question:
      "The whole stream arrived at once. Which step of yours waits for the whole body before it passes anything on?",
    pointer:
      "Look for `await response.text()`, for strings that are joined and sent at the end, and for a Content-Length: a stream has none (MDN, ReadableStream; RFC 9112, section 7.1 on chunks).",
    anchors: [/\.text\s*\(\s*\)|\.join\s*\(|content-length/i, STREAM, RESPONSE],
    start: "code",
    marks: { offending: "response" },
  },
  "sse-ended": {
    cause: "the stream is closed after the first data: the response ends, or its controller is closed",
    question: "The stream ended. Which line of yours closes it, and when should that happen?",
    pointer:
      "An event stream stays open until the client leaves or the server shuts down; EventSource reconnects after every end (MDN, ReadableStreamDefaultController.close; Node documentation, response.end).",
    anchors: [/\.close\s*\(|\.end\s*\(/, STREAM, RESPONSE],
    start: "code",
    marks: { missing: "always" },
    mayBeServerEnd: true,
  },
  "sse-cut": {
    cause: "the connection broke off in the middle of the stream: an error within the stream, or a process that ended",
    question: "The connection broke off before the stream was complete. What happened on the server at that moment?",
    pointer:
      "A properly ended body ends with a last chunk (RFC 9112, section 7.1). An exception within the stream, or `process.exit` right after closing it, cuts the connection instead (the server's log; Node documentation, server.close).",
    anchors: [/process\.exit/, /\.error\s*\(|\.destroy\s*\(/, STREAM],
    start: "code",
    marks: { offending: "error", missing: "always" },
    mayBeServerEnd: true,
  },
  "sse-no-blank-line": {
    cause: "the lines of the event arrived without an empty line after them, so the client still waits for the rest",
    question:
      "The bytes of the event arrived, but they form no complete event. How does a client know that an event is complete?",
    pointer: FRAMING,
    anchors: [DATA, NEWLINE, STREAM],
    start: "code",
    marks: { missing: "always" },
  },
  "sse-one-line-end": {
    cause: "the line ends with CR LF, which is one line end and not two, so the event is not over",
    question: "The line ends with \\r\\n, and the event is never complete. How many line ends is that?",
    pointer: `${FRAMING} CR, LF and CR LF each end one line.`,
    anchors: [/\\r\\n/, DATA, STREAM],
    start: "code",
    marks: { missing: "always" },
  },
  "sse-escaped-newline": {
    cause: "a backslash and an n were sent instead of a line end",
    question:
      "The stream contains a backslash followed by an n. What turns those two characters into a line end, and where?",
    pointer:
      "In a JavaScript string \\n is one character; in String.raw, in JSON and behind a second backslash it is two (MDN, String: escape sequences).",
    anchors: [/\\\\n|String\.raw/, DATA, STREAM],
    start: "code",
    marks: { missing: "always" },
  },
  "sse-no-data-field": {
    cause: "none of the lines begins with `data:`, and a client dispatches no event without data",
    question: "Bytes arrived, but none of their lines is data. What does each line of an event begin with?",
    pointer: `${FRAMING} Field names are written in lower case, and lines with any other name are ignored.`,
    anchors: [STREAM, DATA, /JSON\.stringify/],
    start: "code",
    marks: { missing: "always" },
  },
  "sse-byte-order-mark": {
    cause: "each event begins with a byte order mark, which is ignored only at the very beginning of a stream",
    question:
      "Lines of the stream begin with an invisible character. What encodes your events, and how often is it created?",
    pointer:
      "U+FEFF at the beginning of a stream is removed; later it is part of the field's name, and such a field is ignored (HTML standard, section 9.2.5). TextEncoder writes none.",
    anchors: [/\\ufeff/i, /TextEncoder|Buffer\.from|utf16|latin1/i, STREAM],
    start: "code",
    marks: { missing: "always" },
  },
  "sse-object-as-text": {
    cause: "an object was concatenated with a string; JSON.stringify converts it to text",
    question: "The data reads [object Object]. What converts your object to text?",
    pointer: "A template literal calls String() on an object. What travels is text: MDN, JSON.stringify.",
    anchors: [DATA, /\$\{/, STREAM],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "sse-split-data": {
    cause: "the JSON contains line ends, or was sent in several events; each of its lines needs its own `data:`",
    question: "The client got only part of the JSON. What happens to a line end in the middle of your data?",
    pointer: `${FRAMING} A value with line ends is sent as one data line for each of its lines; JSON.stringify without indentation writes none.`,
    anchors: [/JSON\.stringify\(.{0,80},/, DATA, STREAM],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "sse-not-json": {
    cause: "the data is plain text; the events of this protocol carry JSON, so it needs JSON.stringify",
    question:
      "The event's data is plain text, and the client expects JSON. What turns an object into the text that travels?",
    pointer:
      "The data of every event is one JSON value (the protocol table in the lesson's README; MDN, JSON.stringify).",
    anchors: [DATA, STREAM],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "sse-wrong-name": {
    cause: "an event arrived under a different name, so a listener for the right name does not see it",
    question: "The event has a different name than the one in the table. Which line of an event gives it its name?",
    pointer:
      "The field `event` names it; without one it is called `message` (HTML standard, section 9.2.6; MDN, EventSource: addEventListener).",
    anchors: [/\bevent:/, DATA, STREAM],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "sse-wrong-id": {
    cause: "the event arrived with a different id, or without one",
    question: "Look at the id of the event. When is it chosen, and is it the same for every client?",
    pointer:
      "The field `id` sets what a browser sends as `Last-Event-ID` when it reconnects (HTML standard, section 9.2.6; MDN, Using server-sent events).",
    anchors: [/\bid:/, DATA, STREAM],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "sse-wrong-data": {
    cause: "an event arrived, but not the one that the protocol requires",
    question: "An event arrived, but not the expected one. Which field of its data has a different name or value?",
    pointer:
      "Compare the data in the report with the protocol table in the lesson's README, field by field. Watch for JSON inside a string: it was stringified twice (MDN, JSON.stringify).",
    anchors: [DATA, /JSON\.stringify/, STREAM],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "sse-wrong-order": {
    cause: "the events arrived in a different order from the one in which they happened",
    question: "The events are right, but their order is not. What decides which one is written first?",
    pointer:
      "Look for an `await` between reading and writing, for two places that write to the same stream, and for a query without ORDER BY (SQLite documentation, SELECT).",
    anchors: [/ORDER BY|\.reverse\s*\(|\.sort\s*\(|toSorted/i, /\bawait\b/, STREAM],
    start: "code",
    marks: { offending: "message" },
  },
  "sse-extra-event": {
    cause: "an event reached a client that it was not meant for, or that had not asked for it",
    question: "The client got an event that was not meant for it. How does your code choose who gets an event?",
    pointer:
      "Follow one event from where it is published to where it is written: whose streams does that loop visit? (The exercise in the lesson's README says who gets what; MDN, Map and Set.)",
    anchors: [/for\s*\(\s*const\s.{0,100}\bof\b|\.forEach\s*\(/, STREAM, DATA],
    start: "code",
    marks: { offending: "message" },
  },
  "sse-wrong-retry": {
    cause: "the stream gives a different time to wait before a client reconnects, or none",
    question: "Which line of the stream tells a browser how long to wait, and in which unit?",
    pointer:
      "The field `retry` holds digits only: milliseconds (HTML standard, section 9.2.6; MDN, Using server-sent events).",
    anchors: [/\bretry:/, STREAM],
    start: "todo",
    marks: { missing: "always" },
  },
  "no-event": {
    cause:
      "the stream is open, but nothing is written to it: the client is not in the list of recipients, or nothing sends to that list",
    question:
      "The stream is open, and then there is silence. Which line of yours runs at this moment, and does it write to this stream?",
    pointer:
      "Put a `console.log` where the event is published and one where it is written. Is this client registered when its stream opens, and under the key that the writer looks up? (MDN, ReadableStream: start; Map.)",
    anchors: [STREAM, DATA, RESPONSE],
    start: "todo",
    marks: { missing: "always" },
    mayBeServerEnd: true,
  },
  "no-comment": {
    cause: "no comment line arrives: nothing writes one while there are no events",
    question:
      "The stream stays silent between events. What keeps a proxy from treating it as dead, and what sends that?",
    pointer:
      "A line that begins with a colon is ignored by every client and resets every timer on the way (HTML standard, section 9.2.7, authoring notes; MDN, setInterval).",
    anchors: [/setInterval\s*\(/, STREAM],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
    mayBeServerEnd: true,
  },
} satisfies Readonly<Record<string, FailureDefinition>>;
