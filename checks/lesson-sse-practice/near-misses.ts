/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that must
 * catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const SSE = "sse.ts";
const ROUTES = "routes.ts";
const SERVER = "server.ts";

// The statements of the solution that most mistakes replace.
const HEARTBEAT_LOOP = `setInterval(() => {
  for (const client of clients.keys()) client.enqueue(heartbeat);
}, HEARTBEAT_MS).unref();`;
const timer = (code: string) => edit(SSE, HEARTBEAT_LOOP, code);
const beat = (text: string) => edit(SSE, 'encoder.encode(": heartbeat\\n\\n")', `encoder.encode(${text})`);
const start = (code: string) =>
  edit(SSE, "clients.set(client, boardIds);", `clients.set(client, boardIds);\n      ${code}`);
const cancel = (code: string) => edit(SSE, "clients.delete(client);", `clients.delete(client);\n      ${code}`);
const declare = (code: string) =>
  edit(SSE, "const encoder = new TextEncoder();", `const encoder = new TextEncoder();\n${code}`);
const missed = (code: string) => edit(SSE, "return board.eventsSince(lastEventId, { boardIds });", code);
const watching = (code: string) => edit(SSE, "boardIds.includes(event.boardId)", code);
const lookUp = (code: string) => edit(ROUTES, "for (const boardId of boardIds) board.board(boardId);", code);
const list = (code: string) => edit(ROUTES, 'const boardIds = c.input.query.boards.split(",");', code);
const retry = (code: string) => edit(SSE, "client.enqueue(encoder.encode(`retry: ${RETRY_MS}\\n\\n`));", code);
const buffering = (code: string) => edit(ROUTES, '"X-Accel-Buffering": "no",', code);
const caching = (code: string) => edit(ROUTES, '"Cache-Control": "no-cache, no-transform",', code);
const closeAll = (code: string) => edit(SSE, "for (const client of clients.keys()) client.close();", code);
const call = (code: string) => edit(SERVER, "closeAllClients();\n", `${code}\n`);
const limit = (code: string) => edit(SERVER, "setTimeout(() => process.exit(), SHUTDOWN_LIMIT_MS).unref();", code);

const streamOfSeveral = (code: string) => edit(ROUTES, "return eventStream(c.request, boardIds);", code);

/** Clients of several boards in a list of their own, which every place has to know. */
const LIST_OF_ITS_OWN = [
  declare("const ofSeveral = new Map<Client, readonly string[]>();"),
  edit(
    SSE,
    "clients.set(client, boardIds);",
    "const own = boardIds.length > 1 ? ofSeveral : clients;\n      own.set(client, boardIds);",
  ),
  cancel("ofSeveral.delete(client);"),
  edit(
    SSE,
    "for (const [client, boardIds] of clients) {",
    "for (const [client, boardIds] of [...clients, ...ofSeveral]) {",
  ),
  edit(SSE, "return clients.size;", "return clients.size + ofSeveral.size;"),
];

/** A set of clients for each board, so that a client of several boards is in several of them. */
const SETS_BY_BOARD = [
  declare(`const boards = new Map<string, Set<Client>>();
const all = () => [...boards.values()].flatMap((set) => [...set]);`),
  edit(
    SSE,
    "clients.set(client, boardIds);",
    "for (const id of boardIds) boards.set(id, (boards.get(id) ?? new Set<Client>()).add(client));",
  ),
  timer(HEARTBEAT_LOOP.replace("clients.keys()", "new Set(all())")),
  edit(
    SSE,
    "for (const [client, boardIds] of clients) {",
    "for (const client of boards.get(event.boardId) ?? []) {\n    const boardIds = [event.boardId];",
  ),
  edit(SSE, "return clients.size;", "return new Set(all()).size;"),
];

