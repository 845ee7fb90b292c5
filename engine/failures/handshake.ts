/** Failures of WebSocket handshakes (RFC 6455, section 4). */
import { LISTEN, ATTACH, UPGRADE, SETUP_CALL, CONNECTION, CLOSE, EXIT } from "./anchors.ts";
import type { FailureDefinition } from "./definition.ts";

export const HANDSHAKE_FAILURES = {
  "handshake-answered-by-http": {
    cause: "the handshake got a normal HTTP answer, so no WebSocket server took it over",
    question:
      "A WebSocket begins as an HTTP request that asks to be upgraded, and your server gave it an ordinary answer. Which code of yours should handle such a request, and does it know the HTTP server?",
    pointer:
      "`ws` handles the handshakes of an existing HTTP server if its options name that server: see the options of WebSocketServer in the ws documentation, and RFC 6455, section 4.2 for what the server has to answer.",
    anchors: [ATTACH, UPGRADE, SETUP_CALL, LISTEN],
    start: "todo",
    byStatus: {
      200: {
        cause: "the app answered the handshake like any other request: nothing on this server handles upgrades",
        question:
          "The handshake got 200, like any other request. Is the WebSocket server ever created, and is it created on this HTTP server?",
        pointer:
          "A request with `Upgrade: websocket` bypasses the app only when something listens for the HTTP server's `upgrade` event; `ws` does so for the server in its options (ws documentation, WebSocketServer; Node documentation, event 'upgrade').",
      },
      401: { cause: "something refuses the handshake before a connection exists" },
      403: { cause: "something refuses the handshake before a connection exists" },
      404: {
        cause:
          "the app found no route for the handshake and answered it: no WebSocket server is attached to this HTTP server",
        question:
          "The handshake got 404: the app looked for a route and found none. Which code of yours should have handled the request before the app saw it, and does that code run at all?",
        pointer:
          "Follow the file that starts your server: is the function that sets up the WebSocket server called, and with the server that listens? If so, read which path its options accept (ws documentation, WebSocketServer: server, path).",
      },
      426: {
        cause:
          "Upgrade Required, the answer of a WebSocketServer on its own port: this HTTP server accepts no WebSocket connections",
        question:
          "The handshake got 426 Upgrade Required. Which server answered: the one the client asked, or a second one?",
        pointer:
          "`ws` answers 426 when a plain request reaches a server that it created itself. Compare your options for WebSocketServer with the two ways in the ws documentation: its own port, or an existing server.",
      },
      400: {
        cause:
          "a WebSocket server got the request and rejected the handshake, often because of a path or option that it was given",
        question:
          "The handshake got 400: a WebSocket server rejected it. Which option of that server does the request not match?",
        pointer:
          "`ws` answers 400 when the path, the version or a header does not fit (ws documentation, WebSocketServer: path, verifyClient; RFC 6455, section 4.2.1).",
      },
    },
    marks: { offending: "response", missing: "always" },
  },
  "handshake-hangs": {
    cause: "something listens for upgrades but does not complete them, or leaves unknown paths without an answer",
    question:
      "The client asked for a WebSocket and got no answer. Which code of yours receives the request and then neither accepts nor refuses it?",
    pointer:
      "A listener for the HTTP server's `upgrade` event owns the socket: on every path through it the handshake must be completed or the socket answered and closed (ws documentation, noServer and handleUpgrade; Node documentation, event 'upgrade').",
    anchors: [UPGRADE, ATTACH, SETUP_CALL],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
    mayBeServerEnd: true,
  },
  "handshake-reset": {
    cause: "something cut the connection during the handshake",
    question:
      "The connection was cut in the middle of the handshake. Which line of yours ends a socket, or throws, before the handshake is complete?",
    pointer:
      "Look for what runs on `upgrade` and on `connection`, and at the end of the server's log. After an accepted handshake the socket belongs to the WebSocket server: no other code may end it (RFC 6455, section 4.2.2).",
    anchors: [UPGRADE, CLOSE, CONNECTION, ATTACH],
    start: "code",
    marks: { offending: "error", missing: "always" },
    mayBeServerEnd: true,
  },
  "handshake-refused": {
    cause: "the port was open a moment ago and is closed now: the server stopped listening",
    question: "Nothing listens on the port any more. What made your server stop listening after it had started?",
    pointer:
      "Look for `close` on the server and for a process that ends by itself: a server lives as long as it listens (Node documentation, server.close).",
    anchors: [LISTEN, CLOSE, EXIT],
    start: "code",
    marks: { offending: "error", missing: "always" },
    mayBeServerEnd: true,
  },
  "handshake-invalid": {
    cause: "the answer to the handshake breaks RFC 6455 section 4.2.2",
    question:
      "Something answered the handshake, but without the proof that the client requires. Does your code write the answer itself?",
    pointer:
      "The answer is 101 with a Sec-WebSocket-Accept computed from the client's key (RFC 6455, section 4.2.2). `ws` does this for you when it gets the request untouched.",
    anchors: [UPGRADE, /Sec-WebSocket/i, ATTACH],
    start: "code",
    marks: { offending: "error", missing: "always" },
    mayBeServerEnd: true,
  },
  "second-port": {
    cause: "a WebSocketServer with { port } opens its own port; one with { server } shares the HTTP server's",
    question:
      "Your WebSocket server listens on its own port. How would a browser that only knows your HTTP address find it?",
    pointer:
      "The handshake is an HTTP request, so one port can serve both. Compare the options of WebSocketServer: `port` opens a new one, `server` joins an existing one (ws documentation; the lesson's README, on sharing the HTTP server).",
    anchors: [ATTACH, LISTEN],
    start: "code",
    marks: { offending: "response", missing: "always" },
  },
  "handshake-accepted": {
    cause: "the handshake is accepted without checking what it should have been refused for",
    question:
      "The connection should have been refused, but was opened. At which moment can your server still say no with an HTTP status?",
    pointer:
      "Before the 101 the handshake is an HTTP request: it is answered with a status and the socket is ended (RFC 6455, section 4.2.2; ws documentation, noServer and handleUpgrade: client authentication).",
    anchors: [UPGRADE, ATTACH, CONNECTION],
    start: "todo",
    marks: { offending: "response" },
  },
} satisfies Readonly<Record<string, FailureDefinition>>;
