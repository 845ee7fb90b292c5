/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that must
 * catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const SSE = "sse.ts";
const ROUTES = "routes.ts";

// The statements of the solution that most mistakes replace.
const nameLine = (code: string) => edit(SSE, "if (name !== undefined) fields += `event: ${name}\\n`;", code);
const idLine = (code: string) => edit(SSE, "if (id !== undefined) fields += `id: ${id}\\n`;", code);
const nameOfEvent = (code: string) => edit(SSE, "name: event.type,", code);
const idOfEvent = (code: string) => edit(SSE, "id: event.id,", code);
const WELCOME = 'client.enqueue(formatSSE({ type: "connected" }));';
const welcome = (code: string) => edit(SSE, WELCOME, code);
const send = (code: string) =>
  edit(SSE, "for (const client of clients.get(event.boardId) ?? []) client.enqueue(bytes);", code);
const withoutId = (code: string) => edit(SSE, "if (lastEventId === undefined) return [];", code);
const lookUp = (code: string) =>
  edit(SSE, "const events = board.eventsSince(lastEventId, { boardIds: [boardId], limit: REPLAY_LIMIT + 1 });", code);
const missed = (code: string) => edit(SSE, "if (events.length <= REPLAY_LIMIT) return events.map(formatEvent);", code);
const replay = (code: string) =>
  edit(SSE, "for (const event of missedBy(boardId, lastEventId)) client.enqueue(event);", code);
const readId = (code: string) =>
  edit(
    ROUTES,
    'const lastEventId = c.request.headers.get("last-event-id") ?? c.input.query.lastEventId;',
    `const lastEventId = ${code};`,
  );

const header = 'c.request.headers.get("last-event-id")';
const query = "c.input.query.lastEventId";

/** Declares something that all functions of sse.ts can use. */
const declare = (code: string) =>
  edit(SSE, "const encoder = new TextEncoder();", `const encoder = new TextEncoder();\n${code}`);

/** Lets other requests have a turn. */
const PAUSE = "await new Promise((resolve) => setTimeout(resolve, 5));";

