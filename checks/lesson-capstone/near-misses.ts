/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that must
 * catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const BUS = "event-bus.ts";
const APP = "app.ts";
const WS = "ws-server.ts";

// The statements of the solution that most mistakes replace.
const CREATE = "const { task, event } = board.createTask(c.input.body);\n    publish(event);";
const created = (code: string) => edit(APP, CREATE, code);
const MOVE = "const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);\n    publish(event);";
const moved = (code: string) => edit(APP, MOVE, code);
const DELETE = "const { event } = board.deleteTask(c.input.params.taskId);\n    publish(event);";
const deleted = (code: string) => edit(APP, DELETE, code);
const LOOP = "for (const subscriber of subscribers) deliver(subscriber, event);";
const loop = (code: string) => edit(BUS, LOOP, code);
const add = (code: string) => edit(BUS, "subscribers.add(subscriber);", code);
const STREAM = 'return eventStream(boardId, c.request.headers.get("Last-Event-ID"));';
const stream = (code: string) => edit(APP, STREAM, code);
const subscribed = (name: string, code: string) => edit(APP, `subscribe(${name});`, code);
const WAKE = "subscribe((event) => notifyWaiters(event.boardId));";
const wake = (code: string) => edit(APP, WAKE, code);
const MISSED = "const data = missedEvents(boardId, since);";
const answered = (code: string) => edit(APP, MISSED, code);
const cursor = (code: string) => edit(APP, "const timestamp = data.at(-1)?.id ?? since;", code);
const WAIT = "await untilNews(boardId, c.input.query.since, c.request.signal);";
const waits = (code: string) => edit(APP, WAIT, code);

const JOIN = "joinRoom(boardId, ws);";
const joined = (code: string) => edit(WS, JOIN, code);
const PRESENT = "const hasCome = addPresence(boardId, ws, user.id, user.name);";
const present = (code: string) => edit(WS, PRESENT, code);
const LIST = 'send(ws, { type: "presence", boardId, users: getPresence(boardId) });';
const list = (code: string) => edit(WS, LIST, code);
const TOLD =
  'if (hasCome) broadcastToRoom(boardId, { type: "user_joined", boardId, userId: user.id, name: user.name }, ws);';
const told = (code: string) => edit(WS, TOLD, code);
const REPLAY = "if (since !== undefined) for (const event of missedEvents(boardId, since)) send(ws, event);";
const replay = (code: string) => edit(WS, REPLAY, code);
const LEAVE = "leaveRoom(boardId, ws);\n  announceLeaving(boardId, ws);";
const left = (code: string) => edit(WS, LEAVE, code);
const GONE = "for (const boardId of leaveAllRooms(ws)) announceLeaving(boardId, ws);";
const gone = (code: string) => edit(WS, GONE, code);
const PERSON = "const person = removePresence(boardId, ws);";
const person = (code: string) => edit(WS, PERSON, code);
const AWAY = 'if (person !== null) broadcastToRoom(boardId, { type: "user_left", boardId, ...person });';
const away = (code: string) => edit(WS, AWAY, code);
const ROOM = "broadcastToRoom(event.boardId, event);";
const room = (code: string) => edit(WS, ROOM, code);
const CLOSE = 'for (const ws of openConnections()) ws.close(1001, "The server restarts");';
const closed = (code: string) => edit(WS, CLOSE, code);

