/**
 * What to ask, and where to point, for each kind of failure.
 *
 * The texts are about real-time servers in general: they name APIs, documents and places to look, never the lines to
 * write. `why` a failure happens is told by the check itself.
 */
import { ATTACH, BROADCAST, CATCH, CLOSE, CONNECTION, DEFAULT, EXIT, HTTP_SERVER, LISTEN, MESSAGE, MESSAGE_ONCE, PARSE, SEND, SETUP_CALL, STRINGIFY, SWITCH, TIMER, UPGRADE } from "./anchors.ts";
import type { HintEntry } from "./hint-entry.ts";
import { STARTING_HINTS } from "./hint-table-starting.ts";

/** By failure code or reason code. */
export const HINTS: Readonly<Record<string, HintEntry>> = {
  "http-not-answering": {
    question: "A plain HTTP request got no answer. Which line of yours hands a request to the app, and which one sends the app's response back?",
    pointer: "Node calls the function given to `createServer` once per request and then waits until somebody ends `res`. Follow one request through that function to the end, also when something throws on the way (Node documentation, http.createServer).",
    anchors: [HTTP_SERVER, LISTEN],
    start: "code",
  },
  "http-wrong-status": {
    question: "The HTTP side answered, but with another status. Does the answer come from the app, or from code of yours around it?",
    pointer: "The app decides the status; the code between Node and the app must pass status, headers and body on as they are (the lesson's README, on the HTTP server; RFC 9110, section 15 on status codes).",
    anchors: [HTTP_SERVER, /\bstatus(?:Code)?\b/, LISTEN],
    start: "code",
  },
  "http-bad-json": {
    question: "The answer should be JSON. What does the client really get, byte for byte?",
    pointer: "Ask your server with `curl -i` while `npm run dev` runs and read the headers and the body. A body is JSON only if one JSON value is all there is (RFC 8259, section 2).",
    anchors: [STRINGIFY, /\.json\s*\(/, HTTP_SERVER],
    start: "code",
  },
  "http-wrong-body": {
    question: "The status is right, the body is not. What happens to the body between the app and the socket?",
    pointer: "Bodies arrive in chunks of bytes, and a character may be cut in two by a chunk's end. Collect bytes first and decode once, or pass streams on (Node documentation, stream; RFC 9112, section 7).",
    anchors: [HTTP_SERVER, /Buffer|\.on\(\s*["'`]data|TextDecoder/],
    start: "code",
  },
  "http-wrong-header": {
    question: "A header arrived changed or fewer times than it was set. Which step of yours turns the headers into something that has one value per name?",
    pointer: "Some headers may come several times, `Set-Cookie` above all, and cannot be joined (RFC 9110, section 5.3; Headers.getSetCookie in the Fetch standard).",
    anchors: [/headers/i, HTTP_SERVER],
    start: "code",
  },
  "handshake-answered-by-http": {
    question: "A WebSocket begins as an HTTP request that asks to be upgraded, and your server gave it an ordinary answer. Who in your code should take such a request, and has it been given the server?",
    pointer: "`ws` takes handshakes from an existing HTTP server if it is told which one: see the options of WebSocketServer in the ws documentation, and RFC 6455, section 4.2 for what the server has to answer.",
    anchors: [ATTACH, UPGRADE, SETUP_CALL, LISTEN],
    start: "todo",
    byStatus: {
      200: {
        question: "The handshake got 200, like any other request. Is the WebSocket server ever created, and is it created on this HTTP server?",
        pointer: "A request with `Upgrade: websocket` only skips the app when something listens for the HTTP server's `upgrade` event; `ws` does so for the server in its options (ws documentation, WebSocketServer; Node documentation, event 'upgrade').",
      },
      404: {
        question: "The handshake got 404: the app looked for a route and found none. Which code of yours should have taken the request before the app saw it, and does that code run at all?",
        pointer: "Follow the file that starts your server: is the function that sets up the WebSocket server called, and with the server that listens? If so, read which path its options accept (ws documentation, WebSocketServer: server, path).",
      },
      426: {
        question: "The handshake got 426 Upgrade Required. Which server answered: the one the client asked, or a second one?",
        pointer: "`ws` answers 426 on a server it made itself when a plain request reaches it. Compare the options given to WebSocketServer with the two ways of the ws documentation: a port of its own, or an existing server.",
      },
      400: {
        question: "The handshake got 400: a WebSocket server saw it and refused it. Which option of that server does the request not meet?",
        pointer: "`ws` answers 400 when the path, the version or a header does not fit (ws documentation, WebSocketServer: path, verifyClient; RFC 6455, section 4.2.1).",
      },
    },
  },
  "handshake-hangs": {
    question: "The client asked for a WebSocket and heard nothing at all. Which code of yours takes the request and then neither accepts nor refuses it?",
    pointer: "A listener for the HTTP server's `upgrade` event owns the socket: on every path through it the handshake must be completed or the socket answered and closed (ws documentation, noServer and handleUpgrade; Node documentation, event 'upgrade').",
    anchors: [UPGRADE, ATTACH, SETUP_CALL],
    start: "code",
  },
  "handshake-reset": {
    question: "The connection was cut in the middle of the handshake. Which line of yours ends a socket, or throws, before the handshake is complete?",
    pointer: "Look for what runs on `upgrade` and on `connection`, and at the end of the server's log. After an accepted handshake the socket belongs to the WebSocket server: nobody else may end it (RFC 6455, section 4.2.2).",
    anchors: [UPGRADE, CLOSE, CONNECTION, ATTACH],
    start: "code",
  },
  "handshake-refused": {
    question: "Nothing listens on the port any more. What made your server stop listening after it had started?",
    pointer: "Look for `close` on the server and for a process that ends by itself: a server lives as long as it listens (Node documentation, server.close).",
    anchors: [LISTEN, CLOSE, EXIT],
    start: "code",
  },
  "handshake-invalid": {
    question: "Something answered the handshake, but not with the proof the client asks for. Do you answer it by hand?",
    pointer: "The answer is 101 with a Sec-WebSocket-Accept computed from the client's key (RFC 6455, section 4.2.2). `ws` does this for you when it gets the request untouched.",
    anchors: [UPGRADE, /Sec-WebSocket/i, ATTACH],
    start: "code",
  },
  "second-port": {
    question: "Your WebSocket server listens on a port of its own. How would a browser that only knows your HTTP address find it?",
    pointer: "The handshake is an HTTP request, so one port can serve both. Compare the options of WebSocketServer: `port` opens a new one, `server` joins an existing one (ws documentation; the lesson's README, on sharing the HTTP server).",
    anchors: [ATTACH, LISTEN],
    start: "code",
  },
  "ipv6-only": {
    question: "Your server answers on ::1 only, and clients came to 127.0.0.1. Which host does your code name when it listens?",
    pointer: "`localhost` may mean the IPv6 address alone. Without a host, Node listens on all addresses (Node documentation, server.listen).",
    anchors: [LISTEN, /localhost|::1/],
    start: "code",
  },
  "no-message": {
    question: "The connection is open and then there is silence. Which line of yours runs at this moment, and does it send anything to this client?",
    pointer: "Put a `console.log` first into the listener that should run and look at the server's log. A listener that is added late, after an `await` or inside another callback, misses what came before (ws documentation, events 'connection' and 'message'; the protocol table in the lesson's README).",
    anchors: [MESSAGE, SWITCH, CONNECTION, ATTACH],
    start: "todo",
  },
  "too-few": {
    question: "Some answers came, others did not. What is different about the messages that stayed without one?",
    pointer: "Compare the wire in the report with your code: does the answer depend on the order of fields, on white space, on earlier messages, or on time? A message is what JSON.parse makes of it, not its text (RFC 8259, section 4: the order of members carries no meaning).",
    anchors: [MESSAGE, PARSE, SWITCH],
    start: "code",
  },
  "wrong-message": {
    question: "An answer came, but not the one the table asks for. Which field has another name or another value?",
    pointer: "Put the message from the report beside the protocol table in the lesson's README, field by field. Watch for JSON inside a string: it was stringified twice (MDN, JSON.stringify).",
    anchors: [STRINGIFY, SEND, SWITCH],
    start: "code",
  },
  "not-json": {
    question: "The answer is plain text, and the client expects JSON. What turns an object into the text that travels?",
    pointer: "A WebSocket carries text or bytes, never objects. Every message of this protocol is one JSON value (the protocol table in the lesson's README; MDN, JSON.stringify).",
    anchors: [SEND, CATCH],
    start: "code",
  },
  "binary-instead-of-text": {
    question: "The answer came as binary. What type has the value that you hand to `send`?",
    pointer: "`ws` sends a string as a text frame and a Buffer as a binary frame; what arrives in the `message` event is a Buffer (ws documentation, websocket.send; RFC 6455, section 5.6).",
    anchors: [SEND, MESSAGE],
    start: "code",
  },
  "wrong-recipient": {
    question: "The answer reached another client than the one that asked. Which connection does the variable that you send on hold at that moment?",
    pointer: "Every client has a connection object of its own, given to the `connection` listener. A variable outside that listener holds only the latest one, and `clients` holds all of them (ws documentation, event 'connection'; MDN, Closures).",
    anchors: [BROADCAST, SEND, CONNECTION],
    start: "code",
  },
  doubled: {
    question: "Answers came more than once. How many times is the listener that sends them added, and when?",
    pointer: "`on` adds one more listener each time it runs. Look for an `on` inside a callback that runs per message or per connection, and for the same thing sent in two places (Node documentation, emitter.on).",
    anchors: [MESSAGE, BROADCAST, SEND],
    start: "code",
  },
  "works-once": {
    question: "The first message gets its answer, the next one does not. What is different the second time?",
    pointer: "Look for `once` instead of `on`, for a flag that is set and never cleared, and for an exception that took the listener with it (Node documentation, emitter.once).",
    anchors: [MESSAGE_ONCE, MESSAGE, SWITCH],
    start: "code",
  },
  "connection-closed": {
    question: "The server ended the connection. Is a bad message a reason to hang up on a client, and which line does it?",
    pointer: "The close code tells who closed: 1000 to 1014 were chosen by code, 1006 means cut without a word, for example by an exception or `terminate` (RFC 6455, section 7.4.1; ws documentation, websocket.close).",
    anchors: [CLOSE, CATCH, MESSAGE],
    start: "code",
  },
  "not-closed": {
    question: "The connection should have ended and is still open. Which line of yours decides that a client has to go?",
    pointer: "Closing is a conversation: one side sends a close frame with a code, the other answers it (RFC 6455, section 7.1; ws documentation, websocket.close).",
    anchors: [CLOSE, MESSAGE, ATTACH],
    start: "todo",
  },
  "wrong-close-code": {
    question: "The connection was closed with another code. What does the code you chose tell the client to do next?",
    pointer: "Every code has a meaning that clients act on (RFC 6455, section 7.4.1; ws documentation, websocket.close).",
    anchors: [CLOSE, /maxPayload/],
    start: "code",
  },
  "no-pong-frame": {
    question: "The connection is open, but even a ping frame, which `ws` answers by itself, got no answer. What keeps the process too busy to read?",
    pointer: "Node runs one thing at a time: a loop that does not end, or a paused socket, stops every client (Node documentation, The Node.js event loop; RFC 6455, section 5.5.2).",
    anchors: [/\bwhile\s*\(/, /for\s*\(\s*;/, /Sync\s*\(/, /\.pause\s*\(/, MESSAGE],
    start: "code",
  },
  "server-stopped": {
    question: "An exception ended the whole process, and with it every client's connection. Which line threw, and who was there to catch it?",
    pointer: "What a listener throws is caught by nobody unless you do: Node then ends the process. The report names the line. Ask of each call there: can a client make it throw? (MDN, try...catch; Node documentation, event 'uncaughtException'.)",
    anchors: [PARSE, MESSAGE, CONNECTION],
    start: "code",
  },
  "server-exited": {
    question: "The process ended by itself, without an error. Which line of yours ends it, and should one client be able to reach that line?",
    pointer: "`process.exit` stops everybody's connections at once. A server ends when its operator says so, not when a message is wrong (Node documentation, process.exit).",
    anchors: [EXIT, MESSAGE],
    start: "code",
  },
  "server-killed": {
    question: "The process was killed from outside. What did it take more and more of: memory, time, output?",
    pointer: "Look for something that grows with every message, and for a loop that feeds itself (Node documentation, Diagnostics: Memory).",
    anchors: [/\bwhile\s*\(/, /\.push\s*\(/, TIMER, MESSAGE],
    start: "code",
  },
  flooded: {
    question: "Far more arrived than was asked for. What in your code sends, and what makes it stop?",
    pointer: "Look for a send inside a loop or an interval, for clients that answer each other, and for a message that contains all earlier ones. A server should also limit what it accepts (ws documentation, maxPayload).",
    anchors: [/setInterval\s*\(/, /\bwhile\s*\(/, BROADCAST, SEND],
    start: "code",
  },
  "broken-frame": {
    question: "The client got bytes that are no WebSocket frame. Who besides `ws` writes to this socket?",
    pointer: "After the handshake only frames may travel (RFC 6455, section 5.2). Look for writes to the raw socket or to `res` of a request that was upgraded.",
    anchors: [/socket\.(?:write|end)\s*\(/, UPGRADE, SEND],
    start: "code",
  },
  late: {
    question: "The right message came too late. What does your code wait for before it sends?",
    pointer: "Look for timers, for an `await` before the answer, and for work that keeps Node from reading (Node documentation, The Node.js event loop).",
    anchors: [TIMER, MESSAGE],
    start: "code",
  },
  echo: {
    question: "The client got its own message back. Who decides what the answer is: the client, or the type of the message?",
    pointer: "Read the protocol table in the lesson's README: for each message a client may send, what does the server answer? What is in no row gets an answer too.",
    anchors: [SEND, MESSAGE, SWITCH],
    start: "code",
  },
  "pong-for-everything": {
    question: "Every message gets a pong. Which part of the message does your code look at before it decides?",
    pointer: "The `type` of a message decides what it means (the protocol table in the lesson's README). For several kinds of message: MDN, switch.",
    anchors: [SWITCH, DEFAULT, SEND, MESSAGE],
    start: "code",
  },

  ...STARTING_HINTS,
};

/** The entry for a code. `no-pong`, `no-welcome` and the like are all the silence of `no-message`. */
export function hintFor(code: string): HintEntry | undefined {
  if (Object.hasOwn(HINTS, code)) return HINTS[code];
  return code.startsWith("no-") ? HINTS["no-message"] : undefined;
}
