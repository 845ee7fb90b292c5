/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that must
 * catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const WS = "ws-server.ts";
const HTTP = "server.ts";

// The statements of the solution that most mistakes replace.
const create = (code: string) => edit(WS, "new WebSocketServer({ server, maxPayload: MAX_PAYLOAD_BYTES })", code);
const welcome = (code: string) => edit(WS, 'send(ws, { type: "connected", message: "WebSocket connected" });', code);
const pong = (code: string) => edit(WS, 'send(ws, { type: "pong" });', code);
const badJson = (code: string) => edit(WS, 'sendError(ws, "Invalid JSON");', code);
const unknownType = (code: string) => edit(WS, "sendError(ws, `Unknown message type: ${message.type}`);", code);

/** Declares something that all functions of the file can use. */
const declare = (code: string) =>
  edit(WS, "/** The largest message accepted.", `${code}\n\n/** The largest message accepted.`);
/** The WebSocketServer in a variable that all functions of the file can use. */
const sharedServer = [declare("let wss: WebSocketServer;"), edit(WS, "const wss = ", "wss = ")];
/** The client that connected last, in a variable that all functions of the file can use. */
const latestClient = [
  declare("let latest: WebSocket | undefined;"),
  edit(WS, '  send(ws, { type: "connected"', '  latest = ws;\n    send(ws, { type: "connected"'),
];
/** An exception in a handler ends the process, because the catch around it throws the error again. */
const rethrow = edit(WS, 'console.error("Message handler failed:", error);', "throw error;");
const PARSE = "message = JSON.parse(data.toString());";
/** Another parser in the place of JSON.parse. */
const parse = (code: string) => edit(WS, PARSE, `message = ${code};`);
/** Answers 20 ms after the last of several messages that are wrong. */
const onlyLast = (text: string) =>
  `clearTimeout(timers.get(ws));\n    timers.set(ws, setTimeout(() => sendError(ws, ${text}), 20));`;
const timers = declare("const timers = new WeakMap<WebSocket, NodeJS.Timeout>();");

