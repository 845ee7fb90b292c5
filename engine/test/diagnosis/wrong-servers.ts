/**
 * Servers as beginners write them, most of them for lesson-ws, each an edit of the solution with its true cause in words. They were
 * written before the diagnosis, and are held against what it says.
 */

export interface WrongServer {
  /** @default "lesson-ws" */
  readonly lesson?: string;
  /** What is really wrong. */
  readonly truth: string;
  /** Each text occurs exactly once in its file of the solution. */
  readonly edits: readonly Edit[];
  /** What the report's reason has to say. Left out for servers that no experiment can tell from others. */
  readonly says?: RegExp;
  /** Causes that this server does not have, and that resemble its own. */
  readonly neverSays?: RegExp;
  /** The line that the report has to point at: a text that occurs once in the edited file. */
  readonly at?: string;
}

export type Edit = readonly [file: string, text: string, by: string];

const WS = "ws-server.ts";
const SERVER = "server.ts";

const PONG = 'send(ws, { type: "pong" });';
const WELCOME = 'send(ws, { type: "connected", message: "WebSocket connected" });';
const ON_MESSAGE = 'ws.on("message", (data, isBinary) => receive(ws, data, isBinary));';
const ON_CONNECTION = 'wss.on("connection", (ws, request) => {';
const CREATE = "const wss = new WebSocketServer({ server, maxPayload: MAX_PAYLOAD_BYTES });";
const PARSE = "message = JSON.parse(data.toString());";
const PARSE_BLOCK = `let message: unknown;
  try {
    message = JSON.parse(data.toString());
  } catch {
    // Only JSON.parse stands in this try: a mistake in our own code must not be reported as the client's.
    sendError(ws, "Invalid JSON");
    return;
  }`;
const TRY_RECEIVE = `ws.on("message", (data, isBinary) => {
      try {
        receive(ws, data, isBinary);
      } catch {
        sendError(ws, "Invalid JSON");
      }
    });`;
const BAD_JSON = 'sendError(ws, "Invalid JSON");\n    return;';
const UNKNOWN = "sendError(ws, `Unknown message type: ${message.type}`);";
const SETUP = "export function setupWebSocketServer";
const STRINGIFY = "ws.send(JSON.stringify(message));";

