/**
 * From what was observed to what probably caused it: one sentence per failure code. A place that knows more (the
 * handshake knows the HTTP status) says it in the observation itself.
 */
const CAUSES: Readonly<Record<string, string>> = {
  "http-not-answering":
    "a handler that returns no Response, an adapter that waits for a body that never ends, or a listener that does not speak HTTP leaves a request unanswered",
  "http-wrong-status": "the request did not reach the app's own routes, or its answer was changed on the way out",
  "http-wrong-body": "the body was changed between the socket and the app: bytes joined as text, or cut",
  "http-wrong-header": "repeated headers were folded into one on the way out",
  "handshake-answered-by-http": "the handshake got a normal HTTP answer, so no WebSocket server took it over",
  "handshake-hangs":
    "something listens for upgrades and does not complete them, or drops the paths it does not know without an answer",
  "handshake-reset": "something cut the connection while the handshake was under way",
  "handshake-refused": "the port that was open a moment ago is closed: the server stopped listening",
  "handshake-invalid": "the answer to the handshake breaks RFC 6455 section 4.2.2",
  "second-port":
    "a WebSocketServer that is given { port } opens a port of its own; one that is given { server } shares the HTTP server's",
  "answered-twice":
    "a second branch answers the same message: look for a missing break or return after the first answer",
  "event-loop-blocked":
    "the process is alive and busy: code that never returns, such as an endless loop, stops everything else in it",
  "no-message": "the connection is open and nothing is sent on it",
  "no-welcome": "nothing sends a message when a connection opens, or it is sent to somebody else",
  "no-pong":
    "the message arrives and is not answered in time: no message handler, a comparison that is never true, or a reply that is not sent on this socket",
  "no-error": "this input reaches no branch that answers in time, so the client never learns that it was wrong",
  "wrong-message": "a message arrived, and it is not the one the protocol asks for",
  "not-json": "the reply is plain text; the protocol's messages are JSON objects, so it needs JSON.stringify",
  "binary-instead-of-text": "a Buffer is sent as a binary frame; JSON travels in text frames, which a string gives",
  "wrong-recipient":
    "the reply is sent to other clients as well or instead: wss.clients is everyone, ws is the one who asked",
  doubled:
    "every reply is sent more than once: look for a listener that is added again per message or per connection, or two places that answer",
  "works-once":
    "an earlier message was answered and later ones are not: a once() listener, or state that is set and never set back",
  "too-few":
    "some messages are answered and some are not: the comparison may depend on the exact text instead of on its type",
  "connection-closed": "something ends the connection: a close() or terminate() call, or an error nobody handled",
  "server-stopped": "an exception that nothing caught ended the process",
  "server-exited": "something called process.exit, or nothing kept the process alive",
  "server-signalled": "something sent the process a signal that ended it",
  "server-killed": "the process went over a limit and was ended",
  flooded: "the server sends without end or in very large frames",
  "broken-frame": "bytes were written to the socket beside the WebSocket library, or by a frame writer with a mistake",
  echo: "the message is sent back as it came",
  "pong-for-everything": "every message is answered with a pong, whatever its type",
  "too-slow": "something delays every answer: a timer, or work that keeps the event loop busy",
  "no-pong-frame": "the event loop is busy, or the frames of this connection are no longer read",
  "not-ended": "something keeps the process alive after it was asked to end: an open server, socket or timer",
  "not-closed": "the server kept a connection that it should have ended",
  "wrong-close-code":
    "the connection is closed with another status code than RFC 6455 section 7.4.1 names for this case",
  "crashed-while-starting": "an exception that nothing caught ended the process while it started",
  "exited-while-starting": "the process ended before it listened",
  "never-listened": "server.listen was not reached, or did not succeed",
};

/** Errors that end many first servers, and what they mean. The first that fits counts. */
const CRASHES: readonly (readonly [error: RegExp, cause: string])[] = [
  [
    /SyntaxError: .{0,200}(?:JSON|Unexpected (?:token|end))/,
    "JSON.parse throws on text that is not JSON, and nothing catches it",
  ],
  [
    /TypeError: Cannot read propert/,
    "a value is used as an object although it is null or undefined, and nothing catches that",
  ],
  [/TypeError: .{0,200} is not a function/, "something is called that is no function, and nothing catches that"],
  [/ReferenceError: /, "a name is used that does not exist here"],
  [/WebSocket is not open|readyState/, "a message is sent on a connection that is not open"],
  [
    /ECONNREFUSED/,
    "the server connects to a port that nobody listens on; its own listener got another port than the code asked for",
  ],
  [/EADDRINUSE/, "two listeners ask for the same port"],
  [/heap (?:ran )?out of memory/, "something is kept that grows without end"],
];

/**
 * The probable cause behind a failure code, as one sentence without a full stop.
 * @param received what was observed; the error that ended a process says more than the code
 */
export function diagnose(code: string, received: string = ""): string {
  const crash = code === "server-stopped" ? CRASHES.find(([error]) => error.test(received)) : undefined;
  return crash?.[1] ?? CAUSES[code] ?? "what arrived differs from what the protocol asks for";
}

/** What an HTTP status in place of the right one probably means. */
export function causeOfStatus(status: number): string {
  if (status === 426)
    return "a WebSocketServer with a port of its own answers this request: the app is not behind this port";
  if (status === 404) return "the request did not reach the app's own routes";
  if (status >= 500) return "the app or what stands before it failed; the server's log says why";
  if (status >= 300 && status < 400) return "the request is sent elsewhere before the app sees it";
  if (status === 401 || status === 403) return "something refuses the request before the app sees it";
  return "something other than the app answers, or the app's status was lost on the way out";
}

/** Failures that say more about what to look for than the check they happened in. */
const HINTS: Readonly<Record<string, string>> = {
  "event-loop-blocked": "Which code runs when this message arrives, and what makes it return?",
  "server-killed": "What grows, or goes on, with every message or connection, and what ends it?",
  "server-signalled": "Does your code, or something it starts, send signals to its own process?",
  "server-exited": "Which code ends the process on this path: a process.exit, or a listener that is closed?",
  flooded: "What starts this sending, and what stops it?",
  "answered-twice": "Follow this message through your code: after the first answer, what runs next?",
};

/** The hint that fits the code better than a check's own, or undefined. */
export function generalHint(code: string): string | undefined {
  return HINTS[code];
}

/** Every code that has a cause; for tests that hold tables together. */
export const DIAGNOSED_CODES: readonly string[] = Object.keys(CAUSES);