export default nearMisses("lesson-sse-events", {
  // Whoever listens for a name gets nothing.
  "1.1-no-name": nameOfEvent(""),
  "1.1-line-not-written": nameLine(""),

  // The name of the class of events and not that of the event.
  "1.1-one-name-for-all": nameOfEvent('name: "task",'),

  // The table writes names with an underscore.
  "1.1-camel-case": nameOfEvent("name: event.type.replace(/_(.)/, (_, letter: string) => letter.toUpperCase()),"),

  // A way for creations, and one for all else.
  "1.2-two-names": nameOfEvent('name: event.type === "task_created" ? event.type : "task_deleted",'),
  "1.2-exchanged-names": nameOfEvent(
    'name: { task_created: "task_created", task_moved: "task_deleted", task_deleted: "task_moved" }[event.type],',
  ),

  // Field names are written in lower case.
  "1.1-capital": nameLine("if (name !== undefined) fields += `Event: ${name}\\n`;"),

  // The field that names an event is called `event`.
  "1.1-field-type": nameLine("if (name !== undefined) fields += `type: ${name}\\n`;"),

  // Between name and data is an empty line, which ends the event before it has any data.
  "1.1-empty-line-after-name": nameLine("if (name !== undefined) fields += `event: ${name}\\n\\n`;"),

  // The next field stands on the line of the name.
  "1.1-no-line-end": nameLine("if (name !== undefined) fields += `event: ${name} `;"),

  // A name in quotes is another name.
  "1.1-quoted": nameLine("if (name !== undefined) fields += `event: ${JSON.stringify(name)}\\n`;"),

  // The name stands behind the empty line, and belongs to the event after this one.
  "1.1-name-after-the-data": edit(
    SSE,
    "return encoder.encode(`${fields}data: ${JSON.stringify(data)}\\n\\n`);",
    "return encoder.encode(`data: ${JSON.stringify(data)}\\n\\n${fields}`);",
  ),

  // Sends each event without a name too, for those that listen with `onmessage`.
  "1.1-twice": send(
    "for (const client of clients.get(event.boardId) ?? []) {\n    client.enqueue(bytes);\n    client.enqueue(formatSSE(event));\n  }",
  ),

  // The board's id is taken for the event's name.
  "1.1-named-after-the-board": nameOfEvent("name: event.boardId,"),

  // The name of the first kind of event stands for all of them.
  "1.2-always-created": nameOfEvent('name: "task_created",'),

  // Only creations have a name.
  "1.2-only-creations": nameOfEvent('...(event.type === "task_created" ? { name: event.type } : {}),'),

  // What is no deletion is a creation.
  "1.2-move-forgotten": nameOfEvent('name: event.type === "task_deleted" ? "task_deleted" : "task_created",'),

  // A move that stays within its list is taken for a change of the task.
  "1.2-move-within-a-list": nameOfEvent(
    'name: event.type === "task_moved" && event["fromListId"] === (event["task"] as { listId: string }).listId ? "task_updated" : event.type,',
  ),

  // Says where the task is, and not where it was.
  "1.2-without-the-list-before": edit(
    SSE,
    "return formatSSE(event, {",
    "const { fromListId: _, ...data } = event;\n  return formatSSE(data, {",
  ),

  // A template literal makes a text of `undefined`.
  "1.3-undefined": nameLine("fields += `event: ${name}\\n`;"),

  // A default that is meant for the others.
  "1.3-default-name": nameLine('fields += `event: ${name ?? "task_created"}\\n`;'),

  // What has no name gets that of the last event, so only the first client is welcomed without one.
  "1.3-name-of-the-last-event": [
    declare("let newest: string | undefined;"),
    nameOfEvent("name: (newest = event.type),"),
    nameLine("if ((name ?? newest) !== undefined) fields += `event: ${name ?? newest}\n`;"),
  ],

  // The greeting is named like an event that the browser dispatches itself.
  "1.3-open": welcome('client.enqueue(formatSSE({ type: "connected" }, { name: "open" }));'),

  // No ids.
  "2.1-no-id": idOfEvent(""),
  "2.1-line-not-written": idLine(""),

  // Each client counts for itself.
  "2.1-counted-by-client": [
    declare("const counts = new WeakMap<Client, number>();"),
    send(`void bytes;
  for (const client of clients.get(event.boardId) ?? []) {
    const count = (counts.get(client) ?? 0) + 1;
    counts.set(client, count);
    client.enqueue(formatSSE(event, { name: event.type, id: String(count) }));
  }`),
  ],

  // One counter, which goes on with every client that an event is sent to.
  "2.1-counted-by-sending": [
    declare("let count = 0;"),
    send(`void bytes;
  for (const client of clients.get(event.boardId) ?? [])
    client.enqueue(formatSSE(event, { name: event.type, id: String(++count) }));`),
  ],

  // The client's place in the list is a part of the id.
  "2.1-with-place-of-the-client": send(`void bytes;
  for (const [place, client] of [...(clients.get(event.boardId) ?? [])].entries())
    client.enqueue(formatSSE(event, { name: event.type, id: \`\${event.id}.\${place}\` }));`),

  // Another field's name.
  "2.1-field-event-id": idLine("if (id !== undefined) fields += `event-id: ${id}\\n`;"),
  "2.1-capital": idLine("if (id !== undefined) fields += `ID: ${id}\\n`;"),

  // Each board has a counter of its own.
  "2.2-counted-by-board": [
    declare("const counts = new Map<string, number>();"),
    edit(
      SSE,
      "const bytes = formatEvent(event);",
      "const count = (counts.get(event.boardId) ?? 0) + 1;\n  counts.set(event.boardId, count);\n  const bytes = formatEvent({ ...event, id: String(count) });",
    ),
  ],

  // The same for all clients, and in no order.
  "2.2-random": edit(
    SSE,
    "const bytes = formatEvent(event);",
    "const bytes = formatEvent({ ...event, id: crypto.randomUUID() });",
  ),

  // Every event of a board has the board's id.
  "2.2-id-of-the-board": idOfEvent("id: event.boardId,"),

  // Counts down.
  "2.2-counted-down": idOfEvent("id: String(1_000_000 - Number(event.id)),"),

  // The counter begins anew with the process.
  "2.3-counted-by-process": [
    declare("let count = 0;"),
    edit(SSE, "const bytes = formatEvent(event);", "const bytes = formatEvent({ ...event, id: String(++count) });"),
  ],

  // So does a list of all events that is kept in memory.
  "2.3-place-in-a-list": [
    declare("const log: BoardEvent[] = [];"),
    edit(
      SSE,
      "const bytes = formatEvent(event);",
      "const bytes = formatEvent({ ...event, id: String(log.push(event)) });",
    ),
  ],

  // A template literal makes a text of `undefined`.
  "2.4-undefined": idLine("fields += `id: ${id}\\n`;"),

  // An empty id makes the browser forget the one that it had.
  "2.4-empty": idLine('fields += `id: ${id ?? ""}\\n`;'),

  // The next reconnection gets everything from the beginning.
  "2.4-zero": welcome('client.enqueue(formatSSE({ type: "connected" }, { id: "0" }));'),

  // What was missed and comes after it is lost when the connection breaks in between.
  "2.4-newest": welcome('client.enqueue(formatSSE({ type: "connected" }, { id: board.lastEventId() }));'),

  // A client that comes back is welcomed with the id that it sent.
  "2.4-id-of-the-client": welcome(
    'client.enqueue(formatSSE({ type: "connected" }, lastEventId === undefined ? {} : { id: lastEventId }));',
  ),

  // What has no id gets that of the last event, so only the first client is welcomed without one.
  "2.4-id-of-the-last-event": [
    declare("let newest: string | undefined;"),
    idOfEvent("id: (newest = event.id),"),
    idLine("if ((id ?? newest) !== undefined) fields += `id: ${id ?? newest}\n`;"),
  ],

  // Nothing is sent again.
  "3.1-nothing": replay(""),
  "3.1-not-passed-on": edit(ROUTES, "addClient(boardId, lastEventId)", "addClient(boardId)"),

  // Reads another header.
  "3.1-other-header": readId(`c.request.headers.get("lasteventid") ?? ${query}`),

  // A `Headers` object has no properties named after headers.
  "3.1-header-as-property": readId(
    `(c.request.headers as unknown as Record<string, string>)["last-event-id"] ?? ${query}`,
  ),

  // Only the query counts.
  "3.1-query-only": readId(query),

  // What is sent again has the id that is the newest at that moment.
  "3.1-newest-id-for-all": idOfEvent("id: board.lastEventId(),"),

  // The event that the client named comes again.
  "3.1-inclusive": lookUp(
    "const events = board.eventsSince(String(Math.max(0, Number(lastEventId) - 1)), { boardIds: [boardId], limit: REPLAY_LIMIT + 1 });",
  ),

  // Begins one too late.
  "3.1-one-too-late": lookUp(
    "const events = board.eventsSince(String(Number(lastEventId) + 1), { boardIds: [boardId], limit: REPLAY_LIMIT + 1 });",
  ),

  // Everything from the beginning.
  "3.1-everything": lookUp('const events = board.eventsSince("0", { boardIds: [boardId], limit: REPLAY_LIMIT + 1 });'),

  // Only the newest of them.
  "3.1-newest-only": missed("if (events.length <= REPLAY_LIMIT) return events.slice(-1).map(formatEvent);"),

  // Only the first of them.
  "3.1-first-only": [
    lookUp("const [event] = board.eventsSince(lastEventId, { boardIds: [boardId], limit: 1 });"),
    missed("if (event === undefined || REPLAY_LIMIT > 0) return event === undefined ? [] : [formatEvent(event)];"),
  ],

  // Newest first.
  "3.1-reversed": missed("if (events.length <= REPLAY_LIMIT) return events.reverse().map(formatEvent);"),

  // Sent again without name and id.
  "3.1-bare": missed("if (events.length <= REPLAY_LIMIT) return events.map((event) => formatSSE(event));"),

  // Without the names, so that `onmessage` gets them.
  "3.1-without-names": missed(
    "if (events.length <= REPLAY_LIMIT) return events.map((event) => formatSSE(event, { id: event.id }));",
  ),

  // All in one event.
  "3.1-one-event": missed(
    'if (events.length <= REPLAY_LIMIT) return [formatSSE(events, { name: "missed", id: board.lastEventId() })];',
  ),

  // Under a name of their own.
  "3.1-named-replay": missed(
    'if (events.length <= REPLAY_LIMIT) return events.map((event) => formatSSE(event, { name: "replay", id: event.id }));',
  ),

  // Sent to every client of the board.
  "3.1-to-everyone": replay(
    "for (const event of missedBy(boardId, lastEventId)) for (const one of watching) one.enqueue(event);",
  ),

  // A client that has missed something is not registered.
  "3.1-then-deaf": replay(
    "const events = missedBy(boardId, lastEventId);\n      for (const event of events) client.enqueue(event);\n      if (events.length > 0) watching.delete(client);",
  ),

  // The stream ends after what was missed.
  "3.1-closes": replay(
    "const events = missedBy(boardId, lastEventId);\n      for (const event of events) client.enqueue(event);\n      if (events.length > 0) {\n        watching.delete(client);\n        client.close();\n      }",
  ),

  // Events of all boards.
  "3.2-all-boards": lookUp("const events = board.eventsSince(lastEventId, { limit: REPLAY_LIMIT + 1 });"),

  // Those of all boards whose id begins like this one's.
  "3.2-id-begins-alike": lookUp(
    "const events = board.eventsSince(lastEventId, { limit: REPLAY_LIMIT + 1 }).filter((event) => event.boardId.startsWith(boardId));",
  ),

  // Who names no id begins at the beginning.
  "3.3-new-client-gets-all": withoutId('lastEventId ??= "0";'),
  "3.3-default-zero": readId(`${header} ?? ${query} ?? "0"`),

  // Who names no id gets the newest event.
  "3.3-new-client-gets-the-newest": withoutId("lastEventId ??= String(Math.max(0, Number(board.lastEventId()) - 1));"),

  // Who names no id goes on from the one that another client has named before.
  "3.3-id-of-another-client": [
    edit(ROUTES, "const events = route.get(", "let known: string | undefined;\n\nconst events = route.get("),
    readId(`(known = ${header} ?? ${query} ?? known)`),
  ],

  // What the last client with an id has missed is kept in a variable of the module, for whoever names none.
  "3.3-list-of-another-client": [
    declare("let known: Uint8Array[] = [];"),
    withoutId("if (lastEventId === undefined) return known;"),
    missed("if (events.length <= REPLAY_LIMIT) return (known = events.map(formatEvent));"),
  ],

  // The id in the URL is not read.
  "3.4-header-only": readId(`${header} ?? undefined`),

  // The query is preferred, and stays the same for ever.
  "3.4-query-first": readId(`${query} ?? ${header} ?? undefined`),

  // The greater id is taken for the newer one.
  "3.4-greater-id": readId(
    `[${header}, ${query}].filter((id) => id != null).toSorted((a, b) => Number(b) - Number(a))[0]`,
  ),

  // The query has another name.
  "3.4-other-query": [
    edit(ROUTES, "query: z.object({ lastEventId:", "query: z.object({ since:"),
    readId(`${header} ?? c.input.query.since`),
  ],

  // The number 0 is falsy.
  "3.5-zero-is-nothing": withoutId('if (!Number(lastEventId)) return [];\n  lastEventId ??= "";'),

  // A header that says 0 counts as none, and the id in the URL is taken.
  "3.5-zero-in-the-header": readId(
    `Number(${header}) === 0 ? (${query} ?? ${header} ?? undefined) : (${header} ?? undefined)`,
  ),

  // The text has become a number before it is asked whether there is one.
  "3.5-zero-is-no-header": readId(`Number(${header}) ? String(Number(${header})) : ${query}`),

  // The id of the first event is 1, so everything below is refused.
  "3.5-from-one": withoutId('if (lastEventId === undefined || lastEventId < "1") return [];'),

  // The limit counts the events of all boards, and those of others are dropped afterwards.
  "3.5-limit-before-the-board": [
    lookUp("const events = board.eventsSince(lastEventId, { limit: REPLAY_LIMIT });"),
    missed(
      "if (events.length <= REPLAY_LIMIT) return events.filter((event) => event.boardId === boardId).map(formatEvent);",
    ),
  ],

  // Looks up first, and registers after a pause.
  "3.6-looks-up-first": [
    edit(SSE, "start(controller) {", "async start(controller) {"),
    edit(SSE, "clients.set(boardId, watching.add(client));", "const events = missedBy(boardId, lastEventId);"),
    welcome(`${PAUSE}\n      clients.set(boardId, watching.add(client));\n      ${WELCOME}`),
    replay("for (const event of events) client.enqueue(event);"),
  ],

  // Registers first, looks up after a pause, and sends twice what happens in between.
  "3.6-sends-twice": [
    edit(SSE, "start(controller) {", "async start(controller) {"),
    welcome(`${PAUSE}\n      ${WELCOME}`),
  ],

  // What happens while the missed events are read is dropped, as if it were among them.
  "3.6-drops-meanwhile": [
    declare("const replaying = new Set<Client>();"),
    edit(SSE, "start(controller) {", "async start(controller) {"),
    welcome(
      `replaying.add(client);\n      const events = missedBy(boardId, lastEventId);\n      ${PAUSE}\n      replaying.delete(client);\n      ${WELCOME}`,
    ),
    replay("for (const event of events) client.enqueue(event);"),
    send("for (const client of clients.get(event.boardId) ?? []) if (!replaying.has(client)) client.enqueue(bytes);"),
  ],

  // Sends nothing twice, but what happens during the pause before what happened earlier. Only a request of the same TCP segment
  // is as quick as a few turns of the event loop; 5 ms are longer than a round trip.
  "3.6-in-another-order": [
    declare("const sent = new WeakMap<Client, Set<string>>();"),
    edit(SSE, "start(controller) {", "async start(controller) {"),
    welcome(
      `sent.set(client, new Set());\n      ${WELCOME}\n      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));`,
    ),
    replay(
      `const own = sent.get(client);
      const events = lastEventId === undefined ? [] : board.eventsSince(lastEventId, { boardIds: [boardId] });
      void missedBy;
      for (const event of events) if (!own?.has(event.id)) client.enqueue(formatEvent(event));`,
    ),
    send(
      "for (const client of clients.get(event.boardId) ?? []) {\n    sent.get(client)?.add(event.id);\n    client.enqueue(bytes);\n  }",
    ),
  ],

  // What is no number becomes 0.
  "3.7-everything-for-nan": lookUp(
    "const events = board.eventsSince(String(Number(lastEventId) || 0), { boardIds: [boardId], limit: REPLAY_LIMIT + 1 });",
  ),

  // Leaves out every event that is not newer than the client's id, for as long as it is connected.
  "3.7-future-id-swallows": [
    declare("const knows = new Map<Client, number>();"),
    replay(
      "for (const event of missedBy(boardId, lastEventId)) client.enqueue(event);\n      knows.set(client, Number(lastEventId ?? 0));",
    ),
    send(
      "for (const client of clients.get(event.boardId) ?? [])\n    if (!(Number(event.id) <= (knows.get(client) ?? 0))) client.enqueue(bytes);",
    ),
  ],

  // BigInt throws for a text that is no number.
  "3.7-throws": withoutId(
    'if (lastEventId === undefined) return [];\n  if (BigInt(lastEventId) < 0n) throw new RangeError("a negative id");',
  ),

  // An id that is none is the client's mistake, says the status, and the browser gives up.
  "3.7-400": edit(
    ROUTES,
    "return new Response(addClient(boardId, lastEventId), {",
    'if (lastEventId !== undefined && !/^\\d*$/.test(lastEventId))\n      return Response.json({ error: "Invalid id" }, { status: 400 });\n    return new Response(addClient(boardId, lastEventId), {',
  ),

  // The query takes numbers only.
  "3.7-400-for-the-query": edit(ROUTES, "z.string().optional()", "z.string().regex(/^\\d*$/).optional()"),

  // What is kept in memory is gone with the process.
  "3.8-log-in-memory": [
    declare("const log: BoardEvent[] = [];"),
    edit(SSE, "const bytes = formatEvent(event);", "log.push(event);\n  const bytes = formatEvent(event);"),
    lookUp(
      "if (!/^\\d+$/.test(lastEventId)) return [];\n  const events = log.filter(({ id, boardId: of }) => of === boardId && Number(id) > Number(lastEventId));",
    ),
  ],

  // Nothing is older than the process.
  "3.8-since-the-start": [
    declare("const start = Number(board.lastEventId());"),
    missed("if (events.length <= REPLAY_LIMIT) return events.filter(({ id }) => Number(id) > start).map(formatEvent);"),
  ],

  // Exactly as many as the limit are taken for too many.
  "3.9-limit-is-too-many": missed("if (events.length < REPLAY_LIMIT) return events.map(formatEvent);"),

  // Asks for one less than the limit, as if the event that the client has were among them.
  "3.9-one-less": [
    lookUp("const events = board.eventsSince(lastEventId, { boardIds: [boardId], limit: REPLAY_LIMIT - 1 });"),
  ],

  // The id is kept for the board, and read again a moment later.
  "3.10-id-kept-for-the-board": [
    declare("const ids = new Map<string, string | undefined>();"),
    edit(SSE, "start(controller) {", "async start(controller) {"),
    edit(
      SSE,
      "client = controller;\n",
      "client = controller;\n      ids.set(boardId, lastEventId);\n      await new Promise((resolve) => setTimeout(resolve, 50));\n",
    ),
    replay("for (const event of missedBy(boardId, ids.get(boardId))) client.enqueue(event);"),
  ],

  // What was looked up for an id is kept for ever.
  "3.10-kept-by-board-and-id": [
    declare("const kept = new Map<string, BoardEvent[]>();"),
    lookUp(
      `const key = [boardId, lastEventId].join(" ");
  const events = kept.get(key) ?? board.eventsSince(lastEventId, { boardIds: [boardId], limit: REPLAY_LIMIT + 1 });
  kept.set(key, events);`,
    ),
  ],

  // An id that no event of this board has is taken for one that was never given.
  "3.11-looks-for-that-event": lookUp(
    `const all = board.eventsSince("0", { boardIds: [boardId] });
  const place = all.findIndex(({ id }) => id === lastEventId);
  if (place === -1 && lastEventId !== "0") return [];
  const events = all.slice(place + 1);`,
  ),

  // An id that is none of this board's own is refused, so that its client begins with what comes next.
  "3.11-only-own-ids": lookUp(
    `const own = board.eventsSince("0", { boardIds: [boardId] });
  if (lastEventId !== "0" && !own.some(({ id }) => id === lastEventId)) return [];
  const events = own.filter(({ id }) => Number(id) > Number(lastEventId));`,
  ),

  // What was looked up last is kept until something happens, for whoever names the same id.
  "3.11-kept-by-the-id-alone": [
    declare("const kept = new Map<string, BoardEvent[]>();"),
    lookUp(
      `const events =
    kept.get(lastEventId) ?? board.eventsSince(lastEventId, { boardIds: [boardId], limit: REPLAY_LIMIT + 1 });
  kept.set(lastEventId, events);`,
    ),
    edit(SSE, "const bytes = formatEvent(event);", "kept.clear();\n  const bytes = formatEvent(event);"),
  ],

  // The server's own list begins with what the board has, and gets only what was sent to somebody.
  "3.13-only-what-was-sent": [
    declare('const log: BoardEvent[] = board.eventsSince("0");'),
    edit(
      SSE,
      "const bytes = formatEvent(event);",
      "if (clients.has(event.boardId)) log.push(event);\n  const bytes = formatEvent(event);",
    ),
    lookUp(
      "if (!/^\\d+$/.test(lastEventId)) return [];\n  const events = log.filter(({ id, boardId: of }) => of === boardId && Number(id) > Number(lastEventId));",
    ),
  ],

  // What clients have missed waits for the next event of any board.
  "3.12-with-any-event": [
    declare("const owed = new Map<Client, Uint8Array[]>();"),
    replay("owed.set(client, missedBy(boardId, lastEventId));"),
    send(`for (const [client, missed] of owed) for (const one of missed) client.enqueue(one);
  owed.clear();
  for (const client of clients.get(event.boardId) ?? []) client.enqueue(bytes);`),
    edit(SSE, "watching?.delete(client);", "watching?.delete(client);\n      owed.delete(client);"),
  ],

  // What a client has missed waits for the next event.
  "3.12-with-the-next-event": [
    declare("const owed = new Map<Client, Uint8Array[]>();"),
    replay("owed.set(client, missedBy(boardId, lastEventId));"),
    send(`for (const client of clients.get(event.boardId) ?? []) {
    for (const one of owed.get(client) ?? []) client.enqueue(one);
    owed.delete(client);
    client.enqueue(bytes);
  }`),
  ],

  // The same, with the list written where the clients are gone through.
  "3.13-kept-in-the-loop": [
    declare('const log: BoardEvent[] = board.eventsSince("0");'),
    send(`for (const client of clients.get(event.boardId) ?? []) {
    if (log.at(-1)?.id !== event.id) log.push(event);
    client.enqueue(bytes);
  }`),
    lookUp(
      "if (!/^\\d+$/.test(lastEventId)) return [];\n  const events = log.filter(({ id, boardId: of }) => of === boardId && Number(id) > Number(lastEventId));",
    ),
  ],

  // The table says that connected comes first on every stream.
  "3.1-connected-last": [
    welcome(""),
    replay(`for (const event of missedBy(boardId, lastEventId)) client.enqueue(event);\n      ${WELCOME}`),
  ],
});