export default nearMisses("lesson-capstone", {
  // 200 says that it is done, 201 that something was created.
  "1.1-status-200": edit(APP, "Response.json({ data: task }, { status: 201 })", "Response.json({ data: task })"),

  // The task without the envelope that every answer of the course has.
  "1.1-no-envelope": edit(
    APP,
    "Response.json({ data: task }, { status: 201 })",
    "Response.json(task, { status: 201 })",
  ),

  // Answers with what the client sent, which has no id.
  "1.1-answers-body": edit(APP, "{ data: task }, { status: 201 }", "{ data: c.input.body }, { status: 201 }"),

  // Answers with the event in place of the task.
  "1.1-answers-event": edit(APP, "{ data: task }, { status: 201 }", "{ data: event }, { status: 201 }"),

  // Forgets to return, so the framework has nothing to answer with.
  "1.1-no-return": edit(
    APP,
    "return Response.json({ data: task }, { status: 201 });",
    "Response.json({ data: task }, { status: 201 });\n    return undefined as never;",
  ),

  // Takes the list and forgets the position.
  "1.2-no-position": moved(
    "const { task, event } = board.moveTask(c.input.params.taskId, { listId: c.input.body.listId });\n    publish(event);",
  ),

  // 0 is falsy, and so becomes "to the end".
  "1.2-zero-is-no-position": moved(`const { listId, position } = c.input.body;
    const { task, event } = board.moveTask(c.input.params.taskId, position ? { listId, position } : { listId });
    publish(event);`),

  // Nothing comes before the beginning.
  "1.2-never-negative": moved(`const { listId, position } = c.input.body;
    const { task, event } = board.moveTask(
      c.input.params.taskId,
      position === undefined ? { listId } : { listId, position: Math.max(0, position) },
    );
    publish(event);`),

  // Only whole numbers are positions.
  "1.2-rounds": moved(`const { listId, position } = c.input.body;
    const { task, event } = board.moveTask(
      c.input.params.taskId,
      position === undefined ? { listId } : { listId, position: Math.round(position) },
    );
    publish(event);`),

  // Renumbers the list after the move, so others' tasks change without an event.
  "1.2-renumbers": moved(`${MOVE}
    board
      .board(task.boardId)
      .lists.find(({ id }) => id === task.listId)
      ?.tasks.forEach(({ id }, index) => board.db.prepare("UPDATE tasks SET position = ? WHERE id = ?").run(index + 1, id));`),

  // Answers with the status of a creation.
  "1.2-status-201": edit(
    APP,
    "return Response.json({ data: task });",
    "return Response.json({ data: task }, { status: 201 });",
  ),

  // Answers that it is done, and deletes nothing.
  "1.3-not-deleted": deleted(""),

  // A move within its list is stored and not published.
  "1.4-moves-between-lists-only": moved(
    "const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);\n    if (event.fromListId !== task.listId) publish(event);",
  ),

  // A client that names no event is sent all that ever happened.
  "1.6-all-from-the-start": stream('return eventStream(boardId, c.request.headers.get("Last-Event-ID") ?? "0");'),

  // Done, with the status of an answer that has a body.
  "1.3-status-200": edit(APP, "return new Response(null, { status: 204 });", "return Response.json({ data: null });"),

  // What is not there counts as deleted.
  "1.3-always-204": deleted(`try {
      publish(board.deleteTask(c.input.params.taskId).event);
    } catch {
      return new Response(null, { status: 204 });
    }`),

  // The streams are not subscribed.
  "1.4-no-streams": subscribed("deliverToStreams", "void deliverToStreams;"),

  // The function is called and its result subscribed.
  "1.4-subscribes-nothing": subscribed("deliverToStreams", "subscribe(() => deliverToStreams);"),

  // The subscriber is not kept.
  "1.4-not-kept": add(""),

  // The bus delivers to nobody.
  "1.4-bus-empty": loop("void [deliver, event];"),

  // A deletion is not published.
  "1.4-delete-not-published": deleted("board.deleteTask(c.input.params.taskId);"),

  // A move is not published.
  "1.4-move-not-published": moved("const { task } = board.moveTask(c.input.params.taskId, c.input.body);"),

  // A creation is not published.
  "1.4-create-not-published": created("const { task } = board.createTask(c.input.body);"),

  // The event of a move says where the task was.
  "1.4-move-says-before": moved(`const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);
    publish({ ...event, task: { ...event.task, listId: event.fromListId } });`),

  // The event of a move has the position and no list.
  "1.4-move-without-list": moved(`const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);
    publish({ ...event, task: { id: task.id, title: task.title, position: task.position } });`),

  // The event of a move does not say where the task was.
  "1.4-move-without-origin": moved(`const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);
    publish({ ...event, fromListId: undefined });`),

  // The event has only what the page shows of a task.
  "1.4-part-of-the-task": created(`const { task, event } = board.createTask(c.input.body);
    publish({ ...event, task: { id: task.id, listId: task.listId, title: task.title, position: task.position } });`),

  // Published by the route, and delivered by it as well.
  "1.4-delivered-twice": created(`${CREATE}\n    deliverToStreams(event);`),

  // Every board's streams get every event.
  "1.4-all-boards": subscribed(
    "deliverToStreams",
    "subscribe((event) => {\n  for (const { id } of board.boards()) deliverToStreams({ ...event, boardId: id });\n});",
  ),

  // A change of an unknown list is answered as if it were done.
  "1.5-refusal-201": created(`let task: object = {};
    try {
      const created = board.createTask(c.input.body);
      task = created.task;
      publish(created.event);
    } catch {
      // Nothing is done.
    }`),

  // Published before the board has deleted it: for a task that is not there as well.
  "1.5-published-first": deleted(`for (const { id } of board.boards())
      deliverToStreams({ id: board.lastEventId(), type: "task_deleted", boardId: id, taskId: "none" });
    const { event } = board.deleteTask(c.input.params.taskId);
    publish(event);`),

  // Where the client stopped is not passed on.
  "1.6-no-last-event-id": stream("return eventStream(boardId, null);"),

  // 0 as a number counts as none: who began with an empty log has missed nothing.
  "1.6-zero-is-none": stream(
    'const lastEventId = Number(c.request.headers.get("Last-Event-ID"));\n    return eventStream(boardId, lastEventId ? String(lastEventId) : null);',
  ),

  // With each stream one more subscriber, which sends to all streams.
  "1.4-subscribed-with-each-stream": [
    subscribed("deliverToStreams", ""),
    stream(
      'subscribe((event) => deliverToStreams(event));\n    return eventStream(boardId, c.request.headers.get("Last-Event-ID"));',
    ),
  ],

  // The answer goes first, and the event of a new task follows after changes that are made meanwhile.
  "1.4-published-late": created(
    "const { task, event } = board.createTask(c.input.body);\n    setTimeout(() => publish(event), 20);",
  ),

  // The header has another name.
  "1.6-wrong-header": stream('return eventStream(boardId, c.request.headers.get("Last-Event-Id-Seen"));'),

  // Everything from the beginning, to whoever comes.
  "1.4-from-the-beginning": stream('return eventStream(boardId, c.request.headers.has("Last-Event-ID") ? "0" : null);'),

  // An unknown board has a stream on which nothing ever happens.
  "1.7-no-404": edit(
    APP,
    "// Throws the BoardError that is answered with 404, while the status can still be chosen.\n    board.board(boardId);",
    "",
  ),

  // An unknown board is answered with 400.
  "1.7-status-400": edit(
    APP,
    "// Throws the BoardError that is answered with 404, while the status can still be chosen.\n    board.board(boardId);",
    'if (!board.boards().some(({ id }) => id === boardId)) return Response.json({ error: "No board" }, { status: 400 });',
  ),

  // The rooms are not subscribed.
  "2.1-no-rooms": subscribed("deliverToRoom", "void deliverToRoom;"),

  // Only the first subscriber is called.
  "2.1-only-first-subscriber": loop("const [first] = subscribers;\n  if (first !== undefined) deliver(first, event);"),

  // The last subscriber takes the place of the others.
  "2.1-not-joined": joined("void joinRoom;"),

  // Sends to a room that nobody joins.
  "2.1-wrong-room": room("broadcastToRoom(event.type, event);"),

  // The id is a number here, and a text everywhere else.
  "2.1-id-as-number": room("broadcastToRoom(event.boardId, { ...event, id: Number(event.id) });"),

  // Sends only the task, without saying what happened to it.
  "2.1-task-alone": room('broadcastToRoom(event.boardId, (event["task"] as object | undefined) ?? event);'),

  // Everybody on any board is told.
  "2.1-all-rooms": room("for (const { id } of board.boards()) broadcastToRoom(id, event);"),

  // Delivered by the subscription, and once more.
  "2.1-twice": room("broadcastToRoom(event.boardId, event);\n  broadcastToRoom(event.boardId, event);"),

  // Put together anew, without the board.
  "2.1-event-without-board": room("const { boardId, ...rest } = event;\n  broadcastToRoom(boardId, rest);"),

  // On one board at a time: whoever joins another one leaves the one before.
  "2.1-one-board-at-a-time": joined("handleDisconnect(ws);\n  joinRoom(boardId, ws);"),

  // The list is sent to the others, and not to the one who joins.
  "2.2-list-to-others": list(
    'broadcastToRoom(boardId, { type: "presence", boardId, users: getPresence(boardId) }, ws);',
  ),

  // A list, and nothing that says of which board.
  "2.2-without-board": list('send(ws, { type: "presence", users: getPresence(boardId) });'),

  // Sent before the client itself was noted.
  "2.2-without-itself": [
    present(""),
    list(`send(ws, { type: "presence", boardId, users: getPresence(boardId) });\n  ${PRESENT}`),
  ],

  // Nobody is noted.
  "2.2-not-noted": present("const hasCome = true;"),

  // Noted under one id for all boards.
  "2.2-one-list-for-all": [
    present('const hasCome = addPresence("all", ws, user.id, user.name);'),
    list('send(ws, { type: "presence", boardId, users: getPresence("all") });'),
  ],

  // Name and id in each other's place.
  "2.2-swapped": present("const hasCome = addPresence(boardId, ws, user.name, user.id);"),

  // Nobody is told who comes.
  "2.3-arrival-not-told": told("void hasCome;"),

  // Told to the one who comes, and to nobody else.
  "2.3-told-to-itself": told(
    'if (hasCome) send(ws, { type: "user_joined", boardId, userId: user.id, name: user.name });',
  ),

  // Told to everyone in the room, in which the one who has come is, too.
  "2.3-told-to-all": told(TOLD.replace(", ws);", ");")),

  // Told while the one who leaves is still in the room.
  "2.5-told-before-leaving": left("announceLeaving(boardId, ws);\n  leaveRoom(boardId, ws);"),

  // The field has the name that a row of the table of users has.
  "2.3-id-for-user-id": told(TOLD.replace("userId: user.id", "id: user.id")),

  // Somebody has come somewhere.
  "2.3-without-board": told(TOLD.replace("boardId, userId", "userId")),

  // A negation too many.
  "2.3-negated": told(TOLD.replace("hasCome", "!hasCome")),

  // Leaving by a message changes the list, and nobody is told.
  "2.3-leave-silent": left("leaveRoom(boardId, ws);\n  removePresence(boardId, ws);"),

  // A connection that ends leaves its rooms, and stays in the list.
  "2.3-ghost": gone("leaveAllRooms(ws);"),

  // Nothing at all happens when a connection ends.
  "2.3-no-cleanup": gone("void [leaveAllRooms, announceLeaving];"),

  // The list forgets, and nobody is told.
  "2.3-departure-not-told": away("void person;"),

  // The name of the event is that of an arrival.
  "2.3-wrong-type": away(AWAY.replace("user_left", "user_joined")),

  // Each tab is announced.
  "2.4-every-tab-comes": told(TOLD.replace("if (hasCome) ", "void hasCome;\n  ")),

  // A connection remembers the board that it has joined last, and leaves that one only when it ends.
  "2.4-last-board-left-only": edit(
    WS,
    "for (const boardId of leaveAllRooms(ws)) announceLeaving(boardId, ws);",
    "const boardId = [...leaveAllRooms(ws)].at(-1);\n  if (boardId !== undefined) announceLeaving(boardId, ws);",
  ),

  // A board on which another tab stays ends the loop over the boards.
  "2.4-ends-at-another-tab": [
    edit(
      WS,
      "for (const boardId of leaveAllRooms(ws)) announceLeaving(boardId, ws);",
      "for (const boardId of leaveAllRooms(ws)) if (!announceLeaving(boardId, ws)) return;",
    ),
    edit(
      WS,
      "function announceLeaving(boardId: string, ws: WebSocket): void {",
      "function announceLeaving(boardId: string, ws: WebSocket): boolean {",
    ),
    person(`${PERSON}\n  if (person === null) return false;`),
    edit(
      WS,
      'if (person !== null) broadcastToRoom(boardId, { type: "user_left", boardId, ...person });',
      'broadcastToRoom(boardId, { type: "user_left", boardId, ...person });\n  return true;',
    ),
  ],

  // Each tab that is closed is announced.
  "2.4-every-tab-goes": [
    person(
      `${PERSON.replace("const person", "const last")}\n  const person = last ?? getPresence(boardId).at(-1) ?? null;`,
    ),
  ],

  // Gone from the list, and still in the room.
  "2.5-stays-in-room": left("announceLeaving(boardId, ws);"),

  // Leaves every board, and not the one that the message names.
  "2.5-leaves-all": left("leaveRoom(boardId, ws);\n  leaveAllRooms(ws);\n  announceLeaving(boardId, ws);"),

  // Joins the room again while it leaves.
  "2.5-joins-again": left("leaveRoom(boardId, ws);\n  announceLeaving(boardId, ws);\n  joinRoom(boardId, ws);"),

  // Deletions are left out: a list of tasks could not name them either.
  "3.1-without-deletions": answered(
    'const data = missedEvents(boardId, since).filter(({ type }) => type !== "task_deleted");',
  ),

  // Everything since the beginning, each time.
  "3.1-from-the-beginning": answered('const data = missedEvents(boardId, "0");'),

  // The events of all boards.
  "3.1-all-boards": answered("const data = board.eventsSince(since);"),

  // The cursor stays where it was.
  "3.1-cursor-stays": cursor("const timestamp = since;"),

  // The cursor is counted, and other boards' events are not.
  "3.1-cursor-counted": cursor("const timestamp = String(Number(since) + data.length);"),

  // The cursor is that of the first event.
  "3.1-cursor-of-the-first": cursor("const timestamp = data[0]?.id ?? since;"),

  // Without news, the cursor is lost.
  "3.1-cursor-lost": cursor('const timestamp = data.at(-1)?.id ?? "0";'),

  // Newest first.
  "3.1-newest-first": answered("const data = missedEvents(boardId, since).toReversed();"),

  // Only the newest event.
  "3.1-only-the-newest": answered("const data = missedEvents(boardId, since).slice(-1);"),

  // An unknown board is answered with nothing.
  "3.1-no-404": edit(
    APP,
    "board.board(boardId);\n    return answerSince(boardId, c.input.query.since);",
    "return answerSince(boardId, c.input.query.since);",
  ),

  // Without await, the next line runs at once.
  "3.2-no-await": waits(WAIT.replace("await ", "void ")),

  // A short poll under another name.
  "3.2-does-not-wait": waits("void untilNews;"),

  // Nobody wakes the polls.
  "3.2-not-woken": wake("void notifyWaiters;"),

  // The function that wakes is given something that is no board.
  "3.2-wakes-the-wrong-ones": wake("subscribe((event) => notifyWaiters(event.id));"),

  // A change of any board wakes the polls of all.
  "3.2-wakes-every-board": wake("subscribe(() => {\n  for (const { id } of board.boards()) notifyWaiters(id);\n});"),

  // The answer is put together before there is news.
  "3.2-answers-what-it-had": edit(
    APP,
    `${WAIT}\n    return answerSince(boardId, c.input.query.since);`,
    `const answer = answerSince(boardId, c.input.query.since);\n    ${WAIT}\n    return answer;`,
  ),

  // Waits for the next change also when it has missed one.
  "3.2-waits-from-now": waits("await untilNews(boardId, board.lastEventId(), c.request.signal);"),

  // Answers with an unknown board's news, of which there are none, after a long time.
  "3.2-no-404": edit(APP, `board.board(boardId);\n    ${WAIT}`, WAIT),

  // Nothing is sent again.
  "3.3-no-replay": replay("void [missedEvents, since];"),

  // Everything is sent again.
  "3.3-from-the-beginning": replay(
    'if (since !== undefined) for (const event of missedEvents(boardId, "0")) send(ws, event);',
  ),

  // To everybody in the room, who have it already.
  "3.3-to-the-room": replay(
    "if (since !== undefined) for (const event of missedEvents(boardId, since)) broadcastToRoom(boardId, event);",
  ),

  // One message with a list of events, which the protocol does not have.
  "3.3-as-a-list": replay(
    'if (since !== undefined) send(ws, { type: "missed", boardId, events: missedEvents(boardId, since) });',
  ),

  // The events of all boards.
  "3.3-all-boards": replay("if (since !== undefined) for (const event of board.eventsSince(since)) send(ws, event);"),

  // Only the newest.
  "3.3-only-the-newest": replay(
    "if (since !== undefined) for (const event of missedEvents(boardId, since).slice(-1)) send(ws, event);",
  ),

  // Only with the first tab of a user, although what was missed is a matter of each tab.
  "3.3-first-tab-only": replay(
    "if (hasCome && since !== undefined) for (const event of missedEvents(boardId, since)) send(ws, event);",
  ),

  // Later, so that newer events pass it.
  "3.3-later": replay(
    "if (since !== undefined)\n    setTimeout(() => missedEvents(boardId, since).forEach((event) => send(ws, event)), 100);",
  ),

  // What was missed is sent with pauses while the client is in the room: what happens meanwhile overtakes it.
  "3.3-pauses-in-the-room": replay(`const missed = since === undefined ? [] : missedEvents(boardId, since);
  void (async () => {
    for (const event of missed) {
      send(ws, event);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();`),

  // What was missed is sent with pauses before the client joins the room: what happens meanwhile is lost.
  "3.3-pauses-before-the-room": [
    joined(""),
    replay(`const missed = since === undefined ? [] : missedEvents(boardId, since);
  void (async () => {
    for (const event of missed) {
      send(ws, event);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    joinRoom(boardId, ws);
  })();`),
  ],

  // Catches up with ten events at most.
  "3.3-ten-at-most": replay(
    "if (since !== undefined) for (const event of missedEvents(boardId, since).slice(0, 10)) send(ws, event);",
  ),

  // The last hundred, as a list in memory would have.
  "3.7-last-hundred": replay(
    "if (since !== undefined) for (const event of missedEvents(boardId, since).slice(-100)) send(ws, event);",
  ),

  // The event 0 counts as none.
  "3.7-zero-is-none": replay(
    'if (Number(since)) for (const event of missedEvents(boardId, since ?? "0")) send(ws, event);',
  ),

  // Whoever is on the board already has nothing to join.
  "3.7-joins-once": [
    joined(`const boards = boardsOf.get(ws) ?? new Set<string>();
  if (boards.has(boardId)) return;
  boardsOf.set(ws, boards.add(boardId));
  joinRoom(boardId, ws);`),
    left("boardsOf.get(ws)?.delete(boardId);\n  leaveRoom(boardId, ws);\n  announceLeaving(boardId, ws);"),
    edit(
      WS,
      "/** One connection, and",
      "/** What each connection is on. */\nconst boardsOf = new WeakMap<WebSocket, Set<string>>();\n\n/** One connection, and",
    ),
  ],

  // A poll carries five events at most, and its cursor goes to the end of the log.
  "3.4-poll-skips": [
    answered("const all = missedEvents(boardId, since);\n  const data = all.slice(0, 5);"),
    cursor("const timestamp = all.at(-1)?.id ?? since;"),
  ],

  // A poll carries the newest five events, and those before them never come.
  "3.4-poll-newest-only": answered("const data = missedEvents(boardId, since).slice(-5);"),

  // Ids of its own, which begin again with each process.
  "3.5-ids-reset": [
    loop(
      "sequence++;\n  for (const subscriber of subscribers) deliver(subscriber, { ...event, id: String(sequence) });",
    ),
    edit(
      BUS,
      "const subscribers = new Set<Subscriber>();",
      "const subscribers = new Set<Subscriber>();\nlet sequence = 0;",
    ),
  ],

  // What was missed comes from a list in memory, which a restart empties.
  "3.5-log-in-memory": [
    edit(WS, 'import { board, missedEvents } from "./board.js";', 'import { board } from "./board.js";'),
    room("recent.push(event);\n  broadcastToRoom(event.boardId, event);"),
    replay(
      "if (since !== undefined)\n    for (const event of recent) if (event.boardId === boardId && Number(event.id) > Number(since)) send(ws, event);",
    ),
    edit(
      WS,
      "/** One connection, and",
      "/** Everything that has happened. */\nconst recent: BoardEvent[] = [];\n\n/** One connection, and",
    ),
  ],

  // Compares ids as text, in which "10" is before "9".
  "3.5-ids-as-text": replay(
    "if (since !== undefined)\n    for (const event of missedEvents(boardId, since)) if (event.id > since) send(ws, event);",
  ),

  // Connections are left to the end of the process.
  "3.6-not-closed": closed("void openConnections;"),

  // Closed as if everything were done.
  "3.6-code-1000": closed("for (const ws of openConnections()) ws.close(1000);"),

  // Cut off.
  "3.6-terminated": closed("for (const ws of openConnections()) ws.terminate();"),

  // The reason is longer than a close frame may hold, so that closing throws.
  "3.6-reason-too-long": closed(
    'for (const ws of openConnections()) ws.close(1001, "The server restarts. ".repeat(7));',
  ),

  // Only the first.
  "3.6-only-the-first": closed("openConnections()[0]?.close(1001);"),
});