export default nearMisses("lesson-sse-practice", {
  // The time is a number in the code.
  "1.1-hard-coded": timer(HEARTBEAT_LOOP.replace("HEARTBEAT_MS", "15_000")),

  // The time is read as seconds.
  "1.1-as-seconds": timer(HEARTBEAT_LOOP.replace("HEARTBEAT_MS", "HEARTBEAT_MS * 1_000")),

  // The time is divided by a thousand, and the timer goes off each millisecond.
  "1.1-divided": timer(HEARTBEAT_LOOP.replace("HEARTBEAT_MS", "HEARTBEAT_MS / 1_000")),

  // The variable's name is misspelt: the time is no number.
  "1.1-not-a-number": edit(SSE, "Number(process.env.SSE_HEARTBEAT_MS ?? 15_000)", "Number(process.env.SSE_HEARTBEAT)"),

  // One heartbeat, and no more.
  "1.1-once": timer(HEARTBEAT_LOOP.replace("setInterval", "setTimeout")),

  // No heartbeat.
  "1.1-none": timer("void heartbeat;"),

  // The heartbeat is an event with a name.
  "1.1-named-event": beat("`event: heartbeat\\ndata: {}\\n\\n`"),

  // The heartbeat is an event without a name.
  "1.1-message": beat("`data: heartbeat\\n\\n`"),

  // The colon is missing, so the line is a field that no client knows.
  "1.1-no-colon": beat('"heartbeat\\n\\n"'),

  // The comment has no end.
  "1.1-no-line-end": beat('": heartbeat"'),

  // Only the client that came first gets heartbeats.
  "1.1-first-client": timer(HEARTBEAT_LOOP.replace("clients.keys()", "[...clients.keys()].slice(0, 1)")),

  // Only the client that came last gets heartbeats.
  "1.1-last-client": timer(HEARTBEAT_LOOP.replace("clients.keys()", "[...clients.keys()].slice(-1)")),

  // Every client has a timer, which stops when it leaves and writes to all of them.
  "1.1-each-timer-writes-to-all": [
    timer(""),
    edit(SSE, "let client: Client;", "let client: Client;\n  let interval: NodeJS.Timeout;"),
    start(`interval = setInterval(() => {
        for (const each of clients.keys()) each.enqueue(heartbeat);
      }, HEARTBEAT_MS);`),
    cancel("clearInterval(interval);"),
  ],

  // Heartbeats are sent when an event is: on a busy board, where nobody needs them.
  "1.1-with-events": [
    timer(""),
    edit(
      SSE,
      "if (isWatching) client.enqueue(bytes);",
      "if (isWatching) client.enqueue(bytes);\n    client.enqueue(heartbeat);",
    ),
  ],

  // Every client has a timer, which goes on when it has left: writing throws, and nothing catches it.
  "1.2-never-cleared": [timer(""), start("setInterval(() => controller.enqueue(heartbeat), HEARTBEAT_MS);")],

  // What the timers of clients that have left throw is swallowed, and the timers stay.
  "1.2-swallowed": [
    timer(""),
    start(`setInterval(() => {
        try {
          controller.enqueue(heartbeat);
        } catch {
          // The client has left.
        }
      }, HEARTBEAT_MS);`),
  ],

  // The same, with timers that keep no process alive.
  "1.2-unref": [
    timer(""),
    start(`setInterval(() => {
        if (clients.has(controller)) controller.enqueue(heartbeat);
      }, HEARTBEAT_MS).unref();`),
  ],

  // One timer for all, which any client that leaves stops; the next one that comes begins it again.
  "1.2-stopped-with-another": [
    declare("let interval: NodeJS.Timeout | undefined;"),
    timer(""),
    start(`interval ??= setInterval(() => {
        for (const each of clients.keys()) each.enqueue(heartbeat);
      }, HEARTBEAT_MS);`),
    cancel("clearInterval(interval);\n      interval = undefined;"),
  ],

  // Every client has a timer, and one variable holds the newest.
  "1.2-one-variable": [
    timer(""),
    declare("let interval: NodeJS.Timeout;"),
    start(`interval = setInterval(() => {
        if (clients.has(controller)) controller.enqueue(heartbeat);
      }, HEARTBEAT_MS);`),
    cancel("clearInterval(interval);"),
  ],

  // The first client that leaves stops the heartbeats of all.
  "1.2-stops-all": [
    edit(SSE, "setInterval(() => {", "const interval = setInterval(() => {"),
    edit(SSE, "}, HEARTBEAT_MS).unref();", "}, HEARTBEAT_MS);"),
    cancel("clearInterval(interval);"),
  ],

  // When the last client leaves, the heartbeats stop, and they never begin again.
  "1.2-not-begun-again": [
    declare("let interval: NodeJS.Timeout | undefined;"),
    timer(""),
    start(`interval ??= setInterval(() => {
        for (const each of clients.keys()) each.enqueue(heartbeat);
      }, HEARTBEAT_MS);`),
    cancel("if (clients.size === 0) clearInterval(interval);"),
  ],

  // A client that has left stays in a list of its own for heartbeats.
  "1.2-list-of-its-own": [
    declare("const beating = new Set<Client>();"),
    start("beating.add(client);"),
    timer(HEARTBEAT_LOOP.replace("clients.keys()", "beating")),
  ],

  // Whether anybody is left is asked before the client is removed: nothing ever stops.
  "1.5-asked-too-early": [
    declare("let interval: NodeJS.Timeout | undefined;"),
    timer(""),
    start(`if (clients.size === 1)
        interval = setInterval(() => {
          for (const each of clients.keys()) each.enqueue(heartbeat);
        }, HEARTBEAT_MS);`),
    edit(
      SSE,
      "clients.delete(client);",
      "if (clients.size === 0) clearInterval(interval);\n      clients.delete(client);",
    ),
  ],

  // The variable is emptied, and the timer goes on.
  "1.5-forgotten-and-not-stopped": [
    declare("let interval: NodeJS.Timeout | undefined;"),
    timer(""),
    start(`interval ??= setInterval(() => {
        for (const each of clients.keys()) each.enqueue(heartbeat);
      }, HEARTBEAT_MS);`),
    cancel("if (clients.size === 0) interval = undefined;"),
  ],

  // One time of the last event for all streams.
  "1.6-left-out-after-any-event": [
    declare("let lastEventAt = 0;"),
    edit(SSE, "const bytes = encode(event);", "const bytes = encode(event);\n  lastEventAt = Date.now();"),
    timer(HEARTBEAT_LOOP.replace("for (", "if (Date.now() - lastEventAt < HEARTBEAT_MS) return;\n  for (")),
  ],

  // One timer for all streams, which every event starts anew.
  "1.6-begins-anew-with-any-event": [
    timer(
      HEARTBEAT_LOOP.replace("setInterval", "const beating = setInterval").replace(".unref()", "") +
        "\nbeating.unref();",
    ),
    edit(SSE, "const bytes = encode(event);", "const bytes = encode(event);\n  beating.refresh();"),
  ],

  // A comment, and an empty event behind it.
  "1.3-empty-data": beat('": heartbeat\\ndata:\\n\\n"'),

  // A comment, and an event behind it, to be sure.
  "1.3-event-as-well": beat("`: heartbeat\\n\\nevent: ping\\ndata: ${JSON.stringify({})}\\n\\n`"),

  // The heartbeat has an id.
  "1.3-id": beat("`: heartbeat\\nid: ${Date.now()}\\n\\n`"),

  // The heartbeat takes the id away that the client has.
  "1.3-empty-id": beat('": heartbeat\\nid:\\n\\n"'),

  // The heartbeat has the id of all ids.
  "1.3-id-zero": beat('"id: 0\\n: heartbeat\\n\\n"'),

  // The line end stands in front of the comment: the next event's first line belongs to it.
  "1.4-line-end-in-front": beat('"\\n: heartbeat"'),

  // A second comment begins and does not end.
  "1.4-begins-another": beat('": heartbeat\\n\\n:"'),

  // Only the first of the boards counts.
  "2.1-first-board": watching("boardIds[0] === event.boardId"),

  // Only the last of the boards counts.
  "2.1-last-board": watching("boardIds.at(-1) === event.boardId"),

  // The list is one id.
  "2.1-not-split": [list("const boardIds = [c.input.query.boards];"), lookUp("")],

  // Split at another character.
  "2.1-semicolon": [list('const boardIds = c.input.query.boards.split(";");'), lookUp("")],

  // The parameter is read from the address as it stands there, where the comma is %2C.
  "2.1-not-decoded": [
    list('const boardIds = (c.request.url.split("boards=")[1] ?? "").split(",");'),
    lookUp('for (const boardId of boardIds) if (!boardId.includes("%2C")) board.board(boardId);'),
  ],

  // A stream for all of them, to which nothing is sent.
  "2.1-none": watching("boardIds.length === 1 && boardIds[0] === event.boardId"),

  // Compares with the list as a text.
  "2.2-part-of-the-text": watching('boardIds.join(",").includes(event.boardId)'),

  // An id that begins with one that was asked for is taken for it.
  "2.2-begins-alike": watching("boardIds.some((id) => event.boardId.startsWith(id))"),

  // An id with which one that was asked for begins is taken for it.
  "2.2-begins-with-it": watching("boardIds.some((id) => id.startsWith(event.boardId))"),

  // Everything is sent to a client of several boards.
  "2.2-everything": watching("boardIds.length > 1 || boardIds.includes(event.boardId)"),

  // A list with one board in it is no list.
  "2.2-list-of-one": streamOfSeveral(
    "return eventStream(c.request, boardIds.length > 1 ? boardIds : board.boards().map(({ id }) => id));",
  ),

  // Nothing is looked up.
  "2.3-not-looked-up": lookUp(""),

  // Only the first board is looked up.
  "2.3-first-looked-up": lookUp('board.board(boardIds[0] ?? "");'),

  // One board that exists is enough.
  "2.3-one-is-enough": lookUp(
    `const known = board.boards().map(({ id }) => id);
    if (!boardIds.some((id) => known.includes(id))) return Response.json({ error: "no such board" }, { status: 404 });`,
  ),

  // Without a list, every board is streamed.
  "2.3-all-by-default": [
    edit(ROUTES, "query: z.object({ boards: z.string() })", 'query: z.object({ boards: z.string().default("") })'),
    edit(
      ROUTES,
      'if (!c.input.ok || c.input.query.boards === "")',
      `if (c.input.ok && c.input.query.boards === "") return eventStream(c.request, board.boards().map(({ id }) => id));
    if (!c.input.ok)`,
    ),
  ],

  // An unknown board is answered like a list without boards.
  "2.3-400-for-unknown": lookUp(
    `const known = board.boards().map(({ id }) => id);
    if (!boardIds.every((id) => known.includes(id))) return Response.json({ error: "no such board" }, { status: 400 });`,
  ),

  // A list without boards is the server's fault.
  "2.3-500": edit(
    ROUTES,
    'return Response.json({ error: "Name the boards: ?boards=board-1,board-2" }, { status: 400 });',
    'throw new Error("no boards");',
  ),

  // One board after the other.
  "2.4-board-by-board": missed("return boardIds.flatMap((id) => board.eventsSince(lastEventId, { boardIds: [id] }));"),

  // Only the first board's events are looked for.
  "2.4-first-board": missed("return board.eventsSince(lastEventId, { boardIds: boardIds.slice(0, 1) });"),

  // Who comes back gets what happens on the first board only.
  "2.4-then-first-board": edit(
    SSE,
    "clients.set(client, boardIds);",
    "clients.set(client, lastEventId === null ? boardIds : boardIds.slice(0, 1));",
  ),

  // Two boards are what the example has.
  "2.4-two-boards": missed("return board.eventsSince(lastEventId, { boardIds: boardIds.slice(0, 2) });"),

  // What one client has missed is sent to everybody.
  "2.4-to-everyone": edit(SSE, "client.enqueue(encode(event));", "broadcast(event);"),

  // Those of every board.
  "2.4-every-board": missed("return boardIds.length > 0 ? board.eventsSince(lastEventId) : [];"),

  // The last event that the client has seen comes once more.
  "2.4-once-more": missed("return board.eventsSince(String(Number(lastEventId) - 1), { boardIds });"),

  // Everything is sent, from the beginning.
  "2.4-from-the-beginning": missed('return lastEventId === "" ? [] : board.eventsSince("0", { boardIds });'),

  // Ids are sorted as texts: 10 comes before 9.
  "2.4-sorted-as-text": missed(
    "return board.eventsSince(lastEventId, { boardIds }).toSorted((a, b) => a.id.localeCompare(b.id));",
  ),

  // The newest first.
  "2.4-backwards": missed("return board.eventsSince(lastEventId, { boardIds }).toReversed();"),

  // Nothing is sent again.
  "2.4-nothing": missed("return board.eventsSince(lastEventId, { boardIds: boardIds.slice(0, 0) });"),

  // The header is read under another name.
  "2.4-other-header": edit(ROUTES, 'request.headers.get("Last-Event-ID")', 'request.headers.get("Last-Event")'),

  // The longest ids first, each length in its order: neither as texts nor board by board.
  "2.4-longest-first": missed(
    "return board.eventsSince(lastEventId, { boardIds }).toSorted((a, b) => b.id.length - a.id.length);",
  ),

  // An event is sent for each time that its board is named.
  "2.5-live-twice": edit(
    SSE,
    "if (isWatching) client.enqueue(bytes);",
    "if (isWatching) for (const id of boardIds) if (id === event.boardId) client.enqueue(bytes);",
  ),

  // What was missed is read for each time that its board is named.
  "2.5-missed-twice": missed(
    `return boardIds
    .flatMap((id) => board.eventsSince(lastEventId, { boardIds: [id] }))
    .toSorted((a, b) => Number(a.id) - Number(b.id));`,
  ),

  // A client that leaves is taken from the set of its first board only.
  "2.2-taken-from-one-set": [
    ...SETS_BY_BOARD,
    edit(SSE, "clients.delete(client);", 'boards.get(boardIds[0] ?? "")?.delete(client);'),
    closeAll("for (const client of new Set(all())) client.close();\n  boards.clear();"),
  ],

  // What takes a client off its boards ends at one that others still watch.
  "2.2-ends-at-a-board-of-others": [
    ...SETS_BY_BOARD,
    edit(
      SSE,
      "clients.delete(client);",
      `for (const id of boardIds) {
        const watching = boards.get(id);
        watching?.delete(client);
        if ((watching?.size ?? 0) > 0) return;
        boards.delete(id);
      }`,
    ),
    closeAll("for (const client of new Set(all())) client.close();\n  boards.clear();"),
  ],

  // Only clients of one board get heartbeats.
  "2.6-only-with-one-board": timer(
    HEARTBEAT_LOOP.replace(
      "for (const client of clients.keys()) client",
      "for (const [client, boardIds] of clients) if (boardIds.length === 1) client",
    ),
  ),

  // The timer does not know the list of those that have several boards.
  "2.6-list-of-its-own": [
    ...LIST_OF_ITS_OWN,
    closeAll("for (const client of [...clients.keys(), ...ofSeveral.keys()]) client.close();\n  ofSeveral.clear();"),
  ],

  // Looks for the board in the task, and a deletion has only its id.
  "2.7-board-of-the-task": watching('"task" in event && boardIds.includes(event.task.boardId)'),

  // A deletion goes to the clients whose first board it is.
  "2.7-of-the-first-board": watching(
    '(event.type === "task_deleted" ? boardIds[0] === event.boardId : boardIds.includes(event.boardId))',
  ),

  // The header is missing.
  "3.1-buffered": buffering(""),

  // The stream of several boards has a response of its own, without the headers.
  "3.1-not-with-several": streamOfSeveral(
    `return new Response(addClient(boardIds, c.request.headers.get("Last-Event-ID")), {
      headers: { "Content-Type": "text/event-stream" },
    });`,
  ),

  // A header of another name.
  "3.1-other-header": buffering('"X-Buffering": "no",'),

  // Another value: nginx knows yes and no.
  "3.1-off": buffering('"X-Accel-Buffering": "off",'),

  // The cache's header is missing.
  "3.1-no-cache-control": caching(""),

  // Caches may keep it for an hour.
  "3.1-cached": caching('"Cache-Control": "max-age=3600, no-transform",'),

  // Compression only: a cache may answer.
  "3.1-only-no-transform": caching('"Cache-Control": "no-transform",'),

  // No retry field.
  "3.2-none": retry("void RETRY_MS;"),

  // Only clients of one board are told.
  "3.2-not-with-several": retry(
    "if (boardIds.length === 1) client.enqueue(encoder.encode(`retry: ${RETRY_MS}\\n\\n`));",
  ),

  // Only clients that come for the first time are told.
  "3.2-not-to-those-who-come-back": retry(
    "if (lastEventId === null) client.enqueue(encoder.encode(`retry: ${RETRY_MS}\\n\\n`));",
  ),

  // Seconds in place of milliseconds.
  "3.2-seconds": retry("client.enqueue(encoder.encode(`retry: ${RETRY_MS / 1_000}\\n\\n`));"),

  // The value is a number in the code.
  "3.2-hard-coded": retry("client.enqueue(encoder.encode(`retry: 3000\\n\\n`));\n      void RETRY_MS;"),

  // With a unit behind the digits, the field is ignored.
  "3.2-with-unit": retry("client.enqueue(encoder.encode(`retry: ${RETRY_MS}ms\\n\\n`));"),

  // A header, which no browser reads for a stream.
  "3.2-header": [
    retry("void RETRY_MS;"),
    edit(
      ROUTES,
      '"Content-Type": "text/event-stream",',
      '"Content-Type": "text/event-stream",\n      "Retry-After": process.env.SSE_RETRY_MS ?? "3000",',
    ),
  ],

  // The field lies within the data.
  "3.2-in-the-data": [
    retry(""),
    edit(SSE, 'data: {"type":"connected"}\\n\\n', 'data: {"type":"connected","retry":${RETRY_MS}}\\n\\n'),
  ],

  // A comment in place of a field.
  "3.2-comment": retry("client.enqueue(encoder.encode(`: retry: ${RETRY_MS}\\n\\n`));"),

  // Nothing is closed: the limit ends the process, and with it the streams.
  "3.3-not-closed": call("void closeAllClients;"),

  // The promise of `close` waits for the streams, which are closed only afterwards.
  "3.3-waits-for-close-first": edit(
    SERVER,
    "void server.close();\n  closeAllClients();",
    "void server.close().then(closeAllClients);",
  ),

  // The process ends before anything of the end is sent.
  "3.3-exits-at-once": limit("process.exit();"),

  // All connections are cut before their ends are sent.
  "3.3-cuts-connections": edit(
    SERVER,
    "void server.close();\n  closeAllClients();",
    "closeAllClients();\n  void server.close(true);",
  ),

  // Only the first client's stream is closed.
  "3.3-first-client": closeAll("for (const client of [...clients.keys()].slice(0, 1)) client.close();"),

  // The clients of several boards are in a list of their own, and stay there.
  "3.3-list-of-its-own": [
    ...LIST_OF_ITS_OWN,
    timer(HEARTBEAT_LOOP.replace("clients.keys()", "[...clients.keys(), ...ofSeveral.keys()]")),
  ],

  // A client of several boards is in several sets, and closing it a second time throws.
  "3.3-closed-twice": [
    ...SETS_BY_BOARD,
    edit(SSE, "clients.delete(client);", "for (const set of boards.values()) set.delete(client);"),
    closeAll("for (const client of all()) client.close();\n  boards.clear();"),
  ],

  // The streams fail in place of ending.
  "3.3-error": closeAll('for (const client of clients.keys()) client.error(new Error("the server ends"));'),

  // The clients are forgotten before they are closed.
  "3.3-forgotten-first": closeAll(
    "const all = [...clients.keys()].slice(clients.size);\n  for (const client of all) client.close();",
  ),

  // Another signal is listened for.
  "3.3-sigint": edit(SERVER, 'process.once("SIGTERM"', 'process.once("SIGINT"'),

  // Nothing limits how long connections keep the process alive.
  "3.4-no-limit": limit("void SHUTDOWN_LIMIT_MS;"),

  // The limit is ten minutes: the unit is wrong.
  "3.4-limit-in-seconds": limit("setTimeout(() => process.exit(), SHUTDOWN_LIMIT_MS * 1_000).unref();"),

  // The streams are ended, and the next heartbeat is written to them.
  "3.4-not-forgotten": edit(SSE, "  clients.clear();\n", ""),

  // Each client has a timer, which is stopped when the client leaves, and not when the server ends the stream.
  "3.4-own-timer-goes-on": [
    timer(""),
    declare("const timers = new Map<Client, NodeJS.Timeout>();"),
    start("timers.set(client, setInterval(() => controller.enqueue(heartbeat), HEARTBEAT_MS));"),
    cancel("clearInterval(timers.get(client));"),
  ],

  // The streams are ended, and the server goes on.
  "3.4-goes-on": [edit(SERVER, "void server.close();\n", ""), limit("void SHUTDOWN_LIMIT_MS;")],

  // The limit is started only once everything is closed, when nobody needs it any more.
  "3.4-limit-too-late": [
    edit(
      SERVER,
      "void server.close();",
      "void server.close().then(() => setTimeout(() => process.exit(), SHUTDOWN_LIMIT_MS));",
    ),
    limit(""),
  ],
});
