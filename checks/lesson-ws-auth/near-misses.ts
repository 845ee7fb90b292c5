/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that must
 * catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const AUTH = "auth.ts";
const WS = "ws-server.ts";

// The statements of the solution that most mistakes replace.
const SESSION_RULE = "if (session === null || Date.parse(session.expiresAt) <= Date.now()) return null;";
const READ_COOKIE = 'const cookie = readCookie(request.headers.cookie, "session");';
const COOKIE_RULE = 'if (cookie !== null) return userOf(cookie) ?? "refused";';
const READ_URL = 'const urlToken = targetOf(request).query.get("token");';
const URL_RULE = 'if (urlToken !== null) return userOf(urlToken) ?? "refused";';
const ORIGIN_RULE = "return origin === undefined || ALLOWED_ORIGINS.has(origin);";
const PATH_RULE = 'if (targetOf(request).path !== "/ws") return refuse(socket, 404);';
const UPGRADE_RULE = 'if (user === "refused") return refuse(socket, 401);';
const END =
  "socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\\r\\nConnection: close\\r\\nContent-Length: 0\\r\\n\\r\\n`);";
const DESTROY = 'socket.once("finish", () => socket.destroy());';
const SOCKET_ERRORS = 'socket.on("error", (error) => console.error(`Handshake failed: ${error.message}`));';
const WELCOME = 'send(ws, { type: "connected", message: "WebSocket connected", user: client.user });';
const TIMEOUT = 'if (client.user === null) ws.close(UNAUTHORIZED, "Authentication timed out");';
const WRONG_TOKEN = 'if (user === null) return ws.close(UNAUTHORIZED, "Invalid token");';
const NOT_YET = 'if (client.user === null) return sendError(ws, "Unauthorized");';
const IDENTITY = "const { id: userId, name } = client.user;";

const session = (code: string) => edit(AUTH, SESSION_RULE, code);
const readCookie = (code: string) => edit(AUTH, READ_COOKIE, code);
const cookieRule = (code: string) => edit(AUTH, COOKIE_RULE, code);
const readUrl = (code: string) => edit(AUTH, READ_URL, code);
const urlRule = (code: string) => edit(AUTH, URL_RULE, code);
const origin = (code: string) => edit(AUTH, ORIGIN_RULE, code);
const path = (code: string) => edit(WS, PATH_RULE, code);
const refused = (code: string) => edit(WS, UPGRADE_RULE, code);
const end = (code: string) => edit(WS, END, code);
const welcome = (code: string) => edit(WS, WELCOME, code);
const timeout = (code: string) => edit(WS, TIMEOUT, code);
const wrongToken = (code: string) => edit(WS, WRONG_TOKEN, code);
const notYet = (code: string) => edit(WS, NOT_YET, code);
const identity = (code: string) => edit(WS, IDENTITY, code);
const keepUser = (code: string) => edit(WS, "client.user = user;", code);
const declare = (code: string) => edit(WS, "/** One open connection. */", `${code}\n\n/** One open connection. */`);
const remember = (code: string) => edit(AUTH, "/** Whether the page", `${code}\n\n/** Whether the page`);
const origins = (code: string) =>
  edit(AUTH, 'new Set((process.env.ALLOWED_ORIGINS ?? "http://localhost:3000").split(","))', code);