export const WRONG_SERVERS: Readonly<Record<string, WrongServer>> = {
  // CommonJS.
  "module-exports": {
    truth: "the function is given to module.exports, in a file that is an ES module",
    edits: [
      [WS, SETUP, "function setupWebSocketServer"],
      [
        WS,
        "/** The largest message accepted.",
        "module.exports = { setupWebSocketServer };\n\n/** The largest message accepted.",
      ],
    ],
    says: /belongs to CommonJS/,
    at: "module.exports = { setupWebSocketServer };",
  },

  // Silence.
  "hands-on-and-sends-nothing": {
    truth: "the function that the ping is handed to makes the pong and sends nothing",
    edits: [
      [WS, SETUP, `function answerPing(ws: WebSocket): void {\n  void [ws, "pong"];\n}\n\n${SETUP}`],
      [WS, PONG, "return answerPing(ws);"],
    ],
    says: /went on in answerPing/,
    at: "function answerPing(ws: WebSocket): void {",
  },
  "answers-first-client": {
    truth: "the pong goes to the first client that ever connected",
    edits: [
      [WS, SETUP, `let first: WebSocket | undefined;\n\n${SETUP}`],
      [WS, WELCOME, `first ??= ws;\n    ${WELCOME}`],
      [WS, PONG, 'send(first ?? ws, { type: "pong" });'],
    ],
    says: /first client/,
  },
  "misspelt-message": {
    truth: 'the listener is added for "mesage", an event that does not exist',
    edits: [[WS, ON_MESSAGE, ON_MESSAGE.replace('"message"', '"mesage"')]],
    says: /"mesage"/,
    at: '"mesage"',
  },
  "misspelt-connection": {
    truth: 'the listener is added for "connect" instead of "connection"',
    edits: [[WS, ON_CONNECTION, ON_CONNECTION.replace('"connection"', '"connect"')]],
    says: /"connect"/,
    at: '"connect"',
  },
  "pong-frame": {
    truth: "ws.pong() sends a control frame, not a message",
    edits: [[WS, PONG, "ws.pong();"]],
    says: /pong.{0,20}frame/,
    at: "ws.pong();",
  },
  "upper-case-type": {
    truth: '"Ping" is compared, and the client sends "ping"; nothing answers what is left',
    edits: [
      [WS, 'case "ping":', 'case "Ping":'],
      [WS, UNKNOWN, "break;"],
    ],
    at: 'case "Ping":',
  },
  "compares-text": {
    truth: "the text of the message is compared with one way of writing a ping",
    edits: [[WS, PARSE, `if (data.toString() !== '{"type":"ping"}') return;\n    ${PARSE}`]],
    says: /text/,
  },
  "late-pong": {
    truth: "the pong is sent after 4 seconds",
    edits: [[WS, PONG, 'setTimeout(() => send(ws, { type: "pong" }), 4_000);']],
    says: /after [4-9]\.\d s/,
  },
  "receive-not-called": {
    truth: "the listener names receive and does not call it",
    edits: [[WS, ON_MESSAGE, 'ws.on("message", () => receive);']],
    at: '"message", () => receive',
  },
  "pong-not-sent": {
    truth: "the pong is made and never sent",
    edits: [[WS, PONG, 'JSON.stringify({ type: "pong" });']],
    at: 'JSON.stringify({ type: "pong" });',
  },
  "waits-before-listening": {
    truth: 'the "message" listener is added 700 ms after the connection, so what comes before is lost',
    edits: [[WS, ON_MESSAGE, `setTimeout(() => ${ON_MESSAGE.replace(/;$/, "")}, 700);`]],
    says: /late|before/,
  },
  "listens-to-the-one-before": {
    truth: 'the "message" listener of a client is added when the next one connects',
    edits: [
      [
        WS,
        ON_MESSAGE,
        `const all: any = globalThis;
    all.listenToLast?.();
    all.listenToLast = () => ${ON_MESSAGE}`,
      ],
    ],
    says: /before anything listened/,
  },
  "welcome-to-others": {
    truth: "the welcome goes to every client but the new one",
    edits: [[WS, WELCOME, `for (const other of wss.clients) if (other !== ws) ${WELCOME.replace("(ws", "(other")}`]],
    says: /another client|other client/,
  },
  "listens-on-http-server": {
    truth: "connection is listened for on the HTTP server, which gives TCP sockets",
    edits: [
      [WS, ON_CONNECTION, 'server.on("connection", (ws: any, request: any) => {'],
      [WS, "${request.url}", "${request?.url}"],
      [WS, WELCOME, ""],
    ],
    at: 'server.on("connection"',
  },
  "compares-buffer": {
    truth: "the Buffer itself is compared with a string, so nothing is ever equal",
    edits: [[WS, PARSE, `if ((data as unknown) !== "ping") return;\n    ${PARSE}`]],
    at: '!== "ping") return;',
  },
  "catch-empty": {
    truth: "the catch block is empty but for return",
    edits: [[WS, BAD_JSON, "return;"]],
    says: /catch block/,
    at: "catch",
  },
  "catch-logs": {
    truth: "the catch block logs and does not answer",
    edits: [[WS, BAD_JSON, 'console.log("could not parse", data.toString());\n    return;']],
    says: /catch block/,
    at: "catch",
  },
  "default-missing": {
    truth: "no branch for unknown types",
    edits: [[WS, `default:\n      ${UNKNOWN}`, ""]],
  },
  "error-to-first": {
    truth: "the error goes to the first entry of wss.clients, not to the client that sent the text",
    edits: [
      [WS, SETUP, `const open: WebSocket[] = [];\n\n${SETUP}`],
      [WS, WELCOME, `open.push(ws);\n    ${WELCOME}`],
      [WS, BAD_JSON, 'sendError(open[0] ?? ws, "Invalid JSON");\n    return;'],
    ],
    says: /first client/,
  },

  // Works once.
  once: {
    truth: 'ws.once("message") instead of ws.on',
    edits: [[WS, ON_MESSAGE, ON_MESSAGE.replace(".on(", ".once(")]],
    says: /once/,
    at: "ws.once(",
  },
  "flag-for-all": {
    truth: "a module-level flag stays true after the first ping of any client",
    edits: [
      [WS, SETUP, `let answered = false;\n\n${SETUP}`],
      [WS, PONG, `if (!answered) ${PONG}\n      answered = true;`],
    ],
    says: /second client|another client|any client/,
  },
  "once-a-second": {
    truth: "pings are ignored for 700 ms after one was answered",
    edits: [
      [WS, SETUP, `let last = 0;\n\n${SETUP}`],
      [WS, PONG, `if (Date.now() - last > 700) {\n        last = Date.now();\n        ${PONG}\n      }`],
    ],
    says: /pause|time/,
  },

  // A wrong reply.
  "reads-kind": {
    truth: "message.kind is read, a field that no message has",
    edits: [
      [WS, "switch (message.type) {", "switch (message.kind) {"],
      [WS, UNKNOWN, UNKNOWN.replace("message.type", "message.kind")],
    ],
    says: /undefined/,
    at: "switch (message.kind)",
  },
  "inverted-condition": {
    truth: "isMessage is negated twice: right messages are refused",
    edits: [[WS, "if (!isMessage(message)) {", "if (isMessage(message)) {"]],
    says: /error/,
  },
  "encoded-twice": {
    truth: "the reply is stringified twice",
    edits: [[WS, STRINGIFY, "ws.send(JSON.stringify(JSON.stringify(message)));"]],
    says: /twice/,
    at: "JSON.stringify(JSON.stringify",
  },
  "pong-in-array": {
    truth: "the pong is sent inside an array",
    edits: [[WS, PONG, 'ws.send(JSON.stringify([{ type: "pong" }]));']],
    says: /array/,
  },
  "other-type": {
    truth: 'the pong is called "Pong"',
    edits: [[WS, PONG, 'send(ws, { type: "Pong" });']],
    says: /"Pong"/,
  },
  "handler-throws": {
    truth: "message.data.id throws a TypeError, which the starter's catch turns into Internal error",
    edits: [[WS, PONG, `console.log((message as any).data.id);\n      ${PONG}`]],
    says: /Cannot read propert/,
    at: "(message as any).data.id",
  },
  "assigns-in-condition": {
    truth: "= in the condition makes every message a ping",
    edits: [
      [
        WS,
        "switch (message.type) {",
        'if (((message as any).type = "ping")) {\n    answer(ws);\n    return;\n  }\n  switch (message.type) {',
      ],
      [
        WS,
        "/** Decides by",
        'function answer(ws: WebSocket): void {\n  send(ws, { type: "pong" });\n}\n\n/** Decides by',
      ],
    ],
    says: /assigns/,
    at: '(message as any).type = "ping"',
  },
  "sends-name-only": {
    truth: "the welcome has no message field",
    edits: [[WS, WELCOME, 'send(ws, { type: "connected", text: "hello" });']],
    says: /no "message"/,
  },

  // Crashes.
  "object-to-send": {
    truth: "an object is given to ws.send instead of text",
    edits: [[WS, PONG, 'ws.send({ type: "pong" } as any);']],
    says: /object.{0,60}send|send.{0,60}(?:object|string)/,
    at: 'ws.send({ type: "pong" } as any);',
  },
  "arguments-swapped": {
    truth: "the connection listener names (request, ws), the wrong way round",
    edits: [[WS, ON_CONNECTION, 'wss.on("connection", (request: any, ws: any) => {']],
    says: /\(ws, request\)|first argument/,
  },
  "try-without-await": {
    truth: "try around an async call without await catches nothing",
    edits: [
      [WS, "function receive(ws", "async function receive(ws"],
      [WS, "isBinary: boolean): void {", "isBinary: boolean): Promise<void> {"],
      [WS, PARSE_BLOCK, "const message: unknown = JSON.parse(data.toString());"],
      [WS, ON_MESSAGE, TRY_RECEIVE],
    ],
    says: /await/,
  },
  "server-and-port": {
    truth: "both port and server are given to WebSocketServer",
    edits: [[WS, CREATE, "const wss = new WebSocketServer({ server, port: 8080 });"]],
    says: /port.{0,40}server|server.{0,40}port/,
  },
  "neither-server-nor-port": {
    truth: "WebSocketServer gets neither server nor port",
    edits: [[WS, CREATE, "const wss = new WebSocketServer({ maxPayload: MAX_PAYLOAD_BYTES });"]],
    says: /server/,
  },
  "imported-as-type": {
    truth: "WebSocketServer is imported as a type, which is erased",
    edits: [[WS, "import { WebSocketServer, type RawData", "import { type WebSocketServer, type RawData"]],
    says: /type/,
  },
  "wrong-import-name": {
    truth: "server.ts imports setUpWebSocketServer, ws-server.ts exports setupWebSocketServer",
    edits: [
      [SERVER, "import { setupWebSocketServer }", "import { setUpWebSocketServer }"],
      [SERVER, "setupWebSocketServer(server);", "setUpWebSocketServer(server);"],
    ],
    says: /setupWebSocketServer/,
  },
  "app-instead-of-server": {
    truth: "setupWebSocketServer gets the app, not the HTTP server",
    edits: [[SERVER, "setupWebSocketServer(server);", "setupWebSocketServer(app as any);"]],
    says: /server/,
  },

  // Exits, busy.
  "exits-on-bad-json": {
    truth: "process.exit in the catch block",
    edits: [[WS, BAD_JSON, `sendError(ws, "Invalid JSON");\n    process.exit(1);`]],
    says: /process\.exit/,
    at: "process.exit(1)",
  },
  "lost-this": {
    truth: "a method is passed as the listener without its object, so that this is the WebSocket",
    edits: [
      [
        WS,
        SETUP,
        `class Talk {
  ws: WebSocket;
  constructor(ws: WebSocket) {
    this.ws = ws;
  }
  answer(data: RawData, isBinary: boolean) {
    this.receive(data, isBinary);
  }
  receive(data: RawData, isBinary: boolean) {
    receive(this.ws, data, isBinary);
  }
}

${SETUP}`,
      ],
      [WS, ON_MESSAGE, 'const talk = new Talk(ws);\n    ws.on("message", talk.answer);'],
    ],
    says: /without its object/,
    at: "talk.answer",
  },
  "set-up-twice": {
    truth: "setupWebSocketServer is called twice",
    edits: [[SERVER, "setupWebSocketServer(server);", "setupWebSocketServer(server);\nsetupWebSocketServer(server);"]],
    says: /two WebSocketServers/,
  },
  "remembers-types": {
    truth: "an unknown type is refused only the first time",
    edits: [
      [
        WS,
        "/** The largest message accepted.",
        "const refused = new Set<string>();\n\n/** The largest message accepted.",
      ],
      [WS, UNKNOWN, `if (refused.has(message.type)) return;\n      refused.add(message.type);\n      ${UNKNOWN}`],
    ],
    says: /a type that was answered before is remembered for all connections together/,
  },
  "remembers-texts": {
    truth: "an unknown message is refused only the first time that its connection sends it",
    edits: [
      [WS, SETUP, `const refused = new WeakMap<WebSocket, Set<string>>();\n\n${SETUP}`],
      [WS, WELCOME, `refused.set(ws, new Set());\n    ${WELCOME}`],
      [
        WS,
        UNKNOWN,
        `const text = JSON.stringify(message);\n      if (refused.get(ws)?.has(text)) return;\n      refused.get(ws)?.add(text);\n      ${UNKNOWN}`,
      ],
    ],
    says: /a text that was answered before is remembered for each connection/,
  },
  "parses-event-data": {
    truth: "JSON.parse gets a field that only a browser's event has",
    edits: [[WS, PARSE, "message = JSON.parse((data as any).data);"]],
    says: /JSON\.parse was given something else/,
    at: "(data as any).data",
  },
  "number-given-again": {
    truth:
      "a client's number is how many there are, so that a new client can get the number of one that is still there",
    edits: [
      [
        WS,
        "/** The largest message accepted.",
        "const byNumber = new Map<number, WebSocket>();\n\n/** The largest message accepted.",
      ],
      [
        WS,
        ON_MESSAGE,
        `const number = wss.clients.size;
    byNumber.set(number, ws);
    ws.on("message", (data, isBinary) => receive(byNumber.get(number)!, data, isBinary));`,
      ],
    ],
    says: /once a client has left and a new one has come/,
  },
  "exits-when-empty": {
    truth: "process.exit when the last client leaves",
    edits: [[WS, ON_MESSAGE, `${ON_MESSAGE}\n    ws.on("close", () => wss.clients.size === 0 && process.exit(0));`]],
    says: /process\.exit .{0,200}after a client had left/,
    at: "process.exit(0)",
  },
  "crashes-when-empty": {
    truth: "the listener for close reads a field of the first client that is left, and there is none",
    edits: [[WS, ON_MESSAGE, `${ON_MESSAGE}\n    ws.on("close", () => console.log([...wss.clients][0]!.readyState));`]],
    says: /readyState/,
    at: "readyState",
  },
  "busy-loop": {
    truth: "an endless loop on ping",
    edits: [[WS, PONG, `let n = 0;\n      while (n >= 0) n = (n + 1) % 7;\n      ${PONG}`]],
    says: /loop|line/,
    at: "while (n >= 0)",
  },
  "exits-when-ready": {
    truth: "process.exit in the listen callback",
    edits: [[SERVER, "console.log(`Server running on http://localhost:${port}`);", "process.exit(0);"]],
    says: /process\.exit/,
  },

  // Nothing attached; the handshake is refused.
  "never-called": {
    truth: "setupWebSocketServer is never called",
    edits: [[SERVER, "setupWebSocketServer(server);", ""]],
    says: /never|no WebSocketServer/,
  },
  "no-server-without-upgrade": {
    truth: "noServer: true and nothing handles the upgrade event",
    edits: [[WS, CREATE, "const wss = new WebSocketServer({ noServer: true });"]],
    says: /noServer/,
    at: "noServer",
  },
  "another-server": {
    truth: "the WebSocketServer is attached to another http.Server, which does not listen",
    edits: [[SERVER, "setupWebSocketServer(server);", "setupWebSocketServer(createServer());"]],
    says: /another|other.{0,30}server/,
  },
  "verify-client-refuses": {
    truth: "verifyClient returns false",
    edits: [[WS, CREATE, "const wss = new WebSocketServer({ server, verifyClient: () => false });"]],
    says: /verifyClient/,
    at: "verifyClient",
  },
  "verify-client-undefined": {
    truth: "verifyClient returns nothing, which refuses everybody",
    edits: [
      [
        WS,
        CREATE,
        "const wss = new WebSocketServer({ server, verifyClient: ({ origin }) => { console.log(origin); } } as any);",
      ],
    ],
    says: /verifyClient/,
    at: "verifyClient",
  },
  "other-path": {
    truth: 'the server accepts the path "/socket" only',
    edits: [[WS, CREATE, 'const wss = new WebSocketServer({ server, path: "/socket" });']],
    says: /"?\/socket"?/,
    at: 'path: "/socket"',
  },
  "own-port": {
    truth: "the WebSocketServer opens port 8080",
    edits: [[WS, CREATE, "const wss = new WebSocketServer({ port: 8080 });"]],
    says: /port/,
    at: "{ port: 8080 }",
  },

  // Causes that look like others.
  "logs-what-it-answers": {
    truth: "the error is sent as plain text; that JSON.parse threw is logged, and right",
    edits: [
      [
        WS,
        PARSE_BLOCK,
        `let message: unknown;
  try {
    message = JSON.parse(data.toString());
  } catch (error) {
    console.error(error);
    ws.send("Invalid JSON");
    return;
  }`,
      ],
    ],
    neverSays: /threw/,
    at: 'ws.send("Invalid JSON")',
  },
  "every-second-ping": {
    truth: "a flag that each ping of any client toggles",
    edits: [
      [WS, SETUP, `let turn = false;\n\n${SETUP}`],
      [WS, PONG, `turn = !turn;\n      if (turn) ${PONG}`],
    ],
    says: /every second/,
    neverSays: /limit in time|each connection/,
  },
  "ping-like-the-last": {
    truth: "a ping that equals the message before it on its connection is taken for the same one",
    edits: [
      [WS, SETUP, `const last = new WeakMap<WebSocket, string>();\nlet isAgain = false;\n\n${SETUP}`],
      [
        WS,
        PARSE_BLOCK,
        `isAgain = last.get(ws) === data.toString();\n  last.set(ws, data.toString());\n  ${PARSE_BLOCK}`,
      ],
      [WS, PONG, `if (!isAgain) ${PONG}`],
    ],
    says: /equals the one before it/,
    neverSays: /limit in number|remembered/,
  },
  "connection-not-emitted": {
    truth: "handleUpgrade completes the handshake, and nothing emits the event for the new connection",
    edits: [
      [
        WS,
        CREATE,
        `const wss = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES });
  server.on("upgrade", (request, socket, head) => wss.handleUpgrade(request, socket, head, () => console.log("!")));`,
      ],
    ],
    says: /"connection" never came/,
    at: "wss.handleUpgrade(",
  },
  "welcome-beside-others": {
    truth: "the welcome is sent only when more than one client is there",
    edits: [[WS, WELCOME, `if (wss.clients.size > 1) ${WELCOME}`]],
    says: /which was alone, got nothing/,
    at: "wss.clients.size > 1",
  },
  "closed-in-a-second": {
    truth: "each connection is closed 50 ms after it was made",
    edits: [[WS, WELCOME, `${WELCOME}\n    setTimeout(() => ws.close(), 50);`]],
    neverSays: /counted/,
    at: "setTimeout(() => ws.close(), 50)",
  },
  "long-texts-ignored": {
    truth: "text that is not JSON is answered only up to a length",
    edits: [[WS, BAD_JSON, `if (data.toString().length <= 20) ${BAD_JSON}`]],
    says: /20 characters .* 21 characters/,
  },
  "some-syntax-errors": {
    truth: "the catch block throws the errors on whose message it does not know",
    edits: [
      [
        WS,
        PARSE_BLOCK,
        PARSE_BLOCK.replace(
          "catch {",
          'catch (error) {\n    if (!String(error).includes("Unexpected token")) throw error;',
        ),
      ],
    ],
    says: /throws it again/,
    neverSays: /nothing around/,
    at: "throw error",
  },
  "unknown-type-to-all": {
    truth: "the error for an unknown type goes to every client",
    edits: [
      [WS, SETUP, `let everybody: Iterable<WebSocket> = [];\n\n${SETUP}`],
      [WS, WELCOME, `everybody = wss.clients;\n    ${WELCOME}`],
      [WS, UNKNOWN, `for (const one of everybody) sendError(one, \`Unknown message type: \${message.type}\`);`],
    ],
    says: /other clients as well|every client/,
    neverSays: /break or return/,
    at: "for (const one of everybody)",
  },
  "part-of-ping": {
    truth: "any part of the word ping counts as ping",
    edits: [[WS, "switch (message.type) {", 'switch ("ping".includes(message.type) ? "ping" : message.type) {']],
    says: /in part and not as a whole/,
    neverSays: /another client/,
  },
  "once-for-each-client": {
    truth: "a client that was answered is remembered, and gets no second pong",
    edits: [
      [WS, SETUP, `const answered = new WeakSet<WebSocket>();\n\n${SETUP}`],
      [WS, PONG, `if (!answered.has(ws)) ${PONG}\n      answered.add(ws);`],
    ],
    says: /each connection/,
  },
  "long-limit-in-time": {
    truth: "pings are ignored for a minute after one was answered",
    edits: [
      [WS, SETUP, `let last = 0;\n\n${SETUP}`],
      [WS, PONG, `if (Date.now() - last > 60_000) {\n        last = Date.now();\n        ${PONG}\n      }`],
    ],
    neverSays: /never set back|no pause helps/,
  },
  "refuses-further-fields": {
    truth: "a ping with further fields is ignored",
    edits: [[WS, PONG, `if (Object.keys(message).length === 1) ${PONG}`]],
    says: /fields beside/,
    neverSays: /compares the text/,
  },
  "heartbeat-beside-silence": {
    truth: "the ping is ignored; a heartbeat sends ping frames all the time",
    edits: [
      [WS, PONG, ""],
      [WS, WELCOME, `setInterval(() => ws.ping(), 10);\n    ${WELCOME}`],
    ],
    neverSays: /ping frame/,
  },
  "knows-one-unknown-type": {
    truth: "only the type dance is answered with an error",
    edits: [[WS, UNKNOWN, `if (message.type === "dance") ${UNKNOWN}`]],
    at: 'message.type === "dance"',
  },
  "empty-error": {
    truth: "the error for an unknown type says nothing",
    edits: [[WS, UNKNOWN, 'sendError(ws, "");']],
    neverSays: /the protocol knows/,
  },
  "verify-client-without-upgrade": {
    truth: "noServer: true, a verifyClient, and nothing handles the upgrade event",
    edits: [[WS, CREATE, "const wss = new WebSocketServer({ noServer: true, verifyClient: () => true });"]],
    says: /noServer/,
    neverSays: /verifyClient refused/,
  },
  "made-through-a-namespace": {
    truth: "the class is named through the module, with noServer, and nothing handles the upgrade event",
    edits: [
      [WS, "import { WebSocketServer, type RawData", 'import * as websockets from "ws";\nimport { type RawData'],
      [WS, CREATE, "const wss = new websockets.WebSocketServer({ noServer: true });"],
    ],
    says: /noServer/,
  },

  // Closed.
  "closes-on-bad-json": {
    truth: "ws.close() after the error",
    edits: [[WS, BAD_JSON, 'sendError(ws, "Invalid JSON");\n    ws.close();\n    return;']],
    says: /close\(\)/,
    at: "ws.close();",
  },
  "terminates-unknown": {
    truth: "ws.terminate() for an unknown type",
    edits: [[WS, UNKNOWN, "ws.terminate();"]],
    says: /terminate\(\)/,
    at: "ws.terminate();",
  },
  "closes-at-the-third": {
    truth: "the third text of a client that is not JSON closes its connection",
    edits: [
      [WS, SETUP, `const bad = new WeakMap<WebSocket, number>();\n\n${SETUP}`],
      [
        WS,
        BAD_JSON,
        `${BAD_JSON.replace("return;", "")}bad.set(ws, (bad.get(ws) ?? 0) + 1);\n    if (bad.get(ws) === 3) ws.close(1008);\n    return;`,
      ],
    ],
    says: /stays open for 2 such messages.*counted for each connection, also where their texts differ.*ws\.close\(\) was called/,
    at: "ws.close(1008);",
  },
  "closes-at-the-third-of-all": {
    truth: "the third text that is not JSON, of any client, closes its connection, and every later one too",
    edits: [
      [WS, SETUP, `let bad = 0;\n\n${SETUP}`],
      [WS, BAD_JSON, `${BAD_JSON.replace("return;", "")}bad++;\n    if (bad >= 3) ws.close(1008);\n    return;`],
    ],
    says: /ws\.close\(\) was called/,
    neverSays: /for each connection/,
  },
  "small-payload": {
    truth: "maxPayload of 20 bytes, so a longer message closes the connection with 1009",
    edits: [[WS, "const MAX_PAYLOAD_BYTES = 64 * 1024;", "const MAX_PAYLOAD_BYTES = 20;"]],
    says: /maxPayload|1009/,
  },

  // Answers that are right at first.
  "leaves-shift-clients": {
    truth: "each client is found by its index in an array, from which those that leave are removed",
    edits: [
      [WS, SETUP, `const clients: WebSocket[] = [];\nconst indexes = new Map<WebSocket, number>();\n\n${SETUP}`],
      [WS, WELCOME, `indexes.set(ws, clients.push(ws) - 1);\n    ${WELCOME}`],
      [WS, "handleDisconnect(ws));", "clients.splice(indexes.get(ws)!, 1));"],
      [WS, PONG, 'send(clients[indexes.get(ws)!] ?? clients[0]!, { type: "pong" });'],
    ],
    says: /until one that had connected before it has left; .*next after the one that asks.*its place in a list/,
  },
  "leaves-make-the-last-the-current": {
    truth: "when a client leaves, all answers go to the one that connected last from then on",
    edits: [
      [WS, SETUP, `let current: WebSocket | undefined;\n\n${SETUP}`],
      [WS, "handleDisconnect(ws));", "(current = [...wss.clients].at(-1)));"],
      [WS, WELCOME, `if (current !== undefined) current = ws;\n    ${WELCOME}`],
      [WS, PONG, 'send(current ?? ws, { type: "pong" });'],
    ],
    says: /until one that had connected before it has left; .*the client that connected last/,
    neverSays: /place in a list|next after/,
  },
  "leaves-take-the-last": {
    truth: "when a client leaves, the last of the list is taken off in its place",
    edits: [
      [WS, SETUP, `const clients: WebSocket[] = [];\n\n${SETUP}`],
      [WS, WELCOME, `clients.push(ws);\n    ${WELCOME}`],
      [WS, "handleDisconnect(ws));", "clients.pop());"],
      [WS, PONG, 'if (clients.includes(ws)) send(ws, { type: "pong" });'],
    ],
    says: /the second one is still answered, and the one that connected last is not/,
  },
  "closes-the-server": {
    truth: "the first client that leaves closes the WebSocketServer, which accepts no one from then on",
    edits: [[WS, "handleDisconnect(ws));", "wss.close());"]],
    says: /WebSocketServer was closed/,
    at: "wss.close()",
  },
  "listener-for-each-message": {
    truth: "each message adds a listener more, so that every later answer comes more often",
    edits: [[WS, ON_MESSAGE, `ws.on("message", () => ${ON_MESSAGE.replace(/;$/, "")});\n    ${ON_MESSAGE}`]],
    says: /listeners for "message"/,
    at: 'ws.on("message", () => ws.on(',
  },
  "catch-without-return": {
    truth: "the catch block answers and does not return, so that a second error follows",
    edits: [[WS, BAD_JSON, 'sendError(ws, "Invalid JSON");']],
    says: /went on/,
    at: 'sendError(ws, "Invalid JSON");',
  },
  "set-up-before-its-server": {
    truth: "setupWebSocketServer is called above the line that makes the server",
    edits: [
      [SERVER, "setupWebSocketServer(server);", ""],
      [SERVER, "const server = createServer(", "setupWebSocketServer(server);\nconst server = createServer("],
    ],
    says: /still undefined/,
  },
  "cuts-addresses": {
    truth: "what follows // in a text is cut off, as if it were a comment",
    edits: [[WS, PARSE, 'message = JSON.parse(data.toString().replace(/[/][/].*$/gm, ""));']],
    says: /https:/,
  },
  "same-id-once": {
    truth: "a ping whose id was used before is taken for the same one",
    edits: [
      [
        WS,
        "/** The largest message accepted.",
        "const seen = new Set<unknown>();\n\n/** The largest message accepted.",
      ],
      [
        WS,
        PONG,
        'if (message.id === undefined || !seen.has(message.id)) send(ws, { type: "pong" });\n      seen.add(message.id);',
      ],
    ],
    says: /was answered as it should be the first time that it came/,
  },
  "keeps-the-problem": {
    truth: "what is wrong with a message stays in a variable of the module, and is sent after every later message",
    edits: [
      [WS, "/** The largest message accepted.", 'let problem = "";\n\n/** The largest message accepted.'],
      [
        WS,
        UNKNOWN,
        "problem = `Unknown message type: ${message.type}`;\n  }\n  if (problem) {\n    sendError(ws, problem);",
      ],
    ],
    says: /the answer to that message is kept, and sent with the answers to others/,
    at: 'send(ws, { type: "error", message });',
  },
  "throttles-each-client": {
    truth: "a ping that comes less than 100 ms after one that was answered is dropped, for each client",
    edits: [
      [
        WS,
        "/** The largest message accepted.",
        "const lastPong = new WeakMap<WebSocket, number>();\n\n/** The largest message accepted.",
      ],
      [
        WS,
        PONG,
        'if (Date.now() - (lastPong.get(ws) ?? 0) < 100) return;\n      lastPong.set(ws, Date.now());\n      send(ws, { type: "pong" });',
      ],
    ],
    // On a busy machine, messages that follow one another are that far apart.
    says: /comes soon after another gets nothing.*it is a limit in time|sent without waiting in between, 1 of/,
  },
  "three-bad-texts": {
    truth: "after three texts of a client that were not JSON no further one is answered",
    edits: [
      [
        WS,
        "/** The largest message accepted.",
        "const bad = new WeakMap<WebSocket, number>();\n\n/** The largest message accepted.",
      ],
      [
        WS,
        BAD_JSON,
        'bad.set(ws, (bad.get(ws) ?? 0) + 1);\n    if ((bad.get(ws) ?? 0) <= 3) sendError(ws, "Invalid JSON");\n    return;',
      ],
    ],
    says: /the first 3 messages of a connection are answered.*a limit in number for each connection/,
  },
  "keeps-errors-of-the-client": {
    truth: "errors are gathered in a list for each client, which is sent whole each time and never emptied",
    edits: [
      [
        WS,
        "/** The largest message accepted.",
        "const pending = new WeakMap<WebSocket, string[]>();\n\n/** The largest message accepted.",
      ],
      [
        WS,
        UNKNOWN,
        "pending.set(ws, [...(pending.get(ws) ?? []), `Unknown message type: ${message.type}`]);\n      for (const error of pending.get(ws) ?? []) sendError(ws, error);",
      ],
    ],
    says: /the answer to the message before it is kept for this connection, and sent once more/,
  },
  "unknown-type-only-logged": {
    truth: "a message of an unknown type is logged, and gets no answer",
    edits: [[WS, UNKNOWN, "console.error(`Unknown message type: ${message.type}`);"]],
    says: /went through receive, .*handleMessage.* nothing there sends an answer/,
    at: "function handleMessage(ws: WebSocket, message: Message): void {",
  },
  "keeps-bad-text": {
    truth: "text that was not JSON stays in front of what comes next",
    edits: [
      [
        WS,
        "/** The largest message accepted.",
        "const unread = new WeakMap<WebSocket, string>();\n\n/** The largest message accepted.",
      ],
      [
        WS,
        PARSE,
        'unread.set(ws, (unread.get(ws) ?? "") + data.toString());\n    message = JSON.parse(unread.get(ws) ?? "");\n    unread.delete(ws);',
      ],
    ],
    says: /^after .*, \{"type":"ping"\} gets .*Invalid JSON.* on the same connection/,
  },
  "keeps-the-handler": {
    truth: "the handler of the message before is still the one that is called",
    edits: [
      [
        WS,
        "/** The largest message accepted.",
        'let answer = (ws: WebSocket) => sendError(ws, "Unknown type");\n\n/** The largest message accepted.',
      ],
      [WS, PONG, 'answer = (client) => send(client, { type: "pong" });\n      answer(ws);'],
      [WS, UNKNOWN, "answer(ws);"],
    ],
    says: /^after \{"type":"ping"\}, .* also on other connections/,
  },
  "first-client-only": {
    truth: "the connection listener is added with once",
    edits: [[WS, ON_CONNECTION, ON_CONNECTION.replace(".on(", ".once(")]],
    says: /the first client of the process gets it and no later one.*once/,
    at: "wss.once(",
  },
  "waits-for-open": {
    truth: 'the welcome waits for the event "open", which a server\'s connection does not have',
    edits: [[WS, WELCOME, `ws.on("open", () => ${WELCOME.replace(/;$/, "")});`]],
    says: /open already/,
    at: 'ws.on("open"',
  },
  "welcomes-after-a-message": {
    truth: "the welcome is sent with the first message of the client",
    edits: [[WS, WELCOME, `ws.once("message", () => ${WELCOME.replace(/;$/, "")});`]],
    says: /once the client has sent a message/,
  },
  "other-field": {
    truth: "any field that says ping makes a message a ping",
    edits: [
      [WS, "switch (message.type) {", 'switch (Object.values(message).includes("ping") ? "ping" : message.type) {'],
    ],
    says: /another field than the type decides/,
  },
  "pauses-after-bad-text": {
    truth: "the connection is paused after a text that is not JSON",
    edits: [[WS, BAD_JSON, 'sendError(ws, "Invalid JSON");\n    ws.pause();\n    return;']],
    says: /not busy.*it was paused/,
    at: "ws.pause();",
  },
  "nobody-after-the-first-left": {
    truth: "the first client that leaves takes the listener for new ones away",
    edits: [[WS, "handleDisconnect(ws));", 'wss.removeAllListeners("connection"));']],
    says: /as long as none has left/,
    at: "wss.removeAllListeners",
  },
};
