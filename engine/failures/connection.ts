/** Failures of open connections: how they are kept, used and closed. */
import { ATTACH, UPGRADE, MESSAGE, SEND, BROADCAST, CLOSE, CATCH } from "./anchors.ts";
import type { FailureDefinition } from "./definition.ts";

export const CONNECTION_FAILURES = {
  "connection-closed": {
    cause: "something ends the connection: a call of close() or terminate(), or an unhandled error",
    question:
      "The server ended the connection. Is a bad message a reason to disconnect a client, and which line does that?",
    pointer:
      "The close code tells who closed: 1000 to 1014 were chosen by code, 1006 means cut without a close frame, for example by an exception or `terminate` (RFC 6455, section 7.4.1; ws documentation, websocket.close).",
    anchors: [CLOSE, CATCH, MESSAGE],
    start: "code",
    marks: { offending: "close", missing: "unanswered" },
    mayBeServerEnd: true,
  },
  "not-closed": {
    cause: "the server kept a connection that it should have ended",
    question: "The connection should have ended but is still open. Which line of yours decides to disconnect a client?",
    pointer:
      "Closing is a handshake too: one side sends a close frame with a code, the other answers it (RFC 6455, section 7.1; ws documentation, websocket.close).",
    anchors: [CLOSE, MESSAGE, ATTACH],
    start: "todo",
    marks: { missing: "always" },
  },
  "wrong-close-code": {
    cause:
      "the connection is closed with a different status code than the one that RFC 6455 section 7.4.1 defines for this case",
    question:
      "The connection was closed with a different code. What does the code you chose tell the client to do next?",
    pointer:
      "Every code has a meaning that clients act on (RFC 6455, section 7.4.1; ws documentation, websocket.close).",
    anchors: [CLOSE, /maxPayload/],
    start: "code",
    marks: { offending: "close", missing: "always" },
  },
  "no-pong-frame": {
    cause: "the event loop is busy, or the frames of this connection are no longer read",
    question:
      "The connection is open, but even a ping frame, which `ws` answers by itself, got no answer. What keeps the process too busy to read?",
    pointer:
      "Node runs one thing at a time: a loop that does not end, or a paused socket, stops every client (Node documentation, The Node.js event loop; RFC 6455, section 5.5.2).",
    anchors: [/\bwhile\s*\(/, /for\s*\(\s*;/, /Sync\s*\(/, /\.pause\s*\(/, MESSAGE],
    start: "code",
    marks: { missing: "always", asked: "ping" },
    timingDependent: true,
  },
  "broken-frame": {
    cause: "bytes were written to the socket bypassing the WebSocket library, or by frame code with a mistake",
    question: "The client got bytes that are not a WebSocket frame. What besides `ws` writes to this socket?",
    pointer:
      "After the handshake only frames may travel (RFC 6455, section 5.2). Look for writes to the raw socket or to `res` of a request that was upgraded.",
    anchors: [/socket\.(?:write|end)\s*\(/, UPGRADE, SEND],
    start: "code",
    marks: { offending: "close", missing: "unanswered" },
  },
  flooded: {
    cause: "the server never stops sending, or sends very large frames",
    hint: "What starts this sending, and what stops it?",
    question: "Far more arrived than was asked for. Which code sends, and what makes it stop?",
    pointer:
      "Look for a send inside a loop or an interval, for clients that answer each other, and for a message that contains all earlier ones. A server should also limit what it accepts (ws documentation, maxPayload).",
    anchors: [/setInterval\s*\(/, /\bwhile\s*\(/, BROADCAST, SEND],
    start: "code",
    marks: { offending: "message" },
  },
  "no-ping-frame": {
    cause: "no ping frame is sent on this connection; a text message that says ping is not a ping frame",
    question:
      "The client waited for ping frames and saw none. Which call sends one, and what makes it run again and again?",
    pointer:
      "A ping is a control frame, which every client answers by itself; a JSON message is not (RFC 6455, section 5.5.2; ws documentation, websocket.ping; MDN, setInterval).",
    anchors: [/\.ping\s*\(/, /setInterval\s*\(/, ATTACH],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
} satisfies Readonly<Record<string, FailureDefinition>>;
