/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that must
 * catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const BUS = "event-bus.ts";
const APP = "app.ts";
const ACTIVITY = "activity.ts";

// The statements of the solution that most mistakes replace.
const add = (code: string) => edit(BUS, "subscribers.add(subscriber);", code);
const loop = (code: string) =>
  edit(BUS, "for (const subscriber of subscribers) void deliver(subscriber, event);", code);
const attempt = (code: string) => edit(BUS, "await subscriber(event);", code);
const subscribeStreams = (code: string) => edit(APP, "subscribe(deliverToStreams);", code);
const subscribeRooms = (code: string) => edit(APP, "subscribe(deliverToRoom);", code);
const keep = (code: string) =>
  edit(ACTIVITY, "ofBoard.push({ id, type, at: new Date().toISOString(), summary: summaryOf(event) });", code);
const CREATE = "const { task, event } = board.createTask(c.input.body);\n    publish(event);";
const created = (code: string) => edit(APP, CREATE, code);
const MOVE = "const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);\n    publish(event);";
const moved = (code: string) => edit(APP, MOVE, code);
const DELETE = "const { event } = board.deleteTask(c.input.params.taskId);\n    publish(event);";
const deleted = (code: string) => edit(APP, DELETE, code);
const BATCH = "const created = createAll(listId, titles);\n    for (const { event } of created) publish(event);";
const batch = (code: string) => edit(APP, BATCH, code);

/** Something that the bus keeps besides. */
const state = (code: string) =>
  edit(BUS, "const subscribers = new Set<Subscriber>();", `const subscribers = new Set<Subscriber>();\n${code}`);

/** What `createAll` does for each title. */
const inTransaction = (code: string) =>
  edit(APP, "titles.map((title) => board.createTask({ listId, title })),", `titles.map((title) => ${code}),`);

/** Subscribers in an array. */
const array = [
  edit(BUS, "const subscribers = new Set<Subscriber>();", "const subscribers: Subscriber[] = [];"),
  add("subscribers.push(subscriber);"),
  edit(BUS, "return subscribers.size;", "return subscribers.length;"),
];
const unsubscribe = (code: string) => edit(BUS, "return () => subscribers.delete(subscriber);", code);

