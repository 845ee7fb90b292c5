/** Hints for HTTP responses and handshakes: failures before a WebSocket connection is open. */
import { ATTACH, CLOSE, CONNECTION, EXIT, HTTP_SERVER, LISTEN, SETUP_CALL, STRINGIFY, UPGRADE } from "./anchors.ts";
import type { HintEntry } from "./hint-entry.ts";

/** By failure code. */
export const CONNECTING_HINTS: Readonly<Record<string, HintEntry>> = {
  "http-not-answering": {
    question:
      "A plain HTTP request got no answer. Which line of yours hands a request to the app, and which one sends the app's response back?",
    pointer:
      "Node calls the function given to `createServer` once per request and then waits until your code ends `res`. Follow one request through that function to the end, also when something throws on the way (Node documentation, http.createServer).",
    anchors: [HTTP_SERVER, LISTEN],
    start: "code",
  },
  "http-wrong-status": {
    question:
      "The HTTP side answered, but with another status. Does the answer come from the app, or from code of yours around it?",
    pointer:
      "The app decides the status; the code between Node and the app must pass status, headers and body on as they are (the lesson's README, on the HTTP server; RFC 9110, section 15 on status codes).",
    anchors: [HTTP_SERVER, /\bstatus(?:Code)?\b/, LISTEN],
    start: "code",
  },
  "http-bad-json": {
    question: "The answer should be JSON. What does the client really get, byte for byte?",
    pointer:
      "Ask your server with `curl -i` while `npm run dev` runs and read the headers and the body. A body is JSON only if one JSON value is all there is (RFC 8259, section 2).",
    anchors: [STRINGIFY, /\.json\s*\(/, HTTP_SERVER],
    start: "code",
  },
  "http-wrong-body": {
    question: "The status is right, the body is not. What happens to the body between the app and the socket?",
    pointer:
      "Bodies arrive in chunks of bytes, and a character may be cut in two by a chunk's end. Collect bytes first and decode once, or pass streams on (Node documentation, stream; RFC 9112, section 7).",
    anchors: [HTTP_SERVER, /Buffer|\.on\(\s*["'`]data|TextDecoder/],
    start: "code",
  },
  "http-wrong-header": {
    question:
      "A header arrived changed or fewer times than it was set. Which step of yours turns the headers into something that has one value per name?",
    pointer:
      "Some headers may come several times, `Set-Cookie` above all, and cannot be joined (RFC 9110, section 5.3; Headers.getSetCookie in the Fetch standard).",
    anchors: [/headers/i, HTTP_SERVER],
    start: "code",
  },
  "handshake-answered-by-http": {
    question:
      "A WebSocket begins as an HTTP request that asks to be upgraded, and your server gave it an ordinary answer. Which code of yours should take such a request, and was it given the HTTP server?",
    pointer:
      "`ws` takes handshakes from an existing HTTP server if its options name that server: see the options of WebSocketServer in the ws documentation, and RFC 6455, section 4.2 for what the server has to answer.",
    anchors: [ATTACH, UPGRADE, SETUP_CALL, LISTEN],
    start: "todo",
    byStatus: {
      200: {
        question:
          "The handshake got 200, like any other request. Is the WebSocket server ever created, and is it created on this HTTP server?",
        pointer:
          "A request with `Upgrade: websocket` only skips the app when something listens for the HTTP server's `upgrade` event; `ws` does so for the server in its options (ws documentation, WebSocketServer; Node documentation, event 'upgrade').",
      },
      404: {
        question:
          "The handshake got 404: the app looked for a route and found none. Which code of yours should have taken the request before the app saw it, and does that code run at all?",
        pointer:
          "Follow the file that starts your server: is the function that sets up the WebSocket server called, and with the server that listens? If so, read which path its options accept (ws documentation, WebSocketServer: server, path).",
      },
      426: {
        question:
          "The handshake got 426 Upgrade Required. Which server answered: the one the client asked, or a second one?",
        pointer:
          "`ws` answers 426 on a server it made itself when a plain request reaches it. Compare the options given to WebSocketServer with the two ways of the ws documentation: a port of its own, or an existing server.",
      },
      400: {
        question:
          "The handshake got 400: a WebSocket server saw it and refused it. Which option of that server does the request not meet?",
        pointer:
          "`ws` answers 400 when the path, the version or a header does not fit (ws documentation, WebSocketServer: path, verifyClient; RFC 6455, section 4.2.1).",
      },
    },
  },
  "handshake-hangs": {
    question:
      "The client asked for a WebSocket and got no answer. Which code of yours takes the request and then neither accepts nor refuses it?",
    pointer:
      "A listener for the HTTP server's `upgrade` event owns the socket: on every path through it the handshake must be completed or the socket answered and closed (ws documentation, noServer and handleUpgrade; Node documentation, event 'upgrade').",
    anchors: [UPGRADE, ATTACH, SETUP_CALL],
    start: "code",
  },
  "handshake-reset": {
    question:
      "The connection was cut in the middle of the handshake. Which line of yours ends a socket, or throws, before the handshake is complete?",
    pointer:
      "Look for what runs on `upgrade` and on `connection`, and at the end of the server's log. After an accepted handshake the socket belongs to the WebSocket server: no other code may end it (RFC 6455, section 4.2.2).",
    anchors: [UPGRADE, CLOSE, CONNECTION, ATTACH],
    start: "code",
  },
  "handshake-refused": {
    question: "Nothing listens on the port any more. What made your server stop listening after it had started?",
    pointer:
      "Look for `close` on the server and for a process that ends by itself: a server lives as long as it listens (Node documentation, server.close).",
    anchors: [LISTEN, CLOSE, EXIT],
    start: "code",
  },
  "handshake-invalid": {
    question: "Something answered the handshake, but not with the proof the client asks for. Do you answer it by hand?",
    pointer:
      "The answer is 101 with a Sec-WebSocket-Accept computed from the client's key (RFC 6455, section 4.2.2). `ws` does this for you when it gets the request untouched.",
    anchors: [UPGRADE, /Sec-WebSocket/i, ATTACH],
    start: "code",
  },
  "second-port": {
    question:
      "Your WebSocket server listens on a port of its own. How would a browser that only knows your HTTP address find it?",
    pointer:
      "The handshake is an HTTP request, so one port can serve both. Compare the options of WebSocketServer: `port` opens a new one, `server` joins an existing one (ws documentation; the lesson's README, on sharing the HTTP server).",
    anchors: [ATTACH, LISTEN],
    start: "code",
  },
  "ipv6-only": {
    question:
      "Your server answers on ::1 only, and clients came to 127.0.0.1. Which host does your code name when it listens?",
    pointer:
      "`localhost` may mean the IPv6 address alone. Without a host, Node listens on all addresses (Node documentation, server.listen).",
    anchors: [LISTEN, /localhost|::1/],
    start: "code",
  },
};