export default nearMisses("lesson-ws-auth", {
  // The welcome names no user.
  "1.1-welcome-without-user": welcome('send(ws, { type: "connected", message: "WebSocket connected" });'),

  // The token itself is sent as the user.
  "1.1-token-as-user": cookieRule(
    'if (cookie !== null) return userOf(cookie) === null ? "refused" : { id: cookie, name: cookie };',
  ),

  // The cookie is looked for under another name.
  "1.1-other-cookie-name": readCookie('const cookie = readCookie(request.headers.cookie, "token");'),

  // The id stands where the name belongs.
  "1.1-name-is-id": welcome(
    'send(ws, { type: "connected", user: client.user && { id: client.user.id, name: client.user.id } });',
  ),

  // The user is a promise: `async`, and no `await` where it is used.
  "1.1-missing-await": welcome(
    'send(ws, { type: "connected", message: "WebSocket connected", user: Promise.resolve(client.user) });',
  ),

  // Only the first user is ever asked for: one variable for all handshakes.
  "1.1-first-user-only": [
    remember("let known: User | null = null;"),
    cookieRule('if (cookie !== null) return (known ??= userOf(cookie)) ?? "refused";'),
  ],

  // Expiry is compared the wrong way round: only sessions that are over count.
  "1.1-expiry-reversed": session(SESSION_RULE.replace("<=", ">=")),

  // Any token will do.
  "1.2-any-token": cookieRule('if (cookie !== null) return userOf(cookie) ?? { id: "user-guest", name: "Guest" };'),

  // A session counts for ever.
  "1.2-expired-accepted": session("if (session === null) return null;"),

  // Milliseconds are compared with seconds.
  "1.2-expiry-in-seconds": session(
    "if (session === null || Date.parse(session.expiresAt) <= Date.now() / 1000) return null;",
  ),

  // The dates are compared, without the time of day.
  "1.2-expiry-by-date": session(
    "if (session === null || session.expiresAt.slice(0, 10) < new Date().toISOString().slice(0, 10)) return null;",
  ),

  // A text is compared with digits.
  "1.2-expiry-with-digits": session("if (session === null || session.expiresAt <= String(Date.now())) return null;"),

  // The end of a session is compared as a text with a number: never smaller.
  "1.2-expiry-as-text": session("if (session === null || Number(session.expiresAt) <= Date.now()) return null;"),

  // A wrong token counts as none: the client is let in to wait for its first message.
  "1.2-wrong-is-none": [cookieRule("if (cookie !== null) return userOf(cookie);")],

  // An empty token counts as none.
  "1.2-empty-is-none": cookieRule('if (cookie) return userOf(cookie) ?? "refused";'),

  // What cannot be decoded makes decodeURIComponent throw, in a listener that nothing catches.
  "1.2-decoding-throws": cookieRule('if (cookie !== null) return userOf(decodeURIComponent(cookie)) ?? "refused";'),

  // A refused handshake is answered with 403 where the table says 401.
  "1.2-other-status": refused('if (user === "refused") return refuse(socket, 403);'),

  // A refused handshake gets a redirect to the page for signing in, as a page would.
  "1.2-redirect": [
    refused(
      'if (user === "refused") return void socket.end("HTTP/1.1 302 Found\\r\\nLocation: /login\\r\\nContent-Length: 0\\r\\n\\r\\n");',
    ),
  ],

  // The socket is destroyed without an answer.
  "1.2-destroyed-without-answer": refused('if (user === "refused") return void socket.destroy();'),

  // The listener returns without an answer: the client waits.
  "1.2-never-answered": refused('if (user === "refused") return;'),

  // Accepted, and never closed: the error is all that the client gets.
  "1.2-upgrade-then-no-close": [
    refused(""),
    edit(WS, "accept({ ws, user })", 'user === "refused" ? sendError(ws, "Unauthorized") : accept({ ws, user })'),
  ],

  // Welcomed by name and closed then: whoever has an expired token still learns something.
  "1.2-served-then-closed": [
    refused(""),
    edit(
      WS,
      "accept({ ws, user })",
      'user === "refused" ? (send(ws, { type: "connected", user: { id: "?", name: "?" } }), ws.close(UNAUTHORIZED)) : accept({ ws, user })',
    ),
  ],

  // The first place where `session=` stands is taken, wherever that is.
  "1.3-ends-in-session": readCookie(
    'const cookie = /session=([^;]*)/.exec(request.headers.cookie ?? "")?.[1] ?? null;',
  ),

  // Only a cookie that comes first is found.
  "1.3-first-cookie-only": readCookie(
    'const [key, value = ""] = (request.headers.cookie ?? "").split("=");\n  const cookie = key === "session" ? value : null;',
  ),

  // The whole header is taken for the cookie.
  "1.3-whole-header": readCookie(
    'const cookie = request.headers.cookie?.includes("session=") ? (request.headers.cookie.split("session=")[1] ?? null) : null;',
  ),

  // Cookies are split at the semicolon, and the blank behind it stays in the name.
  "1.3-blank-in-name": readCookie(
    'const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.split("="));\n  const cookie = pairs.find(([key]) => key === "session")?.[1] ?? null;',
  ),

  // The last cookie wins whose name begins in the same way.
  "1.3-begins-with-session": readCookie(
    'const pairs = (request.headers.cookie ?? "").split("; ").map((pair) => pair.split("="));\n  const cookie = pairs.findLast(([key]) => key?.startsWith("session"))?.[1] ?? null;',
  ),

  // No path is refused.
  "1.4-any-path": path(""),

  // The path only has to begin like the right one.
  "1.4-begins-like-it": path('if (!targetOf(request).path.startsWith("/ws")) return refuse(socket, 404);'),

  // The path only has to end like the right one.
  "1.4-ends-like-it": path('if (!targetOf(request).path.endsWith("/ws")) return refuse(socket, 404);'),

  // Other paths are cut off without an answer.
  "1.4-destroyed": path('if (targetOf(request).path !== "/ws") return void socket.destroy();'),

  // Other paths get no answer: another listener might want them.
  "1.4-left-to-others": path('if (targetOf(request).path !== "/ws") return;'),

  // Every session that was ever seen stays in memory.
  "1.5-cached": [
    remember("const seen = new Map<string, User>();"),
    cookieRule(`if (cookie !== null) {
    const user = seen.get(cookie) ?? userOf(cookie);
    if (user === null) return "refused";
    seen.set(cookie, user);
    return user;
  }`),
  ],

  // A token that a connection has shown once counts from then on.
  "1.5-remembered-tokens": [
    remember("const tokens = new Map<string, User | null>();"),
    edit(
      AUTH,
      "const session = findSession(token);",
      "const before = tokens.get(token);\n  if (before) return before;\n  const session = findSession(token);",
    ),
    edit(AUTH, "return session.user;", "tokens.set(token, session.user);\n  return session.user;"),
  ],

  // The status is written, and the connection stays open.
  "1.6-not-ended": [end(END.replace("socket.end(", "socket.write(")), edit(WS, DESTROY, "")],

  // One of several places that refuse only writes its answer.
  "1.6-other-path-not-ended": path(
    'if (targetOf(request).path !== "/ws") return void socket.write("HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\n\\r\\n");',
  ),

  // Nothing listens for an error of the socket, which ends the process when the client resets the connection.
  "1.6-no-error-listener": [edit(WS, SOCKET_ERRORS, ""), edit(WS, DESTROY, "")],

  // The answer comes a moment later, when nothing listens for what became of the socket meanwhile.
  "1.6-answered-later": [
    edit(WS, SOCKET_ERRORS, ""),
    edit(WS, DESTROY, ""),
    end(`setTimeout(() => {\n    ${END}\n  }, 20);`),
  ],

  // The listener is added too late: after the handshake.
  "1.6-listener-on-accept": [
    edit(WS, SOCKET_ERRORS, ""),
    edit(WS, DESTROY, ""),
    edit(WS, "wss.handleUpgrade(request,", 'socket.on("error", () => {});\n    wss.handleUpgrade(request,'),
  ],

  // The listener is added once the path is known to be right.
  "1.6-listener-after-the-path": [
    edit(WS, SOCKET_ERRORS, ""),
    edit(WS, DESTROY, ""),
    path(`${PATH_RULE}\n    ${SOCKET_ERRORS}`),
  ],

  // The URL is not looked at.
  "2.1-url-ignored": [readUrl(""), urlRule("")],

  // The rest of the URL behind `token=` is taken for the token.
  "2.1-rest-of-the-url": readUrl('const urlToken = request.url?.split("token=")[1] ?? null;'),

  // The parameter has another name.
  "2.1-other-parameter": readUrl('const urlToken = targetOf(request).query.get("access_token");'),

  // The whole query is taken for the token.
  "2.1-whole-query": readUrl(
    'const query = targetOf(request).query.toString();\n  const urlToken = query.startsWith("token=") ? query.slice(6) : null;',
  ),

  // Any parameter whose name contains "token" is taken.
  "2.1-any-token-parameter": readUrl(
    'const urlToken = [...targetOf(request).query].find(([name]) => name.includes("token"))?.[1] ?? null;',
  ),

  // A wrong token in the URL counts as none.
  "2.2-wrong-is-none": urlRule("if (urlToken !== null) return userOf(urlToken);"),

  // An empty token in the URL counts as none.
  "2.2-empty-is-none": urlRule('if (urlToken) return userOf(urlToken) ?? "refused";'),

  // In the URL, any session will do, also one that is over.
  "2.2-expired-accepted": urlRule('if (urlToken !== null) return findSession(urlToken)?.user ?? "refused";'),

  // The token is cut out of the URL and decoded, which throws where that cannot be done.
  "2.2-decoding-throws": readUrl(
    'const shown = /[?&]token=([^&]*)/.exec(request.url ?? "")?.[1];\n  const urlToken = shown === undefined ? null : decodeURIComponent(shown);',
  ),

  // Where both are shown, the cookie counts.
  "2.1-cookie-first": readUrl(
    'const urlToken = readCookie(request.headers.cookie, "session") ?? targetOf(request).query.get("token");',
  ),

  // A wrong token in the URL is made good by the cookie.
  "2.2-cookie-instead": urlRule(
    'if (urlToken !== null) return userOf(urlToken) ?? userOf(readCookie(request.headers.cookie, "session") ?? "") ?? "refused";',
  ),

  // The client joins the room, and then gets the error.
  "2.3-joins-all-the-same": notYet(
    'if (client.user === null) {\n    joinRoom(boardId, ws);\n    return sendError(ws, "Unauthorized");\n  }',
  ),

  // A client without a token is refused.
  "2.3-must-show-something": edit(AUTH, "return null;\n}\n\n/** Whether", 'return "refused";\n}\n\n/** Whether'),

  // An unknown client joins as a guest.
  "2.3-guest": [notYet(""), identity('const { id: userId, name } = client.user ?? { id: "guest", name: "Guest" };')],

  // The error is sent, and the client joins all the same: `return` is missing.
  "2.3-no-return": [
    notYet('if (client.user === null) sendError(ws, "Unauthorized");'),
    identity("const { id: userId, name } = client.user ?? { id: message.userId, name: message.name };"),
  ],

  // An unknown client is announced as whoever its message says.
  "2.3-believes-the-message": [
    notYet(""),
    identity("const { id: userId, name } = client.user ?? { id: message.userId, name: message.name };"),
  ],

  // An unknown client gets no answer.
  "2.3-silent": notYet("if (client.user === null) return;"),

  // Joining an unknown client throws, and the process ends.
  "2.3-throws": [notYet(""), identity("const { id: userId, name } = client.user!;")],

  // The user of the auth message is not kept.
  "2.4-user-not-kept": keepUser(""),

  // The user is kept in a copy of the client.
  "2.4-kept-in-a-copy": keepUser("client = { ...client, user };"),

  // The name of the message is believed.
  "2.4-believes-name": [
    edit(WS, "{ token }: Message)", "{ token, name: claimed }: Message)"),
    edit(
      WS,
      'const user = typeof token === "string" ? userOf(token) : null;',
      'const found = typeof token === "string" ? userOf(token) : null;\n  const user = found && { ...found, ...(claimed === undefined ? {} : { name: String(claimed) }) };',
    ),
  ],

  // The message's type is not known.
  "2.4-no-case": edit(WS, 'case "auth":', 'case "authenticate":'),

  // The answer has another type.
  "2.4-other-answer": edit(WS, 'send(ws, { type: "authenticated", user });', 'send(ws, { type: "auth", user });'),

  // The answer says who, in a field of its own.
  "2.4-answer-without-user": edit(
    WS,
    'send(ws, { type: "authenticated", user });',
    'send(ws, { type: "authenticated", ok: true });',
  ),

  // The client is welcomed once more, by its name.
  "2.4-welcomed-again": edit(
    WS,
    'send(ws, { type: "authenticated", user });',
    'send(ws, { type: "authenticated", user });\n  send(ws, { type: "connected", message: "WebSocket connected", user });',
  ),

  // The user is kept, and the client gets no answer.
  "2.4-no-answer": edit(WS, 'send(ws, { type: "authenticated", user });', ""),

  // The listener for messages is added a while after the connection was accepted: what came before is lost.
  "2.3-listens-too-late": edit(
    WS,
    'ws.on("message", (data) => receive(client, data));',
    'setTimeout(() => ws.on("message", (data) => receive(client, data)), 1_000);',
  ),

  // A wrong token is answered with an error, and the client may try on.
  "2.5-error-only": wrongToken('if (user === null) return sendError(ws, "Invalid token");'),

  // A wrong token gets no answer.
  "2.5-ignored": wrongToken("if (user === null) return;"),

  // The token is not looked at.
  "2.5-any-token": wrongToken(
    'if (user === null) return send(ws, { type: "authenticated", user: { id: "guest", name: "Guest" } });',
  ),

  // A client whose message brings a user along needs no token.
  "2.5-believes-user": [
    edit(WS, "{ token }: Message)", "{ token, user: claimed }: Message)"),
    edit(
      WS,
      'typeof token === "string" ? userOf(token) : null',
      '(claimed as User | undefined) ?? (typeof token === "string" ? userOf(token) : null)',
    ),
  ],

  // A message without a token makes the database throw, and nothing catches that.
  "2.5-no-token-throws": edit(
    WS,
    'typeof token === "string" ? userOf(token) : null',
    "userOf((token as string).trim())",
  ),

  // The session's end is not looked at.
  "2.5-expired-accepted": [
    edit(WS, "import { broadcastToRoom", 'import { findSession } from "./sessions.js";\nimport { broadcastToRoom'),
    edit(
      WS,
      'typeof token === "string" ? userOf(token) : null',
      'typeof token === "string" ? (findSession(token)?.user ?? null) : null',
    ),
  ],

  // The connection is closed as if all were well.
  "2.5-normal-closure": wrongToken("if (user === null) return ws.close(1000);"),

  // The connection is cut, and the client does not learn why.
  "2.5-terminated": wrongToken("if (user === null) return ws.terminate();"),

  // Nobody is closed for saying nothing.
  "2.6-no-timer": timeout(""),

  // The timer closes everybody.
  "2.6-kills-authenticated": timeout('ws.close(UNAUTHORIZED, "Authentication timed out");'),

  // The time is a number in the code.
  "2.6-hard-coded": edit(WS, "}, AUTH_TIMEOUT_MS);", "}, 5_000);"),

  // The time is read as seconds.
  "2.6-as-seconds": edit(WS, "}, AUTH_TIMEOUT_MS);", "}, AUTH_TIMEOUT_MS * 1_000);"),

  // Any first message stops the timer.
  "2.6-stopped-by-any-message": edit(
    WS,
    'ws.on("close", () => clearTimeout(timer));',
    'ws.on("close", () => clearTimeout(timer));\n  ws.once("message", () => clearTimeout(timer));',
  ),

  // An "auth" stops the timer before it is looked at: one without a token gets an error, and the client stays.
  "2.6-stopped-by-auth-without-token": [
    edit(
      WS,
      'ws.on("close", () => clearTimeout(timer));',
      'ws.on("close", () => clearTimeout(timer));\n  ws.on("message", (data) => {\n    if (data.toString().includes(\'"type":"auth"\')) clearTimeout(timer);\n  });',
    ),
    edit(
      WS,
      'return sendError(ws, "You are authenticated already");',
      'return sendError(ws, "You are authenticated already");\n  if (typeof token !== "string") return sendError(ws, "token must be a text");',
    ),
  ],

  // The time begins anew with each message.
  "2.6-begins-anew": edit(
    WS,
    'ws.on("close", () => clearTimeout(timer));',
    'ws.on("close", () => clearTimeout(timer));\n  ws.on("message", () => void timer.refresh());',
  ),

  // One timer looks at all clients from time to time: who came just before it goes off has no time.
  "2.6-one-interval-for-all": [
    declare(
      "const unknown = new Set<Client>();\nsetInterval(() => {\n  for (const client of unknown) if (client.user === null) client.ws.close(UNAUTHORIZED);\n}, AUTH_TIMEOUT_MS);",
    ),
    timeout("void unknown.add(client);"),
    edit(WS, "}, AUTH_TIMEOUT_MS);\n  ws.on", "}, 0);\n  ws.on"),
    edit(
      WS,
      'ws.on("close", () => clearTimeout(timer));',
      'ws.on("close", () => (clearTimeout(timer), unknown.delete(client)));',
    ),
  ],

  // A user has one connection: the next one closes it.
  "2.6-one-for-each-user": [
    declare("const online = new Map<string, WebSocket>();"),
    welcome(
      `${WELCOME}\n  if (client.user !== null) {\n    online.get(client.user.id)?.close(4000, "Connected elsewhere");\n    online.set(client.user.id, ws);\n  }`,
    ),
  ],

  // One variable holds the newest timer, so each client that comes stops the one before.
  "2.6-one-timer": [
    declare("let timer: NodeJS.Timeout | undefined;"),
    edit(WS, "const timer = setTimeout", "clearTimeout(timer);\n  timer = setTimeout"),
  ],

  // One variable holds the newest timer, and whoever says who it is stops that one.
  "2.6-one-timer-stopped-by-any": [
    declare("let timer: NodeJS.Timeout | undefined;"),
    edit(WS, "const timer = setTimeout", "timer = setTimeout"),
    edit(WS, 'ws.on("close", () => clearTimeout(timer));', ""),
    keepUser("client.user = user;\n  clearTimeout(timer);"),
  ],

  // The same, and the function does not ask who has authenticated meanwhile.
  "2.6-one-timer-closes-known": [
    declare("let timer: NodeJS.Timeout | undefined;"),
    edit(WS, "const timer = setTimeout", "timer = setTimeout"),
    edit(WS, 'ws.on("close", () => clearTimeout(timer));', ""),
    timeout('ws.close(UNAUTHORIZED, "Authentication timed out");'),
    edit(WS, "}, AUTH_TIMEOUT_MS);", "}, AUTH_TIMEOUT_MS);\n  if (client.user !== null) clearTimeout(timer);"),
    keepUser("client.user = user;\n  clearTimeout(timer);"),
  ],

  // Closed as if all were well.
  "2.6-normal-closure": timeout('if (client.user === null) ws.close(1000, "Authentication timed out");'),

  // The name of the message is believed.
  "3.1-trusts-message": identity(
    "const userId = message.userId ?? client.user.id;\n  const name = message.name ?? client.user.name;",
  ),

  // The id is the session's, the name the message's.
  "3.1-trusts-name": identity("const userId = client.user.id;\n  const name = message.name ?? client.user.name;"),

  // What the message says is spread over what the server knows.
  "3.1-spread": edit(
    WS,
    '{ type: "user_joined", boardId, userId, name }',
    '{ boardId, userId, name, ...message, type: "user_joined" }',
  ),

  // The user of the last handshake, for all clients.
  "3.1-newest-client": [
    declare("let newest: User | null = null;"),
    edit(WS, "const { ws } = client;\n  ws.on", "const { ws } = client;\n  newest = client.user ?? newest;\n  ws.on"),
    identity(
      "const { id: userId, name } = message.userId === undefined ? client.user : ({ ...newest, name: message.name } as User);",
    ),
  ],

  // Users are remembered by address, which many clients share.
  "3.1-by-address": [
    edit(WS, "interface Client {", "interface Client {\n  readonly address: string;"),
    edit(WS, "accept({ ws, user })", 'accept({ ws, user, address: request.socket.remoteAddress ?? "" })'),
    declare("const users = new Map<string, User>();"),
    welcome(`${WELCOME}\n  if (client.user !== null) users.set(client.address, client.user);`),
    identity("const { id: userId, name } = users.get(client.address) ?? client.user;"),
  ],

  // Clients that are no browsers are refused.
  "3.2-origin-required": origin('return ALLOWED_ORIGINS.has(origin ?? "");'),

  // The whole list is compared with the origin.
  "3.2-list-as-one": [
    origins('process.env.ALLOWED_ORIGINS ?? "http://localhost:3000"'),
    origin("return origin === undefined || origin === ALLOWED_ORIGINS;"),
  ],

  // Only the first origin of the list counts.
  "3.2-first-only": origin("return origin === undefined || origin === [...ALLOWED_ORIGINS][0];"),

  // The list is written into the code.
  "3.2-hard-coded": origins('new Set(["https://board.example", "http://localhost:5173"])'),

  // No origin is refused.
  "3.3-not-checked": edit(WS, "if (!originAllowed(request)) return refuse(socket, 403);", ""),

  // The origin only has to begin like an allowed one.
  "3.3-starts-with": origin(
    "return origin === undefined || [...ALLOWED_ORIGINS].some((allowed) => origin.startsWith(allowed));",
  ),

  // The origin only has to end like an allowed one.
  "3.3-ends-with": origin(
    'return origin === undefined || [...ALLOWED_ORIGINS].some((allowed) => origin.endsWith(allowed.replace("https://", "")));',
  ),

  // The origin only has to contain an allowed one.
  "3.3-includes": origin(
    "return origin === undefined || [...ALLOWED_ORIGINS].some((allowed) => origin.includes(allowed));",
  ),

  // The list only has to contain the origin, as a text.
  "3.3-list-includes": [
    origins('process.env.ALLOWED_ORIGINS ?? "http://localhost:3000"'),
    origin("return origin === undefined || ALLOWED_ORIGINS.includes(origin);"),
  ],

  // An allowed origin as a pattern, in which the dot is any character.
  "3.3-pattern": origin(
    "return origin === undefined || [...ALLOWED_ORIGINS].some((allowed) => new RegExp(`^${allowed}$`).test(origin));",
  ),

  // Only the name of the host is compared: any port and any scheme will do.
  "3.3-host-name-only": origin(
    "return origin === undefined || (URL.canParse(origin) && [...ALLOWED_ORIGINS].some((allowed) => new URL(allowed).hostname === new URL(origin).hostname));",
  ),

  // Host and port are compared, the scheme is not.
  "3.3-any-scheme": origin(
    "return origin === undefined || (URL.canParse(origin) && [...ALLOWED_ORIGINS].some((allowed) => new URL(allowed).host === new URL(origin).host));",
  ),

  // Sub-domains of an allowed host are let in as well.
  "3.3-sub-domains": origin(
    "return origin === undefined || ALLOWED_ORIGINS.has(origin) || (URL.canParse(origin) && [...ALLOWED_ORIGINS].some((allowed) => new URL(origin).hostname.endsWith(`.${new URL(allowed).hostname}`)));",
  ),

  // Only a handshake with a cookie is asked for its origin, as only cookies are sent unasked.
  "3.3-only-with-a-cookie": origin(
    "return origin === undefined || request.headers.cookie === undefined || ALLOWED_ORIGINS.has(origin);",
  ),

  // Only a handshake that shows something is asked for its origin.
  "3.3-only-with-a-token": origin(
    "return origin === undefined || authenticateUpgrade(request) === null || ALLOWED_ORIGINS.has(origin);",
  ),

  // The token is asked for before the page.
  "3.3-token-first": [
    edit(WS, "if (!originAllowed(request)) return refuse(socket, 403);", ""),
    refused(`${UPGRADE_RULE}\n    if (!originAllowed(request)) return refuse(socket, 403);`),
  ],

  // The listener is added once the page is known to be allowed, and for what is refused by then.
  "3.3-listener-after-the-origin": [
    edit(WS, SOCKET_ERRORS, ""),
    edit(WS, DESTROY, ""),
    path(
      'if (targetOf(request).path !== "/ws") {\n      socket.on("error", () => {});\n      return refuse(socket, 404);\n    }',
    ),
    edit(
      WS,
      "if (!originAllowed(request)) return refuse(socket, 403);",
      `if (!originAllowed(request)) return refuse(socket, 403);\n    ${SOCKET_ERRORS}`,
    ),
  ],

  // One of several places that refuse only writes its answer.
  "3.3-not-ended": edit(
    WS,
    "if (!originAllowed(request)) return refuse(socket, 403);",
    'if (!originAllowed(request)) return void socket.write("HTTP/1.1 403 Forbidden\\r\\nContent-Length: 0\\r\\n\\r\\n");',
  ),

  // What is no URL makes `new URL` throw, in a listener that nothing catches.
  "3.4-null-throws": origin("return origin === undefined || ALLOWED_ORIGINS.has(new URL(origin).origin);"),

  // "null" is taken for no origin.
  "3.4-null-is-none": origin('return origin === undefined || origin === "null" || ALLOWED_ORIGINS.has(origin);'),

  // What is no URL counts as no browser.
  "3.4-malformed-let-in": origin(
    "return origin === undefined || !URL.canParse(origin) || ALLOWED_ORIGINS.has(origin);",
  ),

  // `break` is missing: a client that has authenticated is refused as well.
  "2.4-no-break": edit(WS, "authenticate(client, message);\n      break;", "authenticate(client, message);"),

  // The welcome is sent twice.
  "1.1-welcome-twice": edit(
    WS,
    'send(ws, { type: "connected", message: "WebSocket connected", user: client.user });',
    'send(ws, { type: "connected", message: "WebSocket connected", user: client.user });\n  send(ws, { type: "connected", message: "WebSocket connected", user: client.user });',
  ),
});