export default nearMisses("lesson-ws", {
  // Every HTTP request fails: the adapter gives the app a URL without a host.
  "1.1-http-500": edit(HTTP, "new NodeRequest({ req, res })", 'new Request(req.url ?? "/")'),

  // A request reaches the app, but the app's response is never written.
  "1.1-http-hangs": edit(HTTP, "await sendNodeResponse(res, response);", "res.statusCode = response.status;"),

  // The app has no part in the HTTP server: every path answers 404, /health too.
  "1.1-no-app": edit(
    HTTP,
    "await app.fetch(new NodeRequest({ req, res }))",
    'Response.json({ error: "Not Found" }, { status: 404 })',
  ),

  // The adapter forgets the status, so that a missing page answers 200.
  "1.1-status-dropped": edit(HTTP, "await sendNodeResponse(res, response);", "res.end(await response.text());"),

  // No HTTP server of ours: the one that `ws` makes for itself answers every request with 426.
  "1.1-websocket-only": [
    edit(HTTP, "setupWebSocketServer(server);", "setupWebSocketServer(Number(process.env.PORT ?? 3000));"),
    edit(HTTP, "server.listen(Number(process.env.PORT ?? 3000), () => {", 'server.on("listening", () => {'),
    edit(WS, "(server: Server): void", "(port: number): void"),
    create("new WebSocketServer({ port, maxPayload: MAX_PAYLOAD_BYTES })"),
  ],

  // Destroys the socket of every "upgrade" request.
  "1.2-handshake-destroyed": create(
    'new WebSocketServer({ noServer: true });\n  server.on("upgrade", (_request, socket) => socket.destroy())',
  ),

  // Takes the "upgrade" event and never answers it.
  "1.2-handshake-hangs": create(
    'new WebSocketServer({ noServer: true });\n  server.on("upgrade", (request) => console.log(request.url))',
  ),

  // Refuses every client with 401.
  "1.2-handshake-refused": create("new WebSocketServer({ server, verifyClient: () => false })"),

  // setupWebSocketServer is never called.
  "1.2-never-calls-setup": edit(HTTP, "setupWebSocketServer(server);", ""),

  // `noServer` without an "upgrade" listener: no handshake reaches this server.
  "1.2-no-server-option": create("new WebSocketServer({ noServer: true })"),

  // Accepts handshakes on /socket only.
  "1.2-other-path": create('new WebSocketServer({ server, path: "/socket" })'),

  // The WebSocket server opens a port of its own, 3001.
  "1.2-own-port": create("new WebSocketServer({ port: 3001 })"),

  // Sets up a second http.Server, which never listens.
  "1.2-sets-up-another-server": edit(HTTP, "setupWebSocketServer(server);", "setupWebSocketServer(createServer());"),

  // Sec-WebSocket-Accept is the client's key sent back, not its hash (RFC 6455, section 4.2.2).
  "1.2-wrong-accept-key": create(
    `new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket) => {
    const head = "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n";
    socket.write(\`\${head}Sec-WebSocket-Accept: \${request.headers["sec-websocket-key"]}\\r\\n\\r\\n\`);
  })`,
  ),

  // The welcome is sent as a binary frame.
  "1.3-binary": welcome('ws.send(Buffer.from(JSON.stringify({ type: "connected", message: "WebSocket connected" })));'),

  // The welcome is encoded twice: a JSON string with JSON inside.
  "1.3-encoded-twice": welcome(
    'ws.send(JSON.stringify(JSON.stringify({ type: "connected", message: "WebSocket connected" })));',
  ),

  // Ends the process when the last client has left.
  "1.3-exits-when-empty": edit(WS, "handleDisconnect(ws));", "wss.clients.size === 0 && process.exit(0));"),

  // The welcome's message is an object, not a string.
  "1.3-message-is-object": welcome('send(ws, { type: "connected", message: { text: "WebSocket connected" } });'),

  // Sends no welcome.
  "1.3-no-welcome": welcome(""),

  // The welcome's type is "welcome", not "connected".
  "1.3-other-type": welcome('send(ws, { type: "welcome", message: "WebSocket connected" });'),

  // The welcome is a sentence, not JSON.
  "1.3-plain-text": welcome('ws.send("WebSocket connected");'),

  // The welcome goes to every client except the one that has connected.
  "1.3-sent-to-others": welcome(
    'for (const other of wss.clients) if (other !== ws) send(other, { type: "connected", message: "Hello" });',
  ),

  // The welcome is sent only after the client's first message.
  "1.3-waits-for-client": welcome('ws.once("message", () => send(ws, { type: "connected", message: "Hello" }));'),

  // The welcome has no message.
  "1.3-without-message": welcome('send(ws, { type: "connected" });'),

  "1.3-welcomed-twice": welcome(
    'send(ws, { type: "connected", message: "WebSocket connected" });\n    send(ws, { type: "connected", message: "WebSocket connected" });',
  ),
  // Every client is welcomed whenever one connects.
  "1.3-welcomes-everyone": welcome(
    'for (const client of wss.clients) send(client, { type: "connected", message: "WebSocket connected" });',
  ),
  // The pong is sent as a binary frame.
  "1.4-binary-pong": pong('ws.send(Buffer.from(JSON.stringify({ type: "pong" })));'),

  // Compares the frame's text with one spelling of a ping, instead of reading its type.
  "1.4-compares-raw-text": edit(
    WS,
    PARSE,
    `${PARSE}\n    if (data.toString() !== '{"type":"ping"}') message = { type: "unknown" };`,
  ),

  // Sends the ping back instead of a pong.
  "1.4-echo": pong('send(ws, { type: "ping" });'),

  // The pong is encoded twice: a JSON string with JSON inside.
  "1.4-encoded-twice": pong('ws.send(JSON.stringify(JSON.stringify({ type: "pong" })));'),

  // Every ping adds a listener that answers the later ones too, so that pongs multiply.
  "1.4-listener-per-ping": pong(
    'ws.on("message", (data) => data.toString().includes("ping") && send(ws, { type: "pong" }));\n      send(ws, { type: "pong" });',
  ),

  // Has a case for "ping" and does nothing in it.
  "1.4-no-pong": pong(""),

  // Answers only the first ping of a connection.
  "1.4-only-once": [
    declare("const answered = new WeakSet<WebSocket>();"),
    pong('if (!answered.has(ws)) send(ws, { type: "pong" });\n      answered.add(ws);'),
  ],

  // The pong's type is "PONG".
  "1.4-other-type": pong('send(ws, { type: "PONG" });'),

  // Has no case for "ping".
  "1.4-ping-unknown": edit(WS, '    case "ping":\n      send(ws, { type: "pong" });\n      break;\n', ""),

  // The pong is a word, not JSON.
  "1.4-plain-text-pong": pong('ws.send("pong");'),

  // Answers with a protocol-level pong frame (RFC 6455, section 5.5.3), not with a message.
  "1.4-protocol-pong": pong("ws.pong();"),

  // Drops a ping that comes within a second of the one before.
  "1.4-rate-limited": [
    declare("const lastPing = new WeakMap<WebSocket, number>();"),
    pong(
      'if (Date.now() - (lastPing.get(ws) ?? 0) < 1000) return;\n      lastPing.set(ws, Date.now());\n      send(ws, { type: "pong" });',
    ),
  ],

  // Takes a ping with an extra field for an unknown message.
  "1.4-refuses-extra-fields": edit(
    WS,
    "switch (message.type) {",
    'switch (Object.keys(message).length > 1 ? "" : message.type) {',
  ),

  // Answers only a ping whose first field is `type`, without white space.
  "1.4-starts-with-type": edit(
    WS,
    PARSE,
    `${PARSE}\n    if (!data.toString().startsWith('{"type":"ping"')) message = { type: "unknown" };`,
  ),

  // Answers every ping with two pongs.
  "1.4-two-pongs": pong('send(ws, { type: "pong" });\n      send(ws, { type: "pong" });'),

  // The pong's case has no break.
  "1.4-falls-through": edit(WS, 'send(ws, { type: "pong" });\n      break;', 'send(ws, { type: "pong" });'),
  // A ping like the message before it is taken for a mistake of the network.
  "1.4-drops-repeats": edit(
    WS,
    "  if (isBinary) {",
    '  const seen = ws as { last?: string };\n  const isAgain = seen.last === data.toString();\n  seen.last = data.toString();\n  if (isAgain && seen.last.includes(\'"type":"ping"\')) return;\n  if (isBinary) {',
  ),
  // A limit in KiB, where ws takes bytes.
  "1.4-refuses-long-messages": create("new WebSocketServer({ server, maxPayload: 64 })"),

  // A ping whose id was used before is taken for the same one.
  "1.4-same-id": [
    declare("const answered = new Set<unknown>();"),
    pong(
      'if (message.id === undefined || !answered.has(message.id)) send(ws, { type: "pong" });\n      answered.add(message.id);',
    ),
  ],
  // The type of null is "object" too.
  "1.4-refuses-null": [
    declare(
      'function checked(value: any): any {\n  for (const child of Object.values(value)) if (typeof child === "object") checked(child);\n  return value;\n}',
    ),
    parse("checked(JSON.parse(data.toString()))"),
  ],
  // Half of the bytes of other letters than A to Z become control characters.
  "1.4-ascii": parse('JSON.parse((data as Buffer).toString("ascii"))'),
  // What begins like a comment may be an address.
  "1.4-cuts-addresses": parse('JSON.parse(data.toString().replace(/[/][/].*$/gm, ""))'),

  // Sends the pong to every client.
  "1.5-everyone": [...sharedServer, pong('for (const client of wss.clients) send(client, { type: "pong" });')],

  // Sends the pong to the client that connected last.
  "1.5-newest-client": [
    ...sharedServer,
    pong('send([...wss.clients].findLast((client) => client.readyState === client.OPEN) ?? ws, { type: "pong" });'),
  ],

  // Sends the pong to the client that has been connected longest.
  "1.5-oldest-client": [
    ...sharedServer,
    pong('send([...wss.clients].find((client) => client.readyState === client.OPEN) ?? ws, { type: "pong" });'),
  ],

  // A flag that each connection turns over.
  "1.5-toggled-by-connections": [
    declare("let isOn = true;"),
    edit(WS, "console.log(`WebSocket connected: ${request.url}`);", "isOn = !isOn;"),
    edit(WS, 'send(ws, { type: "pong" });\n      break;', 'if (isOn) send(ws, { type: "pong" });\n      break;'),
  ],
  // Right for three clients.
  "1.5-silent-with-four": [...sharedServer, pong('if (wss.clients.size <= 3) send(ws, { type: "pong" });')],
  // A client is its place in an array, which moves when one before it leaves.
  "1.5-place-in-an-array": [
    declare("const list: WebSocket[] = [];"),
    edit(WS, "console.log(`WebSocket connected: ${request.url}`);", "const place = list.push(ws) - 1;"),
    edit(
      WS,
      'ws.on("message", (data, isBinary) => receive(ws, data, isBinary));',
      'ws.on("message", (data, isBinary) => receive(list[place] ?? ws, data, isBinary));',
    ),
    edit(WS, 'ws.on("close", () => handleDisconnect(ws));', 'ws.on("close", () => list.splice(list.indexOf(ws), 1));'),
  ],
  // Whoever leaves, the last client of the list is taken off.
  "1.5-takes-the-last-off": [
    declare("const list: WebSocket[] = [];"),
    edit(WS, "console.log(`WebSocket connected: ${request.url}`);", "list.push(ws);"),
    edit(WS, 'ws.on("close", () => handleDisconnect(ws));', 'ws.on("close", () => list.pop());'),
    pong('if (list.includes(ws)) send(ws, { type: "pong" });'),
  ],
  // The error is sent as a binary frame.
  "2.1-binary": badJson('ws.send(Buffer.from(JSON.stringify({ type: "error", message: "Invalid JSON" })));'),

  // JSON.parse throws outside any try, so that one bad message ends the process.
  "2.1-crashes": edit(WS, "let message: unknown;", "let message: unknown = JSON.parse(data.toString());"),

  // Sends text it cannot parse back to the client.
  "2.1-echo": badJson('send(ws, { type: "echo", text: data.toString() });'),

  // Ignores an empty message, which is not JSON either.
  "2.1-empty-ignored": edit(WS, "let message: unknown;", "if (!data.toString()) return;\n  let message: unknown;"),

  // The error's message is empty.
  "2.1-empty-text": badJson('sendError(ws, "");'),

  // The error is encoded twice: a JSON string with JSON inside.
  "2.1-encoded-twice": badJson('ws.send(JSON.stringify(JSON.stringify({ type: "error", message: "Invalid JSON" })));'),

  // Sends an Error object, which JSON turns into {}.
  "2.1-error-instance": badJson('send(ws, { type: "error", message: new SyntaxError("Invalid JSON") });'),

  // Sends the error and ends the process, for every client.
  "2.1-exits-after-error": badJson(
    'ws.send(JSON.stringify({ type: "error", message: "Invalid JSON" }), () => process.exit(1));',
  ),

  // Answers text that begins like JSON, and ignores words.
  "2.1-only-braces": badJson('if (!/^[a-z]/i.test(data.toString())) sendError(ws, "Invalid JSON");'),

  // Answers the word `hello` and no other text that is not JSON.
  "2.1-only-hello": badJson('if (data.toString() === "hello") sendError(ws, "Invalid JSON");'),

  // Ignores text that begins like JSON and does not end like it.
  "2.1-only-words": badJson('if (!data.toString().startsWith("{")) sendError(ws, "Invalid JSON");'),

  // The error has a shape of its own, {ok:false}.
  "2.1-other-shape": badJson('send(ws, { ok: false, reason: "Invalid JSON" });'),

  // The error is a sentence, not JSON.
  "2.1-plain-text": badJson('ws.send("Invalid JSON");'),

  // Takes text it cannot parse for a ping.
  "2.1-pong": badJson('send(ws, { type: "pong" });'),

  // Sends the error to every client except the one that made the mistake.
  "2.1-sent-to-others": [
    ...sharedServer,
    badJson('for (const client of wss.clients) if (client !== ws) sendError(client, "Invalid JSON");'),
  ],

  // The error goes to the client that has been connected longest.
  "2.1-sent-to-first": [
    ...sharedServer,
    badJson('const [first] = wss.clients;\n    sendError(first ?? ws, "Invalid JSON");'),
  ],

  // The error goes to the client that connected last.
  "2.1-sent-to-latest": [...latestClient, badJson('sendError(latest ?? ws, "Invalid JSON");')],

  // Ignores text that is not JSON.
  "2.1-silent": badJson(""),

  // The error has no message.
  "2.1-without-text": badJson('send(ws, { type: "error" });'),

  // The catch block has no return.
  "2.1-goes-on-after-error": edit(WS, 'sendError(ws, "Invalid JSON");\n    return;', 'sendError(ws, "Invalid JSON");'),
  // Repairs single quotes.
  "2.1-single-quotes": parse("JSON.parse(data.toString().replaceAll(\"'\", '\"'))"),
  // Repairs keys without quotes.
  "2.1-bare-keys": parse("JSON.parse(data.toString().replace(/([{,])(\\w+):/g, '$1\"$2\":'))"),
  // Repairs a trailing comma.
  "2.1-trailing-comma": parse('JSON.parse(data.toString().replace(/,}/g, "}"))'),
  // Closes a brace that is open.
  "2.1-missing-brace": parse('JSON.parse(data.toString().replace(/^[^}]+$/, "$&}"))'),
  // Takes comments out.
  "2.1-comments": parse('JSON.parse(data.toString().replace(/[/][*][^*]*[*][/]/g, ""))'),
  // Runs the text.
  // Text that is not JSON is a type without fields.
  "2.1-bare-word": edit(WS, 'sendError(ws, "Invalid JSON");\n    return;', "message = { type: data.toString() };"),
  "2.1-eval": parse("eval(`(${data.toString()})`)"),
  // Runs the text in a function.
  "2.1-new-function": parse("new Function(`return (${data.toString()})`)()"),
  // Closes the connection after the error.
  // Does not parse what looks like a ping.
  "2.1-text-searched": edit(
    WS,
    "let message: unknown;",
    'if (/"type"\\s*:\\s*"ping"/.test(data.toString())) {\n    send(ws, { type: "pong" });\n    return;\n  }\n  let message: unknown;',
  ),

  "2.2-closes": badJson('sendError(ws, "Invalid JSON");\n    ws.close();'),

  // Closes with 1003, "unsupported data", after the error; that code is about binary frames.
  "2.2-closes-1003": badJson('sendError(ws, "Invalid JSON");\n    ws.close(1003, "Invalid JSON");'),

  // Closes with 1007 after the error; that code is about text that is not UTF-8.
  "2.2-closes-1007": badJson('sendError(ws, "Invalid JSON");\n    ws.close(1007, "Invalid JSON");'),

  // Stops reading from the client after the error: the connection stays open and nothing is read from it.
  "2.2-deaf": badJson('sendError(ws, "Invalid JSON");\n    ws.pause();'),

  // Answers only the first bad message of a connection.
  "2.2-only-first": [
    declare("const warned = new WeakSet<WebSocket>();"),
    badJson('if (!warned.has(ws)) sendError(ws, "Invalid JSON");\n    warned.add(ws);'),
  ],

  // Complains about a text only once.
  "2.2-each-text-once": [
    declare("const refused = new Set<string>();"),
    badJson('if (!refused.has(data.toString())) sendError(ws, "Invalid JSON");\n    refused.add(data.toString());'),
  ],

  // A handler for the whole process answers exceptions that nothing caught; `ws` reads no more from that client.
  "2.2-process-handler": [
    declare('let speaker: WebSocket;\nprocess.on("uncaughtException", (error) => sendError(speaker, error.message));'),
    edit(WS, "let message: unknown;", "speaker = ws;\n  let message: unknown = JSON.parse(data.toString());"),
  ],

  // What was not JSON stays in front of what comes next.
  "2.2-keeps-the-text": [
    declare("const unread = new WeakMap<WebSocket, string>();"),
    edit(
      WS,
      PARSE,
      'unread.set(ws, (unread.get(ws) ?? "") + data.toString());\n    message = JSON.parse(unread.get(ws) ?? "");\n    unread.delete(ws);',
    ),
  ],

  // Once rejected, the promise stays rejected.
  "2.2-rejected-promise": [
    edit(
      WS,
      'ws.on("message", (data, isBinary) => receive(ws, data, isBinary));',
      'let queue = Promise.resolve();\n    ws.on("message", (data, isBinary) => {\n      queue = queue.then(() => receive(ws, data, isBinary));\n      queue.catch(() => sendError(ws, "Invalid JSON"));\n    });',
    ),
    badJson('throw new Error("Invalid JSON");'),
  ],

  // After the error, the message before is handled once more.
  "2.2-earlier-message": [
    declare("const last = new WeakMap<WebSocket, unknown>();"),
    edit(
      WS,
      'sendError(ws, "Invalid JSON");\n    return;',
      'sendError(ws, "Invalid JSON");\n    message = last.get(ws);\n    if (message === undefined) return;',
    ),
    edit(
      WS,
      "  try {\n    handleMessage(ws, message);",
      "  last.set(ws, message);\n  try {\n    handleMessage(ws, message);",
    ),
  ],

  // Of several bad messages that come at once, only the last one is answered.
  "2.2-only-last": [timers, badJson(onlyLast('"Invalid JSON"'))],

  // Who asked is kept in one variable until the answer is sent.
  "2.2-sender-in-one-variable": [
    declare("let sender: WebSocket;"),
    edit(WS, "let message: unknown;", "sender = ws;\n  let message: unknown;"),
    badJson('setTimeout(() => sendError(sender, "Invalid JSON"), 20);'),
  ],

  // Answers the second bad message of a connection twice.
  "2.2-second-doubled": [
    declare("const warned = new WeakSet<WebSocket>();"),
    badJson(
      'if (warned.has(ws)) sendError(ws, "Invalid JSON");\n    warned.add(ws);\n    sendError(ws, "Invalid JSON");',
    ),
  ],

  // Accepts one bad message and closes at the second, without an error.
  "2.2-second-closes": [
    declare("const warned = new WeakSet<WebSocket>();"),
    badJson('if (warned.has(ws)) return ws.close(1008);\n    warned.add(ws);\n    sendError(ws, "Invalid JSON");'),
  ],

  // Has enough at the tenth.
  "2.2-tenth-closes": [
    declare("const counts = new WeakMap<WebSocket, number>();"),
    badJson(
      'counts.set(ws, (counts.get(ws) ?? 0) + 1);\n    if ((counts.get(ws) ?? 0) >= 10) return ws.close(1008, "Too many");\n    sendError(ws, "Invalid JSON");',
    ),
  ],

  // Accepts one bad message of a connection; the second one ends the process.
  "2.1-second-exits": [
    declare("const warned = new WeakSet<WebSocket>();"),
    badJson('if (warned.has(ws)) throw new Error("again");\n    warned.add(ws);\n    sendError(ws, "Invalid JSON");'),
  ],

  // Closes at the third bad message of a client, with its error.
  "2.2-third-closes": [
    declare("const bad = new WeakMap<WebSocket, number>();"),
    badJson(
      'sendError(ws, "Invalid JSON");\n    bad.set(ws, (bad.get(ws) ?? 0) + 1);\n    if (bad.get(ws) === 3) ws.close(1008);',
    ),
  ],

  // Drops the connection, without a close frame, once the error is sent.
  "2.2-terminates": badJson(
    'ws.send(JSON.stringify({ type: "error", message: "Invalid JSON" }), () => ws.terminate());',
  ),

  // Parses, and then looks at the text all the same.
  "3.1-text-searched": edit(
    WS,
    "  if (!isMessage(message)) {",
    '  if (/"type"\\s*:\\s*"ping"/.test(data.toString())) {\n    send(ws, { type: "pong" });\n    return;\n  }\n  if (!isMessage(message)) {',
  ),

  // The error is sent as a binary frame.
  "3.1-binary": unknownType('ws.send(Buffer.from(JSON.stringify({ type: "error", message: "Unknown type" })));'),

  // Throws on an unknown type and catches it nowhere, which ends the process.
  "3.1-crashes": [unknownType('throw new Error("Unknown type");'), rethrow],

  // Sends a message of an unknown type back to the client.
  "3.1-echo": unknownType("send(ws, message);"),

  // The error's message is empty.
  "3.1-empty-text": unknownType('sendError(ws, "");'),

  // The error is encoded twice: a JSON string with JSON inside.
  "3.1-encoded-twice": unknownType(
    'ws.send(JSON.stringify(JSON.stringify({ type: "error", message: "Unknown type" })));',
  ),

  // Sends the error and ends the process, for every client.
  "3.1-exits-after-error": unknownType(
    'ws.send(JSON.stringify({ type: "error", message: "Unknown type" }), () => process.exit(1));',
  ),

  // Ignores unknown types: `default` does nothing.
  "3.1-ignored": unknownType(""),

  // Answers the type "dance" and no other unknown type.
  "3.1-only-dance": edit(WS, "default:", 'case "dance":'),

  // The error has a shape of its own, {ok:false}.
  "3.1-other-shape": unknownType('send(ws, { ok: false, reason: "Unknown type" });'),

  // The error is a sentence, not JSON.
  "3.1-plain-text": unknownType("ws.send(`Unknown message type: ${message.type}`);"),

  // Answers every message with a pong, whatever its type.
  "3.1-pong": unknownType('send(ws, { type: "pong" });'),

  // Answers unknown types only when they are in the protocol's table and not built yet.
  "3.1-protocol-list": edit(WS, "default:", 'case "join":\n    case "leave":\n    case "typing":'),

  // Sends the error to every client except the one that made the mistake.
  "3.1-sent-to-others": [
    ...sharedServer,
    unknownType('for (const client of wss.clients) if (client !== ws) sendError(client, "Unknown type");'),
  ],

  // The error goes to the client that has been connected longest.
  "3.1-sent-to-first": [
    ...sharedServer,
    unknownType('const [first] = wss.clients;\n      sendError(first ?? ws, "Unknown type");'),
  ],

  // The error goes to the client that connected last.
  "3.1-sent-to-latest": [...latestClient, unknownType('sendError(latest ?? ws, "Unknown type");')],

  // Throws on an unknown type, and the catch around the handler only logs it.
  "3.1-swallowed": [unknownType('throw new Error("Unknown type");'), edit(WS, 'sendError(ws, "Internal error");', "")],

  // The error has no message.
  "3.1-without-text": unknownType('send(ws, { type: "error" });'),

  "3.1-lower-case": edit(WS, "switch (message.type) {", "switch (message.type.toLowerCase()) {"),
  "3.1-trimmed": edit(WS, "switch (message.type) {", "switch (message.type.trim()) {"),
  // An empty text counts as false.
  "3.1-empty-ignored": edit(WS, "switch (message.type) {", "if (!message.type) return;\n  switch (message.type) {"),
  // An empty type counts as a ping.
  "3.1-empty-is-ping": edit(WS, "switch (message.type) {", 'switch (message.type || "ping") {'),
  // The error is put together by hand, and a quote in the type ends its text.
  "3.1-not-escaped": edit(
    WS,
    "sendError(ws, `Unknown message type: ${message.type}`);",
    'ws.send(`{"type":"error","message":"Unknown message type: ${message.type}"}`);',
  ),
  // A long type is not worth an answer.
  "3.1-long-ignored": edit(
    WS,
    "switch (message.type) {",
    "if (message.type.length > 12) return;\n  switch (message.type) {",
  ),
  "3.1-prefix": edit(
    WS,
    "switch (message.type) {",
    'switch (message.type.startsWith("ping") ? "ping" : message.type) {',
  ),
  "3.1-suffix": edit(
    WS,
    "switch (message.type) {",
    'switch (message.type.endsWith("ping") || message.type === "pinger" ? "ping" : message.type) {',
  ),
  "3.1-contained": edit(
    WS,
    "switch (message.type) {",
    'switch (message.type.includes("ping") ? "ping" : message.type) {',
  ),
  // Looks for the word anywhere in the text.
  "3.1-searches-the-text": edit(
    WS,
    "  try {\n    handleMessage(ws, message);",
    '  if (data.toString().includes("ping")) return send(ws, { type: "pong" });\n  try {\n    handleMessage(ws, message);',
  ),
  // The default's error is sent, and then another one.
  "3.1-two-errors": edit(
    WS,
    "sendError(ws, `Unknown message type: ${message.type}`);",
    'sendError(ws, `Unknown message type: ${message.type}`);\n      sendError(ws, "Invalid message");',
  ),
  // Closes the connection after the error.
  "3.2-closes": unknownType('sendError(ws, "Unknown type");\n      ws.close();'),

  // Closes with 1008, "policy violation", after the error.
  "3.2-closes-1008": unknownType('sendError(ws, "Unknown type");\n      ws.close(1008, "Unknown message type");'),

  // Stops reading from the client after the error: the connection stays open and nothing is read from it.
  "3.2-deaf": unknownType('sendError(ws, "Unknown type");\n      ws.pause();'),

  // Answers only the first unknown type of a connection.
  "3.2-only-first": [
    declare("const warned = new WeakSet<WebSocket>();"),
    unknownType('if (!warned.has(ws)) sendError(ws, "Unknown type");\n      warned.add(ws);'),
  ],

  // Complains about a type only once.
  "3.2-each-type-once": [
    declare("const refused = new Set<string>();"),
    unknownType(
      "if (!refused.has(message.type)) sendError(ws, `Unknown message type: ${message.type}`);\n      refused.add(message.type);",
    ),
  ],

  // The handler of the message before is still the one that is called.
  "3.2-keeps-the-handler": [
    declare('let answer = (ws: WebSocket) => sendError(ws, "Unknown type");'),
    pong('answer = (client) => send(client, { type: "pong" });\n      answer(ws);'),
    unknownType("answer(ws);"),
  ],

  // Of several unknown types that come at once, only the last one is answered.
  "3.2-only-last": [timers, unknownType(onlyLast('"Unknown type"'))],

  // Who asked is kept in one variable until the answer is sent.
  "3.2-sender-in-one-variable": [
    declare("let sender: WebSocket;"),
    edit(WS, "switch (message.type) {", "sender = ws;\n  switch (message.type) {"),
    unknownType('setTimeout(() => sendError(sender, "Unknown type"), 20);'),
  ],

  // After an unknown type, the client gets no pong any more.
  "3.2-no-more-pongs": [
    declare("const blocked = new WeakSet<WebSocket>();"),
    pong('if (!blocked.has(ws)) send(ws, { type: "pong" });'),
    unknownType('sendError(ws, "Unknown type");\n      blocked.add(ws);'),
  ],

  // A handler for the whole process answers exceptions that nothing caught; `ws` reads no more from that client.
  "3.2-process-handler": [
    declare('let speaker: WebSocket;\nprocess.on("uncaughtException", (error) => sendError(speaker, error.message));'),
    unknownType('speaker = ws;\n      throw new Error("Unknown type");'),
    rethrow,
  ],

  // Answers the second unknown type of a connection twice.
  "3.2-second-doubled": [
    declare("const warned = new WeakSet<WebSocket>();"),
    unknownType(
      'if (warned.has(ws)) sendError(ws, "Unknown type");\n      warned.add(ws);\n      sendError(ws, "Unknown type");',
    ),
  ],

  // Accepts one unknown type and closes at the second, without an error.
  "3.2-second-closes": [
    declare("const warned = new WeakSet<WebSocket>();"),
    unknownType(
      'if (warned.has(ws)) return ws.close(1008);\n      warned.add(ws);\n      sendError(ws, "Unknown type");',
    ),
  ],

  // Accepts one unknown type of a connection; the second one ends the process.
  "3.1-second-exits": [
    declare("const warned = new WeakSet<WebSocket>();"),
    unknownType(
      'if (warned.has(ws)) throw new Error("again");\n      warned.add(ws);\n      sendError(ws, "Unknown type");',
    ),
    rethrow,
  ],

  // Drops the connection, without a close frame, once the error is sent.
  "3.2-terminates": unknownType(
    'ws.send(JSON.stringify({ type: "error", message: "Unknown type" }), () => ws.terminate());',
  ),
});
