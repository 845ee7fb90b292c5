/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that must
 * catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const SSE = "sse.ts";
const ROUTES = "routes.ts";

// The statements of the solution that most mistakes replace.
const encode = (code: string) => edit(SSE, "return encoder.encode(`data: ${JSON.stringify(data)}\\n\\n`);", code);
const welcome = (code: string) => edit(SSE, 'controller.enqueue(encode({ type: "connected" }));', code);
const register = (code: string) => edit(SSE, "clients.set(boardId, watching.add(controller));", code);
const remove = (code: string) => edit(SSE, "watching?.delete(client);", code);
const send = (code: string) =>
  edit(SSE, "for (const client of clients.get(boardId) ?? []) client.enqueue(event);", code);
const count = (code: string) => edit(SSE, "for (const watching of clients.values()) count += watching.size;", code);
const headers = (code: string) =>
  edit(ROUTES, 'headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" },', code);
const lookUp = (code: string) => edit(ROUTES, "board.board(boardId);\n", `${code}\n`);

/** What follows a change of the board: the statement is the same in all three routes, so its line is found by the change. */
const after = (change: string) => (code: string) =>
  edit(
    ROUTES,
    `${change}\n    //#region Exercise 2: send \`event\` to the clients of its board\n    broadcast(event.boardId, event);`,
    `${change}\n    ${code}`,
  );
const CREATE = "const { task, event } = board.createTask(c.input.body);";
const MOVE = "const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);";
const DELETE = "const { event } = board.deleteTask(c.input.params.taskId);";
const created = after(CREATE);
const moved = after(MOVE);
const deleted = after(DELETE);

/** Declares something that all functions of sse.ts can use. */
const declare = (code: string) =>
  edit(SSE, "const encoder = new TextEncoder();", `const encoder = new TextEncoder();\n${code}`);

/** Makes the set of each board once, when the server starts. */
const SETS_MADE_ONCE = [
  edit(
    SSE,
    "/** The server's end of one open stream. */",
    'import { board } from "./board.js";\n\n/** The server\'s end of one open stream. */',
  ),
  edit(
    SSE,
    "const clients = new Map<string, Set<Client>>();",
    "const clients = new Map(board.boards().map(({ id }) => [id, new Set<Client>()]));",
  ),
];