export default nearMisses("lesson-pubsub", {
  // While an event is on its way, another one is dropped.
  "1.1-dropped-meanwhile": [
    state("let isBusy = false;"),
    loop(`if (isBusy) return;
  isBusy = true;
  void Promise.all([...subscribers].map((subscriber) => deliver(subscriber, event))).then(() => (isBusy = false));`),
  ],

  // The first event decides for which board the bus is there.
  "1.3-first-board-only": [
    state('let board = "";'),
    loop(`board ||= event.boardId;
  if (event.boardId !== board) return;
  for (const subscriber of subscribers) void deliver(subscriber, event);`),
  ],

  // Whoever has read the activities has them.
  "3.1-emptied-when-read": edit(
    ACTIVITY,
    "return activities.get(boardId) ?? [];",
    "const all = activities.get(boardId) ?? [];\n  activities.delete(boardId);\n  return all;",
  ),

  // The title is written small.
  "3.1-lower-case": edit(
    ACTIVITY,
    'return `"${event.task.title}" was added`;',
    'return `"${event.task.title.toLowerCase()}" was added`;',
  ),

  // The subscriber is not kept.
  "1.1-not-kept": add(""),

  // One subscriber takes the place of the other.
  "1.1-only-the-last": add("subscribers.clear();\n  subscribers.add(subscriber);"),

  // The loop ends after the first subscriber.
  "1.1-only-the-first": loop(
    "for (const subscriber of [...subscribers]) {\n    void deliver(subscriber, event);\n    return;\n  }",
  ),

  // publish calls no subscriber.
  "1.1-publish-empty": loop("void event;"),

  // The event streams are not subscribed.
  "1.1-no-streams": subscribeStreams(""),

  // The rooms are not subscribed.
  "1.1-no-rooms": subscribeRooms(""),

  // The function is called and its result, undefined, subscribed.
  "1.1-subscribes-the-wrong-thing": subscribeRooms("subscribe(() => deliverToRoom);"),

  // Unsubscribed again at once.
  "1.1-unsubscribed-at-once": subscribeRooms("subscribe(deliverToRoom)();"),

  // As before: the routes call the transports directly, and nothing is subscribed.
  "1.1-still-direct": [
    subscribeStreams(""),
    subscribeRooms(""),
    created(`const { task, event } = board.createTask(c.input.body);
    deliverToStreams(event);
    deliverToRoom(event);`),
  ],

  // The bus, and the direct call that was there before.
  "1.2-direct-call-left": created(`${CREATE}\n    deliverToRoom(event);`),

  // The direct call to the streams has stayed in the route of deletions.
  "1.2-direct-call-left-in-deletion": deleted(`${DELETE}\n    deliverToStreams(event);`),

  // Published to nobody: one transport is called directly.
  "1.2-deletion-past-the-bus": deleted(
    "const { event } = board.deleteTask(c.input.params.taskId);\n    deliverToStreams(event);",
  ),

  // Subscribed twice, by two names for the same thing.
  "1.2-subscribed-twice": subscribeStreams(
    "subscribe(deliverToStreams);\nsubscribe((event) => deliverToStreams(event));",
  ),

  // Every event stream subscribes once more for all of them.
  "1.2-subscribed-per-client": edit(
    APP,
    "return new Response(addClient(c.input.params.boardId), {",
    "subscribe((event) => deliverToStreams(event));\n    return new Response(addClient(c.input.params.boardId), {",
  ),

  // Published twice.
  "1.2-published-twice": moved(`${MOVE}\n    publish(event);`),

  // Moves are not published.
  "1.2-move-not-published": moved("const { task } = board.moveTask(c.input.params.taskId, c.input.body);"),

  // Deletions are not published.
  "1.2-deletion-not-published": deleted("board.deleteTask(c.input.params.taskId);"),

  // Published below the return.
  "1.2-after-the-return": created(`const { task, event } = board.createTask(c.input.body);
    return Response.json({ data: task }, { status: 201 });
    publish(event);`),

  // A move is published as a new task.
  "1.2-moved-as-created": moved(`const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);
    publish({ ...event, type: "task_created" });`),

  // Each transport gets its own copy of the event with another time in it.
  "1.2-not-the-same-event": subscribeRooms(
    "subscribe((event) => deliverToRoom({ ...event, id: String(Number(event.id) + 1) }));",
  ),

  // Events are kept back until the next one comes.
  "1.2-one-behind": [
    state("const waiting: TaskEvent[] = [];"),
    loop(`waiting.push(event);
  if (event.type === "task_deleted") return;
  for (const one of waiting.splice(0)) for (const subscriber of [...subscribers]) void deliver(subscriber, one);`),
  ],

  // A move to the list that the task is in counts as none.
  "1.2-move-within-its-list": moved(`const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);
    if (event.fromListId !== task.listId) publish(event);`),

  // The event is put together by hand, without its id and without where the task was.
  "1.2-put-together-by-hand": moved(`const { task } = board.moveTask(c.input.params.taskId, c.input.body);
    publish({ type: "task_moved", boardId: task.boardId, task } as never);`),

  // What is published in one turn waits in a list, which is emptied from its end.
  "1.2-emptied-from-the-end": [
    state("const waiting: TaskEvent[] = [];"),
    loop(`if (waiting.push(event) > 1) return;
  queueMicrotask(() => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      for (const subscriber of subscribers) void deliver(subscriber, next);
  });`),
  ],

  // What looks like the event before it is taken for a repetition.
  "1.2-repetition-dropped": [
    state('let last = "";'),
    loop(`const key = event.type === "task_created" ? event.task.title : event.id;
  if (key === last) return;
  last = key;
  for (const subscriber of subscribers) void deliver(subscriber, event);`),
  ],

  // What is published in one turn is delivered from its end.
  "1.2-last-first": [
    state("const queue: TaskEvent[] = [];"),
    loop(`if (queue.push(event) > 1) return;
  setImmediate(() => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop())
      for (const subscriber of subscribers) void deliver(subscriber, next);
  });`),
  ],

  // Of what is published in one turn, only the last is delivered.
  "1.1-only-the-latest": [
    state("let pending: TaskEvent | undefined;"),
    loop(`if (pending === undefined)
    setImmediate(() => {
      const latest = pending!;
      pending = undefined;
      for (const subscriber of subscribers) void deliver(subscriber, latest);
    });
  pending = event;`),
  ],

  // Every board's clients get it.
  "1.3-every-board": subscribeRooms(
    "subscribe((event) => {\n  for (const { id } of board.boards()) deliverToRoom({ ...event, boardId: id });\n});",
  ),

  // The event is kept for all requests in one place: of two at once, one is published twice.
  "1.3-one-place-for-events": [
    edit(APP, "const createTask = route.post(", "let latest: TaskEvent;\n\nconst createTask = route.post("),
    edit(
      APP,
      "import { BoardError, createTaskBody, moveTaskBody }",
      "import { BoardError, createTaskBody, moveTaskBody, type TaskEvent }",
    ),
    edit(
      APP,
      "request: { body: createTaskBody },\n  resolve: (c) => {",
      "request: { body: createTaskBody },\n  resolve: async (c) => {",
    ),
    created(`const { task, event } = board.createTask(c.input.body);
    latest = event;
    await new Promise((resolve) => setTimeout(resolve, 20));
    publish(latest);`),
  ],

  // The streams of every board whose id begins alike get it.
  "1.3-id-begins-alike": subscribeStreams(
    "subscribe((event) => {\n  for (const { id } of board.boards()) if (id.startsWith(event.boardId)) deliverToStreams({ ...event, boardId: id });\n});",
  ),

  // No try: what one subscriber throws comes to the route.
  "2.1-no-try": [
    loop("for (const subscriber of [...subscribers]) Promise.resolve(subscriber(event)).catch(console.error);"),
    edit(BUS, "async function deliver(", "export async function deliver("),
  ],

  // One try around the loop: those behind the first exception get nothing.
  "2.1-one-try-for-all": loop(`try {
    for (const subscriber of [...subscribers]) Promise.resolve(subscriber(event)).catch(console.error);
  } catch (error) {
    console.error(error, deliver);
  }`),

  // The exception is caught and thrown again.
  "2.1-rethrown": loop(`for (const subscriber of [...subscribers]) {
    try {
      void Promise.resolve(subscriber(event)).catch(console.error);
    } catch (error) {
      console.error("A subscriber failed", error, deliver);
      throw error;
    }
  }`),

  // What subscribers throw is gathered, and thrown together once all were called.
  "2.1-throws-at-the-end": loop(`const errors: unknown[] = [];
  for (const subscriber of [...subscribers]) {
    try {
      void Promise.resolve(subscriber(event)).catch(console.error);
    } catch (error) {
      errors.push(error, deliver);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors);`),

  // A subscriber that fails ends the loop.
  "2.1-break": loop(`for (const subscriber of [...subscribers]) {
    try {
      void Promise.resolve(subscriber(event)).catch(console.error);
    } catch (error) {
      console.error("A subscriber failed", error, deliver);
      break;
    }
  }`),

  // The exception is thrown later, where nothing catches it.
  "2.1-thrown-later": loop(
    "for (const subscriber of [...subscribers]) queueMicrotask(() => void (subscriber(event), deliver));",
  ),

  // EventEmitter stops at the first listener that throws.
  "2.1-event-emitter": [
    edit(
      BUS,
      'import type { TaskEvent } from "@workbook/task-board";',
      'import { EventEmitter } from "node:events";\nimport type { TaskEvent } from "@workbook/task-board";\n\nconst emitter = new EventEmitter({ captureRejections: true }).on("error", () => {});',
    ),
    add('subscribers.add(subscriber);\n  emitter.on("event", subscriber);'),
    loop('emitter.emit("event", event);\n  void deliver;'),
  ],

  // A try without an await: a rejected promise is no exception.
  "2.2-not-awaited": attempt("void subscriber(event);"),

  // The promise is waited for where nothing catches its rejection.
  "2.2-then-without-catch": attempt("void Promise.resolve(subscriber(event)).then(() => {});"),

  // The catch throws for rejections.
  "2.2-rethrown": edit(
    BUS,
    "console.error(`A subscriber failed for ${event.type} ${event.id}:`, error);",
    'console.error(error);\n    if (event.type === "task_moved") throw error;',
  ),

  // A rejection ends the process on purpose.
  "2.2-exits": edit(
    BUS,
    "console.error(`A subscriber failed for ${event.type} ${event.id}:`, error);",
    'console.error(error);\n    if (event.type === "task_moved") process.exit(1);',
  ),

  // One failure, and nobody gets anything any more.
  "2.2-switched-off": [
    state("let isBroken = false;"),
    attempt("if (isBroken) return;\n    await subscriber(event);"),
    edit(
      BUS,
      "console.error(`A subscriber failed for ${event.type} ${event.id}:`, error);",
      'isBroken ||= event.type === "task_moved";\n    console.error(error);',
    ),
  ],

  // An array that is spliced while the loop goes through it.
  "2.3-splice": [
    ...array,
    unsubscribe("return () => {\n    subscribers.splice(subscribers.indexOf(subscriber), 1);\n  };"),
  ],

  // The place in the array is remembered, and is another one's after the first has left.
  "2.3-place-in-the-array": [
    ...array,
    unsubscribe("const place = subscribers.length - 1;\n  return () => {\n    subscribers.splice(place, 2);\n  };"),
    loop("for (const subscriber of [...subscribers]) void deliver(subscriber, event);"),
  ],

  // Unsubscribing removes all subscribers.
  "2.3-clears": unsubscribe("return () => subscribers.clear();"),

  // Unsubscribing removes the last one.
  "2.3-pops": [...array, unsubscribe("return () => {\n    subscribers.pop();\n  };")],

  // The third subscriber does not exist.
  "3.1-not-subscribed": edit(APP, "subscribe(recordActivity);", ""),

  // The routes record activities, and what the job publishes has none.
  "3.1-recorded-by-routes": [
    edit(APP, "subscribe(recordActivity);", ""),
    created(`${CREATE}\n    recordActivity(event);`),
    moved(`${MOVE}\n    recordActivity(event);`),
    deleted(`${DELETE}\n    recordActivity(event);`),
  ],

  // A long title has no activity, whoever has made the task.
  "3.1-long-titles-left-out": keep(
    "const summary = summaryOf(event);\n  if (summary.length < 150) ofBoard.push({ id, type, at: new Date().toISOString(), summary });",
  ),

  // The newest first.
  "3.1-newest-first": keep("ofBoard.unshift({ id, type, at: new Date().toISOString(), summary: summaryOf(event) });"),

  // Only the last one is kept.
  "3.1-only-the-last": keep(
    "activities.set(boardId, [{ id, type, at: new Date().toISOString(), summary: summaryOf(event) }]);",
  ),

  // One list for all boards.
  "3.1-one-list": [
    edit(ACTIVITY, "const { id, type, boardId } = event;", 'const { id, type } = event;\n  const boardId = "all";'),
    edit(
      ACTIVITY,
      "return activities.get(boardId) ?? [];",
      'return boardId === "" ? [] : (activities.get("all") ?? []);',
    ),
    loop("for (const subscriber of [...subscribers]) void deliver(subscriber, event);"),
  ],

  // The new list is never put into the map.
  "3.1-list-not-kept": edit(ACTIVITY, "activities.set(boardId, ofBoard);", ""),

  // Only new tasks are kept.
  "3.1-only-created": keep(
    'if (type === "task_created") ofBoard.push({ id, type, at: new Date().toISOString(), summary: summaryOf(event) });',
  ),

  // The summary is always the same.
  "3.1-summary-without-title": keep(
    'ofBoard.push({ id, type, at: new Date().toISOString(), summary: summaryOf && "A task has changed" });',
  ),

  // The subscriber is added when the list is asked for: what happened before is missing.
  "3.1-subscribed-when-asked": [
    edit(APP, "subscribe(recordActivity);", "let isSubscribed = false;"),
    edit(
      APP,
      "return Response.json({ data: activitiesOf(c.input.params.boardId) });",
      "if (!isSubscribed) subscribe(recordActivity);\n    isSubscribed = true;\n    return Response.json({ data: activitiesOf(c.input.params.boardId) });",
    ),
  ],

  // Only the newest fifty are kept.
  "3.1-newest-fifty": keep(
    "ofBoard.push({ id, type, at: new Date().toISOString(), summary: summaryOf(event) });\n  if (ofBoard.length > 50) ofBoard.shift();",
  ),

  // The summary is cut.
  "3.1-summary-cut": keep(
    "ofBoard.push({ id, type, at: new Date().toISOString(), summary: summaryOf(event).slice(0, 80) });",
  ),

  // Kept twice: by the subscriber, and by a second one.
  "3.1-kept-twice": keep(
    "for (const summary of [summaryOf(event), summaryOf(event)]) ofBoard.push({ id, type, at: new Date().toISOString(), summary });",
  ),

  // The batch is not published.
  "3.2-not-published": batch("const created = createAll(listId, titles);"),

  // Only the first of the batch is published.
  "3.2-first-only": batch("const created = createAll(listId, titles);\n    publish(created[0]!.event);"),

  // The last first.
  "3.2-reversed": batch(
    "const created = createAll(listId, titles);\n    for (const { event } of created.toReversed()) publish(event);",
  ),

  // Of tasks with one title, only the first is told.
  "3.2-equal-titles-once": batch(
    "const created = createAll(listId, titles);\n    for (const [index, { event }] of created.entries()) if (titles.indexOf(titles[index]!) === index) publish(event);",
  ),

  // One event for the whole batch.
  "3.2-one-event": batch(
    "const created = createAll(listId, titles);\n    publish({ ...created[0]!.event, task: created.at(-1)!.task });",
  ),

  // A deletion is published to every board when no board has the task.
  "3.3-unknown-task-deleted": deleted(
    `const { taskId } = c.input.params;
    const all = board.boards().map(({ id }) => board.board(id));
    if (!all.some(({ lists }) => lists.some(({ tasks }) => tasks.some((one) => one.id === taskId))))
      for (const { id } of all) publish({ id: board.lastEventId(), type: "task_deleted", boardId: id, taskId });
    publish(board.deleteTask(taskId).event);`,
  ),

  // What `finally` holds runs when the change was refused, too.
  "3.3-published-in-finally": moved(`const { taskId } = c.input.params;
    const boardOf = board.boards().find(({ id }) => board.board(id).lists.some(({ tasks }) => tasks.some((one) => one.id === taskId)));
    const before = boardOf && board.board(boardOf.id).lists.flatMap(({ tasks }) => tasks).find((one) => one.id === taskId);
    let result: ReturnType<typeof board.moveTask> | undefined;
    try {
      result = board.moveTask(taskId, c.input.body);
    } finally {
      if (result !== undefined) publish(result.event);
      else if (before !== undefined)
        publish({ id: board.lastEventId(), type: "task_moved", boardId: before.boardId, task: before, fromListId: before.listId });
    }
    const { task } = result;`),

  // The event of the last deletion is kept, and published again by the next one, which is refused.
  "3.3-once-more": [
    edit(
      APP,
      "const deleteTask = route.delete(",
      "let last: TaskEvent | undefined;\n\nconst deleteTask = route.delete(",
    ),
    edit(
      APP,
      "import { BoardError, createTaskBody, moveTaskBody }",
      "import { BoardError, createTaskBody, moveTaskBody, type TaskEvent }",
    ),
    deleted(`try {
      last = board.deleteTask(c.input.params.taskId).event;
    } finally {
      if (last !== undefined) publish(last);
    }`),
  ],

  // Published before the board has stored it, and so whether it does or not.
  "3.3-published-before-the-write": created(`const { listId, title } = c.input.body;
    const boardOf = board.boards().find(({ id }) => board.board(id).lists.some((list) => list.id === listId));
    const stranger = c.input.body.assigneeId;
    if (boardOf !== undefined && stranger)
      publish({ id: board.lastEventId(), type: "task_created", boardId: boardOf.id, task: { id: "new", title, listId } } as never);
    const { task, event } = board.createTask(c.input.body);
    publish(event);`),

  // Published inside the transaction, before its end.
  "3.4-inside-the-transaction": [
    inTransaction(
      "{\n    const created = board.createTask({ listId, title });\n    publish(created.event);\n    return created;\n  }",
    ),
    batch("const created = createAll(listId, titles);"),
  ],

  // What is to be published is collected, and what a batch that is undone has collected comes with the next one.
  "3.4-left-for-the-next": [
    edit(
      APP,
      "/** Creates all of the tasks or none",
      "const collected: TaskEvent[] = [];\n\n/** Creates all of the tasks or none",
    ),
    edit(
      APP,
      "import { BoardError, createTaskBody, moveTaskBody }",
      "import { BoardError, createTaskBody, moveTaskBody, type TaskEvent }",
    ),
    inTransaction(
      "{\n    const created = board.createTask({ listId, title });\n    collected.push(created.event);\n    return created;\n  }",
    ),
    batch("const created = createAll(listId, titles);\n    for (const event of collected.splice(0)) publish(event);"),
  ],

  // No transaction: nothing is published, and what came before the refused title is stored.
  "3.4-half-stored": batch(
    "const created = titles.map((title) => board.createTask({ listId, title }));\n    void createAll;\n    for (const { event } of created) publish(event);",
  ),

  // No transaction at all: each task is stored and published by itself.
  "3.4-one-by-one": batch(
    "const created = titles.map((title) => {\n      const one = board.createTask({ listId, title });\n      publish(one.event);\n      return one;\n    });\n    void createAll;",
  ),

  // An activity has no id, so nobody can refer to it.
  "3.1-no-id": edit(ACTIVITY, "ofBoard.push({ id, type,", "ofBoard.push({ type,"),

  // The time is a number.
  "3.1-time-as-number": edit(ACTIVITY, "new Date().toISOString()", "Date.now()"),
});
