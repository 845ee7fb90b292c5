import { edit, nearMisses } from "#kit";

/** The call that wakes the board's polls, after the change that it stands behind. */
const wakesAfter = (change: string) =>
  `${change};\n    //#region Exercise 1: wake the requests that wait for the event's board\n    notifyWaiters(event.boardId);`;
const CREATE = "board.createTask(c.input.body)";
const MOVE = "board.moveTask(c.input.params.taskId, c.input.body)";
const DELETE = "board.deleteTask(c.input.params.taskId)";

const REGISTER = "const waiting = waiters.get(boardId) ?? new Set();\n  waiters.set(boardId, waiting.add(wake));";
const TIMER = "const timer = setTimeout(wake, POLL_TIMEOUT_MS);";
const FORGET = "waiting.delete(wake);\n  if (waiting.size === 0) waiters.delete(boardId);";
const WAKE_ALL = "for (const wake of waiters.get(boardId) ?? []) wake();";
const LOOK = "if (board.eventsSince(from, { boardIds: [boardId] }).length === 0) await nextChange(boardId, signal);";
const ANSWER =
  "return Response.json(data.length === 0 ? { data, timeout: true, timestamp } : { data, timestamp }, { headers });";

export default nearMisses("lesson-long-poll", {
  // The promise is made, and nothing awaits it.
  "1.1-awaits-nothing": edit("long-poll.ts", "  await isAwake;\n", ""),
  // Calls the function in place of handing it over.
  "1.1-calls-wake": edit("long-poll.ts", TIMER, "const timer = setTimeout(wake() as never, POLL_TIMEOUT_MS);"),
  // Tells the client to come back later.
  "1.1-answers-empty": edit("long-poll.ts", LOOK, ""),
  // Waits for news of a board that does not exist.
  "1.2-no-lookup": edit("routes.ts", "board.board(boardId);", ""),
  "1.2-empty-list": edit(
    "routes.ts",
    "board.board(boardId);",
    "if (!board.boards().some(({ id }) => id === boardId)) return Response.json({ data: [] });",
  ),
  // Asks only where the client has no cursor.
  "1.2-lookup-without-cursor-only": edit(
    "routes.ts",
    "board.board(boardId);",
    "if (c.input.query.since === undefined) board.board(boardId);",
  ),
  // Takes the first waiter only.
  "1.3-wakes-one": edit("long-poll.ts", WAKE_ALL, "const [wake] = waiters.get(boardId) ?? [];\n  wake?.();"),
  // Takes the last waiter only.
  "1.3-newest-only": edit("long-poll.ts", WAKE_ALL, "[...(waiters.get(boardId) ?? [])].at(-1)?.();"),
  // Removes from the array that it walks through: every second one is skipped.
  "1.3-splices-while-iterating": [
    edit("long-poll.ts", "new Map<string, Set<() => void>>()", "new Map<string, (() => void)[]>()"),
    edit(
      "long-poll.ts",
      REGISTER,
      "const waiting = waiters.get(boardId) ?? [];\n  waiting.push(wake);\n  waiters.set(boardId, waiting);",
    ),
    edit(
      "long-poll.ts",
      WAKE_ALL,
      "const waiting = waiters.get(boardId) ?? [];\n  for (const wake of waiting) {\n    wake();\n    waiting.splice(waiting.indexOf(wake), 1);\n  }",
    ),
    edit("long-poll.ts", FORGET, "const place = waiting.indexOf(wake);\n  if (place !== -1) waiting.splice(place, 1);"),
    edit("long-poll.ts", "count += waiting.size", "count += waiting.length"),
  ],
  // Asks by the id of the list.
  "1.3-wakes-by-list": edit("routes.ts", wakesAfter(CREATE), `${CREATE};\n    notifyWaiters(task.listId);`),
  // One line too early.
  "1.3-wakes-before-it-is-stored": [
    edit(
      "routes.ts",
      "request: { body: createTaskBody },\n  resolve: (c) => {",
      "request: { body: createTaskBody },\n  resolve: async (c) => {\n    if (c.input.ok) for (const { id } of board.boards()) notifyWaiters(id);\n    await new Promise((resolve) => setImmediate(resolve));",
    ),
    edit("routes.ts", wakesAfter(CREATE), `${CREATE};\n    void event;`),
  ],
  // Nobody is woken, whatever happens.
  "1.3-wakes-nobody": edit("long-poll.ts", WAKE_ALL, "void waiters.get(boardId);"),
  // Begins with the moment in which it is woken.
  "1.3-begins-when-woken": edit(
    "long-poll.ts",
    "return answer(boardId, from);",
    "return answer(boardId, since ?? board.lastEventId());",
  ),
  "1.3-not-sent": edit("routes.ts", wakesAfter(CREATE), `${CREATE};`),
  "1.4-move-not-sent": edit("routes.ts", wakesAfter(MOVE), `${MOVE};`),
  "1.4-deletion-not-sent": edit("routes.ts", wakesAfter(DELETE), `${DELETE};`),
  "1.4-deletion-by-task": edit(
    "routes.ts",
    wakesAfter(DELETE),
    `${DELETE};\n    notifyWaiters(c.input.params.taskId);`,
  ),
  // A task that stays in its list has not moved.
  "1.4-move-within-a-list": edit(
    "routes.ts",
    wakesAfter(MOVE),
    `${MOVE};\n    if (event.fromListId !== task.listId) notifyWaiters(event.boardId);`,
  ),
  // Begins at the beginning of the board.
  "1.4-old-stories": edit("long-poll.ts", "since ?? board.lastEventId()", 'since ?? "0"'),
  "1.5-wakes-all-boards": edit(
    "long-poll.ts",
    WAKE_ALL,
    "for (const waiting of waiters.values()) for (const wake of waiting) wake();",
  ),
  // One set for all boards.
  "1.5-one-set": [
    edit(
      "long-poll.ts",
      REGISTER,
      'const waiting = waiters.get("all") ?? new Set();\n  waiters.set("all", waiting.add(wake));',
    ),
    edit("long-poll.ts", WAKE_ALL, 'for (const wake of waiters.get("all") ?? []) wake();'),
  ],
  // Whoever is woken is forgotten, and so is everybody else.
  "1.5-forgets-all-boards": edit("long-poll.ts", WAKE_ALL, `${WAKE_ALL}\n  waiters.clear();`),
  // Listens once, and the change of another board is the one.
  "1.5-listens-once": [
    edit(
      "long-poll.ts",
      'import { board } from "./board.js";',
      'import { EventEmitter } from "node:events";\nimport { board } from "./board.js";',
    ),
    edit(
      "long-poll.ts",
      "interface WaitOptions",
      "const changes = new EventEmitter().setMaxListeners(0);\nconst held = new Set<() => void>();\n\ninterface WaitOptions",
    ),
    edit(
      "long-poll.ts",
      REGISTER,
      'held.add(wake);\n  changes.once("change", (id: string) => {\n    if (id === boardId) wake();\n  });',
    ),
    edit("long-poll.ts", FORGET, "held.delete(wake);"),
    edit("long-poll.ts", WAKE_ALL, 'changes.emit("change", boardId);'),
    edit("long-poll.ts", "for (const waiting of waiters.values()) count += waiting.size;", "count += held.size;"),
  ],
  // Looks for the waiters under a part of the id: no change of the other board wakes a poll.
  "1.5-key-cut-short": edit(
    "long-poll.ts",
    WAKE_ALL,
    WAKE_ALL.replace("get(boardId)", 'get(boardId.split("-", 3).join("-"))'),
  ),
  // Wakes those who wait for the list's board, and then asks the board to move the task.
  "1.6-wakes-before-the-move": edit(
    "routes.ts",
    `const { task, event } = ${wakesAfter(MOVE)}`,
    `const { listId } = c.input.body;
    for (const { id } of board.boards())
      if (board.board(id).lists.some((list) => list.id === listId)) notifyWaiters(id);
    const { task } = ${MOVE};`,
  ),
  // Whatever came of it.
  "1.6-wakes-when-invalid": edit(
    "routes.ts",
    'return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });',
    '{\n      for (const { id } of board.boards()) notifyWaiters(id);\n      return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });\n    }',
  ),
  // Forgets the board with its first client that goes; the counter knows nothing of it.
  "1.7-takes-the-others-along": [
    edit(
      "long-poll.ts",
      'signal.addEventListener("abort", wake);',
      'signal.addEventListener("abort", () => {\n    waiters.delete(boardId);\n    wake();\n  });\n  held++;',
    ),
    edit("long-poll.ts", "waiting.delete(wake);", "held--;\n  waiting.delete(wake);"),
    edit("long-poll.ts", "return count;", "return held;"),
    edit("long-poll.ts", "interface WaitOptions", "let held = 0;\n\ninterface WaitOptions"),
  ],
  "2.1-no-timer": [edit("long-poll.ts", TIMER, ""), edit("long-poll.ts", "clearTimeout(timer);", "")],
  // A time of its own.
  "2.1-own-time": edit("long-poll.ts", "Number(process.env.POLL_TIMEOUT_MS ?? 30_000)", "30_000"),
  // Takes milliseconds for seconds.
  "2.1-as-seconds": edit("long-poll.ts", TIMER, "const timer = setTimeout(wake, POLL_TIMEOUT_MS * 1000);"),
  "2.1-without-timeout": edit("long-poll.ts", ANSWER, "return Response.json({ data, timestamp });"),
  // The time of one poll ends all of its board.
  "2.1-timer-wakes-the-board": edit(
    "long-poll.ts",
    TIMER,
    "const timer = setTimeout(() => notifyWaiters(boardId), POLL_TIMEOUT_MS);",
  ),
  // One variable for the timers of all polls: the end of the first stops that of the last.
  "2.1-one-timer-variable": [
    edit("long-poll.ts", TIMER, "timer = setTimeout(wake, POLL_TIMEOUT_MS);"),
    edit("long-poll.ts", "interface WaitOptions", "let timer: NodeJS.Timeout | undefined;\n\ninterface WaitOptions"),
  ],
  // One timer for all polls, which each of them starts again.
  "2.1-one-timer-started-again": [
    edit("long-poll.ts", TIMER, "clearTimeout(timer);\n  timer = setTimeout(wake, POLL_TIMEOUT_MS);"),
    edit("long-poll.ts", "interface WaitOptions", "let timer: NodeJS.Timeout | undefined;\n\ninterface WaitOptions"),
  ],
  // One timer for each board, which every new poll starts again and which wakes all: a busy board's polls never time out.
  "2.1-one-timer-for-each-board": [
    edit(
      "long-poll.ts",
      TIMER,
      "clearTimeout(timers.get(boardId));\n  const timer = setTimeout(() => notifyWaiters(boardId), POLL_TIMEOUT_MS);\n  timers.set(boardId, timer);",
    ),
    edit("long-poll.ts", "clearTimeout(timer);", "if (waiting.size <= 1) clearTimeout(timers.get(boardId));"),
    edit(
      "long-poll.ts",
      "interface WaitOptions",
      "const timers = new Map<string, NodeJS.Timeout>();\n\ninterface WaitOptions",
    ),
  ],
  // A poll with a cursor waits in another way.
  "2.1-no-timer-with-cursor": [
    edit("long-poll.ts", LOOK, LOOK.replace("(boardId, signal)", "(boardId, signal, since === undefined)")),
    edit(
      "long-poll.ts",
      "signal: AbortSignal): Promise<void>",
      "signal: AbortSignal, isFirst: boolean): Promise<void>",
    ),
    edit("long-poll.ts", TIMER, "const timer = isFirst ? setTimeout(wake, POLL_TIMEOUT_MS) : undefined;"),
  ],
  // Without news there is no last event, and the client is sent back to the beginning.
  "2.1-back-to-the-beginning": edit("long-poll.ts", "data.at(-1)?.id ?? from", 'data.at(-1)?.id ?? "0"'),
  "2.1-status-408": edit(
    "long-poll.ts",
    ANSWER,
    'if (data.length === 0) return Response.json({ error: "timeout" }, { status: 408 });\n  return Response.json({ data, timestamp });',
  ),
  "2.2-client-not-noticed": edit("long-poll.ts", 'signal.addEventListener("abort", wake);', ""),
  // Whoever wakes it forgets it, and the timer does not.
  "2.2-forgets-when-woken-only": [
    edit("long-poll.ts", FORGET, "if (signal.aborted) waiting.delete(wake);"),
    edit("long-poll.ts", WAKE_ALL, `${WAKE_ALL}\n  waiters.delete(boardId);`),
  ],
  // Each waits for its board and for all.
  "2.2-counts-twice": edit("long-poll.ts", "count += waiting.size;", "count += 2 * waiting.size;"),
  // Those with a cursor are kept elsewhere.
  "2.2-cursors-not-counted": [
    edit(
      "long-poll.ts",
      LOOK,
      LOOK.replace(
        "await nextChange(boardId, signal);",
        "{\n    if (since !== undefined) goingOn++;\n    await nextChange(boardId, signal);\n    if (since !== undefined) goingOn--;\n  }",
      ),
    ),
    edit("long-poll.ts", "interface WaitOptions", "let goingOn = 0;\n\ninterface WaitOptions"),
    edit("long-poll.ts", "return count;", "return count - goingOn;"),
  ],
  // Hears of clients that go only where they have no cursor.
  "2.2-signal-without-cursor-only": edit(
    "long-poll.ts",
    LOOK,
    LOOK.replace(
      "nextChange(boardId, signal)",
      "nextChange(boardId, since === undefined ? signal : new AbortController().signal)",
    ),
  ),
  "2.2-constant": edit("long-poll.ts", "return count;", "return 0;"),
  "2.2-counts-boards": edit("long-poll.ts", "return count;", "return waiters.size;"),
  // Counts the waiters of one board, whichever comes last.
  "2.2-last-board-alone": edit("long-poll.ts", "count += waiting.size;", "count = waiting.size;"),
  // Forgets a board with its last but one waiter: nothing wakes the last one any more.
  "1.7-one-too-early": edit("long-poll.ts", FORGET, FORGET.replace("waiting.size === 0", "waiting.size <= 1")),
  "2.2-forgets-on-abort-only": edit("long-poll.ts", FORGET, "if (signal.aborted) waiting.delete(wake);"),
  // A promise that rejects skips what follows the await.
  "2.2-rejects-when-the-client-goes": [
    edit(
      "long-poll.ts",
      "const isAwake = new Promise<void>((resolve) => (wake = resolve));",
      "let fail = () => {};\n  const isAwake = new Promise<void>((resolve, reject) => {\n    wake = resolve;\n    fail = () => reject(new Error('the client has gone'));\n  });",
    ),
    edit("long-poll.ts", 'signal.addEventListener("abort", wake);', 'signal.addEventListener("abort", fail);'),
  ],
  // Stops the timer of a client that goes, and leaves its waiter where it is.
  "2.2-stops-the-timer-alone": edit(
    "long-poll.ts",
    'signal.addEventListener("abort", wake);',
    'signal.addEventListener("abort", () => clearTimeout(timer));',
  ),
  "2.2-never-forgets": edit("long-poll.ts", FORGET, ""),
  "2.3-timer-goes-on": edit("long-poll.ts", "clearTimeout(timer);", ""),
  "2.3-clears-on-abort-only": edit("long-poll.ts", "clearTimeout(timer);", "if (signal.aborted) clearTimeout(timer);"),
  // Forgets the waiter of a client that goes, and not its timer.
  "2.3-timer-of-a-lost-client": edit(
    "long-poll.ts",
    'signal.addEventListener("abort", wake);',
    'signal.addEventListener("abort", () => waiting.delete(wake));',
  ),
  // Begins now, whatever the client says.
  "3.1-since-ignored": edit("long-poll.ts", "since ?? board.lastEventId()", "board.lastEventId()"),
  "3.1-since-not-passed": edit("routes.ts", "since: c.input.query.since", "since: undefined"),
  // The number 0 is falsy.
  "3.1-zero-is-no-cursor": edit(
    "long-poll.ts",
    "since ?? board.lastEventId()",
    "Number(since) ? String(since) : board.lastEventId()",
  ),
  // The ids of all events are compared with the cursor as texts.
  "3.3-any-id-as-text": edit(
    "long-poll.ts",
    LOOK,
    'const all = board.eventsSince("0", { boardIds: [boardId] });\n  if (!all.some(({ id }) => id > from)) await nextChange(boardId, signal);',
  ),
  // Looks back after it has waited.
  "3.1-waits-first": edit("long-poll.ts", LOOK, "await nextChange(boardId, signal);"),
  // The answer's cursor is the poll's own.
  "3.1-cursor-stays": edit("long-poll.ts", "data.at(-1)?.id ?? from", "from"),
  // A change of another board is taken for one of this board.
  "3.2-looks-at-all-boards": edit("long-poll.ts", LOOK, LOOK.replace("from, { boardIds: [boardId] }", "from")),
  // One cursor for all polls: that of the last one that came.
  "3.2-one-cursor-for-all": [
    edit("long-poll.ts", "const from = since ?? board.lastEventId();", "cursor = since ?? board.lastEventId();"),
    edit("long-poll.ts", LOOK, LOOK.replace("from", "cursor")),
    edit("long-poll.ts", "return answer(boardId, from);", "return answer(boardId, cursor);"),
    edit("long-poll.ts", "interface WaitOptions", 'let cursor = "0";\n\ninterface WaitOptions'),
  ],
  // Who has no cursor gets none.
  "3.2-no-cursor-without-since": [
    edit("long-poll.ts", "return answer(boardId, from);", "return answer(boardId, from, since !== undefined);"),
    edit(
      "long-poll.ts",
      "function answer(boardId: string, from: string)",
      "function answer(boardId: string, from: string, goesOn: boolean)",
    ),
    edit(
      "long-poll.ts",
      ANSWER,
      `if (data.length > 0 && !goesOn) return Response.json({ data }, { headers });\n  ${ANSWER}`,
    ),
  ],
  // Every answer ends a poll, and so every answer says so.
  "3.2-timeout-with-events": edit(
    "long-poll.ts",
    ANSWER,
    "return Response.json({ data, timeout: true, timestamp }, { headers });",
  ),
  // The events are made anew.
  "3.2-events-without-id": edit(
    "long-poll.ts",
    ANSWER,
    ANSWER.replace(": { data, timestamp }", ": { data: data.map(({ id, ...event }) => event), timestamp }"),
  ),
  // Waits only for those who have no cursor.
  "3.2-cursor-never-waits": edit("long-poll.ts", LOOK, "if (since === undefined) await nextChange(boardId, signal);"),
  // A poll that had to wait is answered with the cursor it came with.
  "3.3-woken-with-old-cursor": edit(
    "long-poll.ts",
    LOOK,
    `const missed = board.eventsSince(from, { boardIds: [boardId] }).length > 0;
  if (!missed) {
    await nextChange(boardId, signal);
    const data = board.eventsSince(from, { boardIds: [boardId] });
    if (data.length > 0) return Response.json({ data, timestamp: from });
  }`,
  ),
  // "10" is before "9".
  // A number is a text in JSON, and texts have an order of their own.
  "3.6-sorted-as-text": edit(
    "long-poll.ts",
    "const timestamp = data.at(-1)?.id ?? from;",
    "const timestamp = data.at(-1)?.id ?? from;\n  data.sort((one, other) => (one.id < other.id ? -1 : 1));",
  ),
  "3.3-compared-as-text": edit(
    "long-poll.ts",
    LOOK,
    `const newest = board.eventsSince("0", { boardIds: [boardId] }).at(-1)?.id ?? "0";
  if (newest <= from) await nextChange(boardId, signal);`,
  ),
  // Counts one further than the last event.
  "3.3-woken-skips-one": edit(
    "long-poll.ts",
    LOOK,
    `const missed = board.eventsSince(from, { boardIds: [boardId] }).length > 0;
  if (!missed) {
    await nextChange(boardId, signal);
    const data = board.eventsSince(from, { boardIds: [boardId] });
    if (data.length > 0) return Response.json({ data, timestamp: String(Number(data.at(-1)?.id) + 1) });
  }`,
  ),
  // Tells of the newest event alone.
  "3.4-newest-alone": edit("long-poll.ts", ANSWER, ANSWER.replaceAll("{ data,", "{ data: data.slice(-1),")),
  // Tells of the oldest alone, and moves the cursor past all.
  "3.4-oldest-alone": edit("long-poll.ts", ANSWER, ANSWER.replaceAll("{ data,", "{ data: data.slice(0, 1),")),
  // Of several events in one answer, the client is told the cursor of the first.
  "3.4-cursor-of-the-first": edit("long-poll.ts", "data.at(-1)?.id", "data[0]?.id"),
  // Something else gets a turn between looking back and waiting.
  "3.5-pause-before-waiting": edit(
    "long-poll.ts",
    LOOK,
    `if (board.eventsSince(from, { boardIds: [boardId] }).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await nextChange(boardId, signal);
  }`,
  ),
  "3.5-turn-before-waiting": edit(
    "long-poll.ts",
    LOOK,
    `if (board.eventsSince(from, { boardIds: [boardId] }).length === 0) {
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    await nextChange(boardId, signal);
  }`,
  ),
  // What nobody has read yet is kept for the poll that comes first.
  "3.6-read-once": [
    edit("long-poll.ts", "interface WaitOptions", "const read = new Set<string>();\n\ninterface WaitOptions"),
    edit(
      "long-poll.ts",
      LOOK,
      `${LOOK}
  const data = board.eventsSince(from, { boardIds: [boardId] }).filter(({ id }) => !read.has(id));
  if (since !== undefined) {
    for (const { id } of data) read.add(id);
    return Response.json({ data, timestamp: data.at(-1)?.id ?? from });
  }`,
    ),
  ],
  // Ten at most, and the cursor goes past all.
  "3.6-ten-at-most": edit(
    "long-poll.ts",
    "const data = board.eventsSince(from, { boardIds: [boardId] });\n  const timestamp = data.at(-1)?.id ?? from;",
    "const data = board.eventsSince(from, { boardIds: [boardId], limit: 10 });\n  const timestamp = board.lastEventId();",
  ),
  // Of several changes of a task, only the last.
  "3.6-last-of-each-task": edit(
    "long-poll.ts",
    ANSWER,
    `const ofTask = (event: object) => ("taskId" in event ? event.taskId : (event as { task: { id: string } }).task.id);
  const lasting = [...new Map(data.map((event) => [ofTask(event), event])).values()];
  ${ANSWER.replaceAll("{ data,", "{ data: lasting,")}`,
  ),
  // Newest first.
  "3.4-newest-first": edit("long-poll.ts", ANSWER, ANSWER.replaceAll("{ data,", "{ data: data.toReversed(),")),
});