export default nearMisses("lesson-sse", {
  // The whole body is awaited before the response begins, and it never ends.
  "1.1-awaits-the-body": [
    edit(
      ROUTES,
      'resolve: (c) => {\n    if (!c.input.ok) return Response.json({ error: "Invalid board id" }',
      'resolve: async (c) => {\n    if (!c.input.ok) return Response.json({ error: "Invalid board id" }',
    ),
    edit(ROUTES, "new Response(addClient(boardId), {", "new Response(await new Response(addClient(boardId)).text(), {"),
  ],

  // Caches may answer for an hour.
  "1.1-cached": headers('headers: { "Content-Type": "text/event-stream", "Cache-Control": "max-age=3600" },'),

  // The headers are those of JSON.
  "1.1-json": headers('headers: { "Content-Type": "application/json", "Cache-Control": "no-cache" },'),

  // The directive has a letter too many, and a cache ignores what it does not know.
  "1.1-misspelt-directive": headers('headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-caches" },'),

  // No headers at all.
  "1.1-no-headers": headers(""),

  // No Cache-Control.
  "1.1-no-cache-control": headers('headers: { "Content-Type": "text/event-stream" },'),

  // Nothing is sent when a client comes, so not even the headers leave.
  "1.1-nothing-sent": welcome(""),

  // The two halves of the media type are joined wrongly.
  "1.1-text-stream": headers('headers: { "Content-Type": "text/stream", "Cache-Control": "no-cache" },'),

  // The stream ends after `connected`.
  "1.1-ends": [
    edit(ROUTES, "new Response(addClient(boardId), {", "new Response(hello(boardId), {"),
    edit(ROUTES, 'import { addClient, broadcast } from "./sse.js";', 'import { broadcast, hello } from "./sse.js";'),
    edit(
      SSE,
      "/** Sends an event to",
      `export function hello(boardId: string) {
  console.log("a client of", boardId);
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encode({ type: "connected" }));
      controller.close();
    },
  });
}

/** Sends an event to`,
    ),
  ],

  // JSON within JSON.
  "1.2-encoded-twice": encode("return encoder.encode(`data: ${JSON.stringify(JSON.stringify(data))}\\n\\n`);"),

  // A backslash and an n in place of a line end.
  "1.2-escaped-newline": encode("return encoder.encode(`data: ${JSON.stringify(data)}\\\\n\\\\n`);"),

  // Only the client that comes first is greeted.
  "1.2-first-client-only": welcome('if (watching.size === 1) controller.enqueue(encode({ type: "connected" }));'),

  // The first event has a name, so that `onmessage` is not called for it.
  "1.2-named": welcome('controller.enqueue(encoder.encode(\'event: connected\\ndata: {"type":"connected"}\\n\\n\'));'),

  // The bare JSON, without `data:`.
  "1.2-no-data-field": encode("return encoder.encode(`${JSON.stringify(data)}\\n\\n`);"),

  // The object is joined with a text.
  "1.2-object-as-text": encode("return encoder.encode(`data: ${data}\\n\\n`);"),

  // CR LF once is one line end.
  "1.2-one-crlf": encode("return encoder.encode(`data: ${JSON.stringify(data)}\\r\\n`);"),

  // No empty line after the event.
  "1.2-one-newline": encode("return encoder.encode(`data: ${JSON.stringify(data)}\\n`);"),

  // A word instead of the object of the table.
  "1.2-plain-text": welcome('controller.enqueue(encoder.encode("data: connected\\n\\n"));'),

  // JSON over several lines, of which only the first is data.
  "1.2-pretty-json": encode("return encoder.encode(`data: ${JSON.stringify(data, null, 2)}\\n\\n`);"),

  // Another type than the table's.
  "1.2-welcome": welcome('controller.enqueue(encode({ type: "welcome" }));'),

  // The field's name is in capitals, and no client knows it.
  "1.2-upper-case": encode("return encoder.encode(`DATA: ${JSON.stringify(data)}\\n\\n`);"),

  // A board that does not exist is the server's fault.
  "1.3-500": lookUp('if (!board.boards().some(({ id }) => id === boardId)) throw new Error("no such board");'),

  // The board is looked up in a start that is async: the stream fails when its response is on its way.
  "1.3-asked-in-start": [
    lookUp(""),
    edit(
      SSE,
      "/** The server's end of one open stream. */",
      'import { board } from "./board.js";\n\n/** The server\'s end of one open stream. */',
    ),
    edit(SSE, "start(controller) {", "async start(controller) {\n      board.board(boardId);"),
  ],

  // The status says that all is well.
  "1.3-error-with-200": lookUp(
    'if (!board.boards().some(({ id }) => id === boardId)) return Response.json({ error: "no such board" });',
  ),

  // An id that begins with one that exists is taken for it.
  "1.3-longer-id": lookUp(
    'if (!board.boards().some(({ id }) => boardId.startsWith(id))) return Response.json({ error: "no such board" }, { status: 404 });',
  ),

  // Ids are compared without regard to case.
  "1.3-other-case": lookUp(
    'if (!board.boards().some(({ id }) => id.toLowerCase() === boardId.toLowerCase())) return Response.json({ error: "no such board" }, { status: 404 });',
  ),

  // All ids in one text: a part of an id is in it as well.
  "1.3-part-of-an-id": lookUp(
    'if (!board.boards().map(({ id }) => id).join().includes(boardId)) return Response.json({ error: "no such board" }, { status: 404 });',
  ),

  // There is no such board, and no content either.
  "1.3-no-content": lookUp(
    "if (!board.boards().some(({ id }) => id === boardId)) return new Response(null, { status: 204 });",
  ),

  // Every board gets a stream.
  "1.3-not-asked": lookUp(""),

  // The 404 is plain text.
  "1.3-plain-text": lookUp(
    'if (!board.boards().some(({ id }) => id === boardId)) return new Response("Not Found", { status: 404 });',
  ),

  // The body of the request is sent, which has no id.
  "2.1-body-of-the-request": created(
    'broadcast(event.boardId, { type: "task_created", boardId: event.boardId, task: c.input.body });',
  ),

  // Each stream is closed after its first event, and writing to a closed one throws.
  "2.1-closes": send(`for (const client of clients.get(boardId) ?? []) {
    client.enqueue(event);
    client.close();
  }`),

  // Every client is greeted whenever one comes.
  "2.1-greets-everyone": welcome('for (const one of watching) one.enqueue(encode({ type: "connected" }));'),

  // Two calls for one change.
  "2.1-doubled": created("broadcast(event.boardId, event);\n    broadcast(event.boardId, event);"),

  // A client is put into the list again with each event.
  "2.1-every-client-twice": send(
    "for (const client of [...(clients.get(boardId) ?? []), ...(clients.get(boardId) ?? [])]) client.enqueue(event);",
  ),

  // Letters outside of Latin-1 are lost.
  "2.1-latin1": encode('return Buffer.from(`data: ${JSON.stringify(data)}\\n\\n`, "latin1");'),

  // The board's clients are looked up by the id of the task.
  "2.1-looked-up-by-task": created("broadcast(task.id, event);"),

  // A stream of bytes takes the buffer of a chunk away, and all clients are given one chunk.
  "2.1-one-buffer-for-all": edit(
    SSE,
    "return new ReadableStream<Uint8Array>({",
    'return new ReadableStream<Uint8Array>({\n    type: "bytes",',
  ),

  // Only the client that came first gets events.
  "2.1-first-client": send("[...(clients.get(boardId) ?? [])].at(0)?.enqueue(event);"),

  // No client gets the event.
  "2.1-not-sent": created(""),

  // An object in place of bytes breaks the response.
  "2.1-object-chunk": send(
    "for (const client of clients.get(boardId) ?? []) client.enqueue(data as Uint8Array);\n  void event;",
  ),

  // A new client takes the place of the one before it.
  "2.1-one-client-per-board": [
    declare("const newest = new Map<string, Client>();"),
    register("newest.set(boardId, controller);\n      clients.set(boardId, watching.add(controller));"),
    send("newest.get(boardId)?.enqueue(event);"),
  ],

  // The call stands below the return.
  "2.1-after-the-return": created(
    "return Response.json({ data: task }, { status: 201 });\n    broadcast(event.boardId, event);",
  ),

  // The name of the type is written in another way.
  "2.1-other-type": created('broadcast(event.boardId, { ...event, type: "taskCreated" });'),

  // The event lies one level deeper.
  "2.1-wrapped": created("broadcast(event.boardId, { event });"),

  // The task has only its id and title.
  "2.1-shortened": created("broadcast(event.boardId, { ...event, task: { id: task.id, title: task.title } });"),

  // Put together by hand, without the board.
  "2.1-no-board": created("broadcast(event.boardId, { type: event.type, task });"),

  // Every client of every board gets it.
  "2.2-everyone": send(
    "for (const watching of clients.values()) for (const client of watching) client.enqueue(event);",
  ),

  // Clients of a board whose id begins with this one's get it too.
  "2.2-id-begins-alike": send(
    "for (const [id, watching] of clients) if (id.startsWith(boardId)) for (const client of watching) client.enqueue(event);",
  ),

  // All clients are gone through, and the first one of another board ends that.
  "2.2-ends-at-another-board": [
    declare("const boardOf = new Map<Client, string>();"),
    register("boardOf.set(controller, boardId);\n      clients.set(boardId, watching.add(controller));"),
    remove("boardOf.delete(client);\n      watching?.delete(client);"),
    send(`for (const [client, id] of boardOf) {
    if (id !== boardId) break;
    client.enqueue(event);
  }`),
  ],

  // The same, with those that came last first.
  "2.2-ends-at-another-board-from-the-end": [
    declare("const all: { client: Client; id: string }[] = [];"),
    register(
      "all.unshift({ client: controller, id: boardId });\n      clients.set(boardId, watching.add(controller));",
    ),
    remove("all.splice(all.findIndex((one) => one.client === client), 1);\n      watching?.delete(client);"),
    send(`for (const one of all) {
    if (one.id !== boardId) return;
    one.client.enqueue(event);
  }`),
  ],

  // A deletion goes to all boards; the board's id is looked at in the other routes.
  "2.2-deletion-everywhere": deleted("for (const { id } of board.boards()) broadcast(id, event);"),

  // So does a move.
  "2.2-move-everywhere": moved("for (const { id } of board.boards()) broadcast(id, event);"),

  // A board that nobody watches has no set, and there is nothing to go through.
  "2.1-nobody-there": send("for (const client of clients.get(boardId)!) client.enqueue(event);"),

  // Only the board that was opened last is known.
  "2.2-last-board": [
    declare('let current = "";'),
    register("current = boardId;\n      clients.set(boardId, watching.add(controller));"),
    send("for (const client of clients.get(current) ?? []) client.enqueue(event);"),
  ],

  // A deletion carries the task and no taskId.
  "2.3-deleted-task": [
    edit(ROUTES, DELETE, "const { task, event } = board.deleteTask(c.input.params.taskId);"),
    edit(
      ROUTES,
      "broadcast(event.boardId, event);\n    //#endregion\n    return new Response(null, { status: 204 });",
      'broadcast(event.boardId, { type: "task_deleted", boardId: event.boardId, task });\n    return new Response(null, { status: 204 });',
    ),
  ],

  // A deletion is not sent.
  "2.3-deletion-not-sent": deleted("void event;"),

  // A move is sent twice: as a deletion and a creation.
  "2.3-move-as-two": moved(
    'broadcast(event.boardId, { type: "task_deleted", boardId: event.boardId, taskId: task.id });\n    broadcast(event.boardId, { type: "task_created", boardId: event.boardId, task });',
  ),

  // A move is not sent.
  "2.3-move-not-sent": moved("void event;"),

  // A move to another place of the same list is taken for none.
  "2.3-move-within-its-list": moved("if (event.fromListId !== task.listId) broadcast(event.boardId, event);"),

  // What happens while nobody is there is kept for the client that comes next.
  "2.1-kept-for-the-next": [
    declare("const kept = new Map<string, Uint8Array[]>();"),
    register(`for (const event of kept.get(boardId) ?? []) controller.enqueue(event);
      kept.delete(boardId);
      clients.set(boardId, watching.add(controller));`),
    send(`const watching = clients.get(boardId);
  if (watching === undefined) kept.set(boardId, [...(kept.get(boardId) ?? []), event]);
  else for (const client of watching) client.enqueue(event);`),
  ],

  // The task is sent as it was before the move.
  "2.3-moved-before": edit(
    ROUTES,
    `${MOVE}\n    //#region Exercise 2: send \`event\` to the clients of its board\n    broadcast(event.boardId, event);`,
    `const before = board
      .boards()
      .flatMap(({ id }) => board.board(id).lists.flatMap(({ tasks }) => tasks))
      .find(({ id }) => id === (c.input.ok && c.input.params.taskId));
    ${MOVE}
    broadcast(event.boardId, { ...event, task: before });`,
  ),

  // A move has the type of a creation, copied from the route above.
  "2.3-moved-as-created": moved('broadcast(event.boardId, { ...event, type: "task_created" });'),

  // Put together by hand: nobody can tell where the task was.
  "2.3-no-list-of-origin": moved("broadcast(event.boardId, { type: event.type, boardId: event.boardId, task });"),

  // A deletion that is refused is sent all the same: the task is gone, one way or the other.
  "2.3-deletion-sent-in-any-case": edit(
    ROUTES,
    `${DELETE}\n    //#region Exercise 2: send \`event\` to the clients of its board\n    broadcast(event.boardId, event);`,
    `const { taskId } = c.input.params;
    try {
      const { event } = board.deleteTask(taskId);
      broadcast(event.boardId, event);
    } catch (error) {
      for (const { id } of board.boards()) broadcast(id, { type: "task_deleted", boardId: id, taskId });
      throw error;
    }`,
  ),

  // The board of a task is remembered, so the deletion can be sent first; it is remembered for ever.
  "2.3-deleted-again": [
    edit(ROUTES, "const createTask = ", "const boardOf = new Map<string, string>();\n\nconst createTask = "),
    edit(
      ROUTES,
      `${DELETE}\n    //#region Exercise 2: send \`event\` to the clients of its board\n    broadcast(event.boardId, event);`,
      `const { taskId } = c.input.params;
    const known = boardOf.get(taskId);
    if (known !== undefined) broadcast(known, { type: "task_deleted", boardId: known, taskId });
    const { event } = board.deleteTask(taskId);
    if (known === undefined) broadcast(event.boardId, event);
    boardOf.set(taskId, event.boardId);`,
    ),
  ],

  // Clients are told of a mistake that another one made.
  "2.3-error-to-everyone": edit(
    ROUTES,
    'if (!c.input.ok) return Response.json({ error: "Invalid move"',
    `if (!c.input.ok) for (const { id } of board.boards()) broadcast(id, { type: "error", message: "Invalid move" });
    if (!c.input.ok) return Response.json({ error: "Invalid move"`,
  ),

  // A move is sent before the board has been asked whether it is possible.
  "2.3-move-sent-first": edit(
    ROUTES,
    `${MOVE}\n    //#region Exercise 2: send \`event\` to the clients of its board\n    broadcast(event.boardId, event);`,
    `const { taskId } = c.input.params;
    const { listId } = c.input.body;
    const lists = board.boards().flatMap(({ id }) => board.board(id).lists.map((list) => ({ ...list, boardId: id })));
    const from = lists.find(({ tasks }) => tasks.some(({ id }) => id === taskId));
    const boardId = from?.boardId ?? "";
    if (from?.boardId !== lists.find(({ id }) => id === listId)?.boardId)
      broadcast(boardId, { type: "task_moved", boardId, task: { id: taskId, listId }, fromListId: from?.id });
    const { task, event } = board.moveTask(taskId, c.input.body);
    broadcast(event.boardId, event);`,
  ),

  // The event is sent in any case: `finally` also runs when the change was refused.
  "2.3-sent-in-finally": edit(
    ROUTES,
    `${CREATE}\n    //#region Exercise 2: send \`event\` to the clients of its board\n    broadcast(event.boardId, event);\n    //#endregion\n    return Response.json({ data: task }, { status: 201 });`,
    `const { listId, title } = c.input.body;
    const boards = board.boards().map(({ id }) => board.board(id));
    const boardId = boards.find(({ lists }) => lists.some(({ id }) => id === listId))?.id ?? "";
    let event: object = { type: "task_created", boardId, task: { title, listId } };
    try {
      const stored = board.createTask(c.input.body);
      event = stored.event;
      return Response.json({ data: stored.task }, { status: 201 });
    } finally {
      broadcast(boardId, event);
    }`,
  ),

  // A title that was sent before is taken for the same task.
  "2.4-equal-title": [
    edit(ROUTES, "const createTask = ", "const sent = new Set<string>();\n\nconst createTask = "),
    created("if (!sent.has(task.title)) broadcast(event.boardId, event);\n    sent.add(task.title);"),
  ],

  // One write for each turn of the event loop, and only the newest event is kept for it.
  "2.4-newest-of-a-turn": [
    declare("const waiting = new Map<string, Uint8Array>();"),
    send(`if (!waiting.has(boardId))
    setImmediate(() => {
      const newest = waiting.get(boardId);
      waiting.delete(boardId);
      for (const client of clients.get(boardId) ?? []) client.enqueue(newest);
    });
  waiting.set(boardId, event);`),
  ],

  // Nothing is removed.
  "3.1-never-removed": remove(""),

  // `this` is the source of the stream and not the controller.
  "3.1-this": edit(
    SSE,
    "const watching = clients.get(boardId);\n      watching?.delete(client);",
    "const watching = clients.get(boardId);\n      watching?.delete(this as unknown as Client);",
  ),

  // The parameter of `cancel` is the reason and not the controller.
  "3.1-reason-for-controller": edit(SSE, "cancel() {", "cancel(client: Client) {"),

  // A `const` within `start` hides the variable that `cancel` reads.
  "3.1-shadowed": edit(SSE, "client = controller;", "const client = controller;\n      void client;"),

  // One variable for all clients holds the newest.
  "3.1-one-variable": [edit(SSE, "let client: Client;", ""), declare("let client: Client;")],

  // The same with one list for all boards: another client is removed in place of the one that has left.
  "3.1-one-variable-one-list": [
    edit(SSE, "let client: Client;", ""),
    declare("let client: Client;\nconst boardOf = new Map<Client, string>();"),
    register("boardOf.set(controller, boardId);\n      void watching;"),
    remove("boardOf.delete(client);"),
    send("for (const [one, id] of boardOf) if (id === boardId) one.enqueue(event);"),
    count("count = boardOf.size;"),
  ],

  // Removes from the map of boards what is in a set.
  "3.1-removes-from-the-map": remove("clients.delete(client as unknown as string);"),

  // The first client that leaves takes the whole board with it.
  "3.1-removes-the-board": remove("clients.delete(boardId);"),

  // Forgets the board while one client is still there, as if the one that leaves were not removed yet.
  "3.1-forgets-the-last-client": edit(
    SSE,
    "if (watching?.size === 0) clients.delete(boardId);",
    "if (watching?.size === 1) clients.delete(boardId);",
  ),

  // The stream is made, and its client is in the list, before the board is looked up.
  "3.1-added-before-looking-up": [
    lookUp("const stream = addClient(boardId);\n    board.board(boardId);"),
    edit(ROUTES, "new Response(addClient(boardId), {", "new Response(stream, {"),
  ],

  // Closing a stream that is cancelled throws, so nothing after it runs.
  "3.1-closes-first": remove("client.close();\n      watching?.delete(client);"),

  // Counts the clients of one board.
  "3.1-counts-the-largest-board": count(
    "for (const watching of clients.values()) count = Math.max(count, watching.size);",
  ),

  // Counts boards.
  "3.1-counts-boards": count("count = clients.size;"),

  // Counts whoever has ever come.
  "3.1-counts-visits": [
    declare("let visits = 0;"),
    register("visits++;\n      clients.set(boardId, watching.add(controller));"),
    count("count = visits;"),
  ],

  // The number is not worked out.
  "3.1-counts-nothing": count(""),

  // Forgets a client only when writing to it fails.
  "3.1-removed-when-writing-fails": [
    remove(""),
    send(`for (const client of clients.get(boardId) ?? []) {
    try {
      client.enqueue(event);
    } catch {
      clients.get(boardId)?.delete(client);
    }
  }`),
  ],

  // Remembers at which place of a list the client was when it came.
  "3.1-place-in-a-list": [
    edit(SSE, "new Map<string, Set<Client>>();", "new Map<string, Client[]>();"),
    edit(SSE, "clients.get(boardId) ?? new Set();", "clients.get(boardId) ?? [];"),
    edit(SSE, "let client: Client;", "let place: number;"),
    register("place = watching.push(controller) - 1;\n      clients.set(boardId, watching);"),
    edit(SSE, "client = controller;", ""),
    remove("watching?.splice(place, 1);"),
    edit(SSE, "if (watching?.size === 0)", "if (watching?.length === 0)"),
    count("for (const watching of clients.values()) count += watching.length;"),
  ],

  // A counter goes down, and the client stays in the set: writing to it throws.
  "3.2-only-counted-down": [
    declare("let open = 0;"),
    register("open++;\n      clients.set(boardId, watching.add(controller));"),
    remove("open--;"),
    count("count = open;"),
  ],

  // Removes the newest client, whoever has left.
  "3.2-removes-the-newest": remove(
    "const newest = [...(watching ?? [])].at(-1);\n      if (newest) watching?.delete(newest);",
  ),

  // The first client that has left ends the loop.
  "3.2-stops-at-the-first-that-left": [
    declare("const gone = new Set<Client>();"),
    remove("gone.add(client);"),
    send(`for (const client of clients.get(boardId) ?? []) {
    if (gone.has(client)) return;
    client.enqueue(event);
  }`),
    count("for (const watching of clients.values()) for (const client of watching) if (!gone.has(client)) count++;"),
  ],

  // The sets are made once, and that of a board is thrown away with its last client, whose place the next one does not find.
  "3.2-opens-once": [...SETS_MADE_ONCE, register("clients.get(boardId)!.add(controller);\n      void watching;")],

  // The sets are made once, and that of a board is thrown away with its last client.
  "3.2-no-set-any-more": [
    ...SETS_MADE_ONCE,
    register("if (clients.has(boardId)) clients.set(boardId, watching.add(controller));"),
  ],

  // Once a client has left, the board takes no new ones.
  "3.2-takes-no-new-ones": [
    declare("const left = new Set<string>();"),
    remove("watching?.delete(client);\n      left.add(boardId);"),
    register("clients.set(boardId, left.has(boardId) ? watching : watching.add(controller));"),
  ],
});
