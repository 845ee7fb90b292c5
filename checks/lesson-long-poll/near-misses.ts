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
  "1.3-not-sent": edit("routes.ts", wakesAfter(CREATE), `${CREATE};`),
  "1.4-move-not-sent": edit("routes.ts", wakesAfter(MOVE), `${MOVE};`),
  "1.4-deletion-not-sent": edit("routes.ts", wakesAfter(DELETE), `${DELETE};`),
  "1.4-deletion-by-task": edit(
    "routes.ts",
    wakesAfter(DELETE),
    `${DELETE};\n    notifyWaiters(c.input.params.taskId);`,
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
  "2.1-no-timer": [edit("long-poll.ts", TIMER, ""), edit("long-poll.ts", "clearTimeout(timer);", "")],
  // A time of its own.
  "2.1-own-time": edit("long-poll.ts", "Number(process.env.POLL_TIMEOUT_MS ?? 30_000)", "30_000"),
  // Takes milliseconds for seconds.
  "2.1-as-seconds": edit("long-poll.ts", TIMER, "const timer = setTimeout(wake, POLL_TIMEOUT_MS * 1000);"),
  "2.1-without-timeout": edit("long-poll.ts", ANSWER, "return Response.json({ data, timestamp });"),
  "2.1-status-408": edit(
    "long-poll.ts",
    ANSWER,
    'if (data.length === 0) return Response.json({ error: "timeout" }, { status: 408 });\n  return Response.json({ data, timestamp });',
  ),
  "2.2-client-not-noticed": edit("long-poll.ts", 'signal.addEventListener("abort", wake);', ""),
  "2.2-constant": edit("long-poll.ts", "return count;", "return 0;"),
  "2.2-counts-boards": edit("long-poll.ts", "return count;", "return waiters.size;"),
  // Counts the waiters of one board, whichever comes last.
  "2.2-last-board-alone": edit("long-poll.ts", "count += waiting.size;", "count = waiting.size;"),
  // Forgets a board with its last but one waiter: nothing wakes the last one any more.
  "2.2-one-too-early": edit("long-poll.ts", FORGET, FORGET.replace("waiting.size === 0", "waiting.size <= 1")),
  "2.2-forgets-on-abort-only": edit("long-poll.ts", FORGET, "if (signal.aborted) waiting.delete(wake);"),
  "2.2-never-forgets": edit("long-poll.ts", FORGET, ""),
  "2.3-timer-goes-on": edit("long-poll.ts", "clearTimeout(timer);", ""),
  "2.3-clears-on-abort-only": edit("long-poll.ts", "clearTimeout(timer);", "if (signal.aborted) clearTimeout(timer);"),
  // Begins now, whatever the client says.
  "3.1-since-ignored": edit("long-poll.ts", "since ?? board.lastEventId()", "board.lastEventId()"),
  "3.1-since-not-passed": edit("routes.ts", "since: c.input.query.since", "since: undefined"),
  // Looks back after it has waited.
  "3.1-waits-first": edit("long-poll.ts", LOOK, "await nextChange(boardId, signal);"),
  // The answer's cursor is the poll's own.
  "3.1-cursor-stays": edit("long-poll.ts", "data.at(-1)?.id ?? from", "from"),
  // A change of another board is taken for one of this board.
  "3.2-looks-at-all-boards": edit("long-poll.ts", LOOK, LOOK.replace("from, { boardIds: [boardId] }", "from")),
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
});
