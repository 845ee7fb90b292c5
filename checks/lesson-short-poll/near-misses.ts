/**
 * Servers and clients that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check
 * that must catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const ALL = "db.prepare<TaskRow>(`${TASKS} WHERE lists.board_id = ?`)";
const CHANGED = "db.prepare<TaskRow>(`${TASKS} WHERE lists.board_id = ? AND tasks.updated_at > ?`)";
const LOOK_UP = "board(boardId); // throws the BoardError that app.ts turns into 404";
const ROWS = "const rows = since === undefined ? all.all(boardId) : changed.all(boardId, since);";
const CURSOR = "const timestamp = latest.get()?.time ?? BEGINNING;";
/** A place for answers that are given again. */
const declareKept = edit(
  "updates.ts",
  "export const updatesRoute",
  "const kept = new Map<string, TaskRow[]>();\n\nexport const updatesRoute",
);
const ANSWER = "return Response.json({ data: rows.map(toTask), timestamp }, { headers });";

const SEND = 'if (since !== undefined) url.searchParams.set("since", since);';
const OK = "if (!response.ok) throw new Error(`status ${response.status}`);";
const KEEP = "\n  since = timestamp;";
const SKIP = "if (printed.get(task.id) === task.updatedAt) continue;";
const REMEMBER = "printed.set(task.id, task.updatedAt);";
const LONGER = "wait = Math.min(2 * wait, MAX_WAIT_MS);";
const SHORT_AGAIN = "    wait = INTERVAL_MS;\n";
const PAUSE = "await sleep(wait);";
const BACKED_OFF_PAUSE = "await sleep(wait * (0.5 + Math.random() / 2));";

export default nearMisses("lesson-short-poll", {
  // Forgets the condition: whose board is it?
  "1.1-every-board": [
    edit("updates.ts", ALL, "db.prepare<TaskRow>(TASKS)"),
    edit("updates.ts", "all.all(boardId)", "all.all()"),
  ],
  // Most clients ask for the same: what the first one got is kept until something changes, whichever its board.
  "1.1-kept-by-the-cursor-alone": [
    declareKept,
    edit(
      "updates.ts",
      ROWS,
      `const key = [since, latest.get()?.time].join(" ");
    const rows = kept.get(key) ?? (since === undefined ? all.all(boardId) : changed.all(boardId, since));
    kept.set(key, rows);`,
    ),
  ],
  // The rows of the first request are those of every later one.
  "1.1-rows-of-the-first-request": [
    edit("updates.ts", "export const updatesRoute", "let first: TaskRow[] | undefined;\n\nexport const updatesRoute"),
    edit(
      "updates.ts",
      ROWS,
      "first ??= all.all(boardId);\n    const rows = since === undefined ? first : changed.all(boardId, since);",
    ),
  ],
  // get is one row, all is every row.
  "1.1-first-row-alone": edit(
    "updates.ts",
    "all.all(boardId)",
    "[all.get(boardId)].filter((row) => row !== undefined)",
  ),
  // The list, not the board.
  "1.1-compares-the-list": edit("updates.ts", ALL, ALL.replace("lists.board_id", "tasks.list_id")),
  // Rows have the names of columns, and no `updatedAt` that a client could remember.
  "1.1-rows": edit("updates.ts", "rows.map(toTask)", "rows"),
  // The array itself, without its envelope.
  "1.1-no-envelope": edit("updates.ts", ANSWER, "return Response.json(rows.map(toTask), { headers });"),
  // A request without a cursor begins now.
  "1.1-nothing-at-first": edit("updates.ts", "? all.all(boardId)", "? []"),
  "1.2-not-looked-up": edit("updates.ts", LOOK_UP, ""),
  // Asks only where the client has no cursor.
  "1.2-looked-up-without-cursor-only": edit("updates.ts", LOOK_UP, "if (since === undefined) board(boardId);"),
  "1.2-empty-board-is-none": edit(
    "updates.ts",
    LOOK_UP,
    'if (all.all(boardId).length === 0) return Response.json({ error: "no such board" }, { status: 400 });',
  ),
  // The course's first schema wrote times that have to be compared in whole seconds.
  "1.3-whole-seconds": edit(
    "updates.ts",
    CHANGED,
    CHANGED.replace("tasks.updated_at > ?", "datetime(tasks.updated_at) > datetime(?)"),
  ),
  // The same with another function: numbers of seconds.
  "1.3-seconds-as-numbers": edit(
    "updates.ts",
    CHANGED,
    CHANGED.replace("tasks.updated_at > ?", "unixepoch(tasks.updated_at) > unixepoch(?)"),
  ),
  // One side converted, the other as it came: a space is before the T, so nothing of the same day is later.
  "1.3-one-side-converted": edit(
    "updates.ts",
    CHANGED,
    CHANGED.replace("tasks.updated_at > ?", "datetime(tasks.updated_at) > ?"),
  ),
  // A number is less than every text.
  "1.3-number-and-text": edit(
    "updates.ts",
    CHANGED,
    CHANGED.replace("tasks.updated_at > ?", "unixepoch(tasks.updated_at) > ?"),
  ),
  // To be on the safe side of slow clocks, and on the wrong one.
  "1.3-five-seconds-later": edit(
    "updates.ts",
    "changed.all(boardId, since)",
    "changed.all(boardId, new Date(Date.parse(since) + 5_000).toISOString())",
  ),
  "1.3-compares-the-creation": edit("updates.ts", CHANGED, CHANGED.replace("updated_at", "created_at")),
  // Binds the two values in the wrong order.
  "1.3-values-swapped": edit("updates.ts", "changed.all(boardId, since)", "changed.all(since, boardId)"),
  "1.3-everything-again": edit("updates.ts", ROWS, "const rows = all.all(boardId);"),
  "1.3-earlier-instead": edit("updates.ts", CHANGED, CHANGED.replace("> ?", "< ?")),
  // A text between quotes is a text, not a placeholder.
  "1.3-quoted-placeholder": [
    edit("updates.ts", CHANGED, CHANGED.replace("> ?", "> '?'")),
    edit("updates.ts", "changed.all(boardId, since)", "changed.all(boardId)"),
  ],
  // Repeats the last change for ever.
  "1.4-not-earlier": edit("updates.ts", CHANGED, CHANGED.replace("> ?", ">= ?")),
  // To be on the safe side.
  "1.4-a-bit-earlier": edit(
    "updates.ts",
    CURSOR,
    "const timestamp = new Date(Date.parse(latest.get()?.time ?? BEGINNING) - 1).toISOString();",
  ),
  // Right where there are tasks, and no cursor where there are none.
  "1.4-no-cursor-when-quiet": [
    edit("updates.ts", CURSOR, ""),
    edit("updates.ts", ROWS, `${ROWS}\n    const timestamp = rows.map((row) => row.updated_at).sort().at(-1);`),
  ],
  // The change of the task that was created last is not the last change.
  "1.4-time-of-the-newest-task": edit(
    "updates.ts",
    "SELECT max(updated_at) AS time FROM tasks",
    "SELECT updated_at AS time FROM tasks ORDER BY created_at DESC, rowid DESC LIMIT 1",
  ),
  // The cursor of the first answer for ever.
  "1.4-cursor-stays": edit("updates.ts", CURSOR, "const timestamp = since ?? latest.get()?.time ?? BEGINNING;"),
  // Keeps the answers to cursors that it has seen.
  "1.4-answers-kept": [
    declareKept,
    edit(
      "updates.ts",
      ROWS,
      "const key = `${boardId} ${since}`;\n    const rows = (since && kept.get(key)) || (since === undefined ? all.all(boardId) : changed.all(boardId, since));\n    kept.set(key, rows);",
    ),
  ],
  // The time of the oldest change, not the newest.
  "1.3-oldest-time": edit("updates.ts", "SELECT max(updated_at)", "SELECT min(updated_at)"),
  // The row that comes last, in whatever order they come.
  "1.3-time-of-the-last-row": [
    edit("updates.ts", CURSOR, ""),
    edit("updates.ts", ROWS, `${ROWS}\n    const timestamp = rows.at(-1)?.updated_at ?? BEGINNING;`),
  ],
  // OR where it should be AND.
  "1.3-or-for-and": edit("updates.ts", CHANGED, CHANGED.replace("? AND", "? OR")),
  "1.5-changes-of-every-board": [
    edit("updates.ts", CHANGED, CHANGED.replace("lists.board_id = ? AND ", "")),
    edit("updates.ts", "changed.all(boardId, since)", "changed.all(since)"),
  ],
  // The id of one board may begin with that of another.
  "1.5-begins-with": edit("updates.ts", CHANGED, CHANGED.replace("lists.board_id = ?", "lists.board_id LIKE ? || '%'")),
  // The server keeps one cursor for each board, and the client's counts only once.
  "1.6-one-cursor-for-all": [
    edit(
      "updates.ts",
      "export const updatesRoute",
      "const sent = new Map<string, string>();\n\nexport const updatesRoute",
    ),
    edit(
      "updates.ts",
      ROWS,
      "const from = since && (sent.get(boardId) ?? since);\n    sent.set(boardId, timestamp);\n    const rows = from === undefined ? all.all(boardId) : changed.all(boardId, from);",
    ),
  ],
  // The same, kept only from answers with news.
  "1.6-one-cursor-after-news": [
    edit(
      "updates.ts",
      "export const updatesRoute",
      "const sent = new Map<string, string>();\n\nexport const updatesRoute",
    ),
    edit(
      "updates.ts",
      ROWS,
      "const from = since && (sent.get(boardId) ?? since);\n    const rows = from === undefined ? all.all(boardId) : changed.all(boardId, from);\n    if (rows.length > 0) sent.set(boardId, timestamp);",
    ),
  ],
  // So many rows and no more, and a cursor that goes past all.
  "1.7-changes-limited": edit(
    "updates.ts",
    CHANGED,
    CHANGED.replace("updated_at > ?", "updated_at > ? ORDER BY tasks.updated_at LIMIT 100"),
  ),
  "1.7-all-limited": edit("updates.ts", ALL, ALL.replace("board_id = ?", "board_id = ? LIMIT 50")),
  // The course's own cursor: the clock, after the query.
  "2.1-wall-clock": [
    edit("updates.ts", CURSOR, ""),
    edit("updates.ts", ROWS, `${ROWS}\n    const timestamp = new Date().toISOString();`),
  ],
  "2.1-wall-clock-first": edit("updates.ts", CURSOR, "const timestamp = new Date().toISOString();"),
  // Something else gets a turn between the tasks and the cursor.
  "2.1-cursor-after-a-pause": [
    edit("updates.ts", CURSOR, ""),
    edit("updates.ts", "resolve: (c) => {", "resolve: async (c) => {"),
    edit(
      "updates.ts",
      ROWS,
      `${ROWS}\n    await new Promise((resolve) => setTimeout(resolve, 5));\n    const timestamp = latest.get()?.time ?? BEGINNING;`,
    ),
  ],
  "2.1-second-ahead": edit(
    "updates.ts",
    CURSOR,
    "const timestamp = new Date(Math.ceil(Date.now() / 1000) * 1000).toISOString();",
  ),
  // Right where there are tasks, and the clock where there are none.
  "2.2-clock-when-quiet": [
    edit("updates.ts", CURSOR, ""),
    edit(
      "updates.ts",
      ROWS,
      `${ROWS}\n    const newest = rows.map((row) => row.updated_at).sort().at(-1);\n    const timestamp = newest ?? new Date().toISOString();`,
    ),
  ],
  // A turn for others only where there is nothing to send.
  "2.2-pause-when-quiet": [
    edit("updates.ts", CURSOR, ""),
    edit("updates.ts", "resolve: (c) => {", "resolve: async (c) => {"),
    edit(
      "updates.ts",
      ROWS,
      `${ROWS}\n    if (rows.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));\n    const timestamp = rows.map((row) => row.updated_at).sort().at(-1) ?? latest.get()?.time ?? BEGINNING;`,
    ),
  ],
  "2.3-null": edit("updates.ts", CURSOR, "const timestamp = latest.get()?.time ?? null;"),
  "2.3-text-of-null": edit("updates.ts", CURSOR, "const timestamp = String(latest.get()?.time);"),
  "2.3-clock-when-empty": edit(
    "updates.ts",
    CURSOR,
    "const timestamp = latest.get()?.time ?? new Date().toISOString();",
  ),
  "3.1-no-cursor": edit("client.ts", SEND, ""),
  "3.1-not-kept": edit("client.ts", KEEP, ""),
  "3.1-not-encoded": [
    edit(
      "client.ts",
      "const url = new URL(`/boards/${BOARD_ID}/updates`, SERVER_URL);",
      "let url = `${SERVER_URL}/boards/${BOARD_ID}/updates`;",
    ),
    edit("client.ts", SEND, "if (since !== undefined) url += `?since=${since}`;"),
  ],
  // encodeURI leaves + as it is.
  "3.1-encoded-as-a-whole": [
    edit(
      "client.ts",
      "const url = new URL(`/boards/${BOARD_ID}/updates`, SERVER_URL);",
      "let url = `${SERVER_URL}/boards/${BOARD_ID}/updates`;",
    ),
    edit("client.ts", SEND, "if (since !== undefined) url += encodeURI(`?since=${since}`);"),
  ],
  "3.1-encoded-twice": edit("client.ts", SEND, SEND.replace('"since", since', '"since", encodeURIComponent(since)')),
  "3.1-undefined-at-first": edit("client.ts", SEND, 'url.searchParams.set("since", String(since));'),
  // A clock of its own.
  "3.1-own-clock": edit(
    "client.ts",
    KEEP,
    "\n  since = data.length > 0 || timestamp ? new Date().toISOString() : since;",
  ),
  // The first cursor for ever.
  "3.1-first-cursor-kept": edit("client.ts", KEEP, "\n  since ??= timestamp;"),
  // Only with tasks, although the cursor of an empty answer is a cursor too.
  "3.1-kept-with-tasks-only": edit("client.ts", KEEP, "\n  if (data.length > 0) since = timestamp;"),
  // The opposite.
  "3.1-kept-without-tasks-only": edit("client.ts", KEEP, "\n  if (data.length === 0) since = timestamp;"),
  // As if a cursor had a certain length.
  "3.1-cut": edit("client.ts", KEEP, "\n  since = timestamp.slice(0, 8);"),
  // Looks into the cursor.
  "3.1-greatest-kept": edit("client.ts", KEEP, "\n  if (since === undefined || timestamp > since) since = timestamp;"),
  // A cursor of its own, from the tasks.
  "3.1-time-of-the-newest-task": edit("client.ts", KEEP, "\n  since = data.at(-1)?.updatedAt ?? timestamp;"),
  "3.1-board-by-hand": edit("client.ts", "`/boards/${BOARD_ID}/updates`", '"/boards/board-1/updates"'),
  "3.2-prints-all": edit("client.ts", SKIP, ""),
  "3.2-never-remembers": edit("client.ts", REMEMBER, ""),
  // By id alone: a task that moves is never seen again.
  "3.2-by-id-alone": edit("client.ts", SKIP, "if (printed.has(task.id)) continue;"),
  // By time alone: two tasks may have changed at the same time.
  "3.2-by-time-alone": [
    edit("client.ts", SKIP, "if (printed.has(task.updatedAt)) continue;"),
    edit("client.ts", REMEMBER, "printed.set(task.updatedAt, task.id);"),
  ],
  // What was in the last answer, and no more.
  "3.2-remembers-the-last-answer": [
    edit("client.ts", "const printed = new Map<string, string>();", "let printed = new Map<string, string>();"),
    edit(
      "client.ts",
      KEEP,
      "\n  printed = new Map(data.map((task) => [task.id, task.updatedAt]));\n  since = timestamp;",
    ),
  ],
  "3.2-first-task-alone": edit("client.ts", REMEMBER, `${REMEMBER}\n    break;`),
  // The map of one poll.
  "3.2-remembers-one-poll": edit(
    "client.ts",
    "for (const task of data) {",
    "printed.clear();\n  for (const task of data) {",
  ),
  "3.3-interval": [
    edit(
      "client.ts",
      "let wait = INTERVAL_MS;\nfor (;;) {",
      "let wait = INTERVAL_MS;\nawait poll();\nsetInterval(async () => {",
    ),
    edit("client.ts", `${BACKED_OFF_PAUSE}\n  }\n}`, `${BACKED_OFF_PAUSE}\n  }\n}, INTERVAL_MS);`),
  ],
  // Starts the wait and does not wait for it.
  "3.3-wait-not-awaited": edit("client.ts", PAUSE, "void sleep(wait);"),
  // Takes milliseconds for seconds.
  "3.3-as-seconds": edit("client.ts", PAUSE, "await sleep(wait / 1000);"),
  // Waits after an answer, and once more after each round.
  "3.3-waits-twice": edit("client.ts", PAUSE, `${PAUSE}\n    ${PAUSE}`),
  // Takes a request that fails for an answer without tasks.
  "3.4-no-connection-is-no-failure": edit(
    "client.ts",
    "const response = await fetch(url);",
    "const response = await fetch(url).catch(() => undefined);\n  if (response === undefined) return;",
  ),
  // Expects the worst of fetch, and of json nothing.
  "3.4-answer-cut-off": edit(
    "client.ts",
    "const { data, timestamp } = (await response.json()) as Updates;",
    "const body = (await response.json().catch(() => undefined)) as Updates | undefined;\n  if (body === undefined) return;\n  const { data, timestamp } = body;",
  ),
  // The first failure is free.
  "3.4-once-at-once": edit(
    "client.ts",
    LONGER,
    `const isFirst = wait === INTERVAL_MS;\n    ${LONGER}\n    if (isFirst) continue;`,
  ),
  // Waits as long as before, and then becomes short.
  "3.4-short-too-late": edit("client.ts", `${SHORT_AGAIN}    ${PAUSE}`, `    ${PAUSE}\n    wait = INTERVAL_MS;`),
  "3.4-same-wait": edit("client.ts", LONGER, ""),
  // Reads the body of a 503 as if it were that of an answer.
  "3.4-looks-at-no-status": edit("client.ts", OK, ""),
  // The same, and nothing in the body makes it throw.
  "3.4-status-not-looked-at": [
    edit("client.ts", OK, ""),
    edit(
      "client.ts",
      "const { data, timestamp } = (await response.json()) as Updates;",
      'const { data = [], timestamp = since ?? "" } = (await response.json().catch(() => ({}))) as Partial<Updates>;',
    ),
  ],
  // Asks again at once.
  "3.4-at-once": edit("client.ts", BACKED_OFF_PAUSE, ""),
  // Longer each time, and not by enough.
  "3.4-a-quarter-longer": [
    edit("client.ts", LONGER, "wait = Math.min(1.25 * wait, MAX_WAIT_MS);"),
    edit("client.ts", BACKED_OFF_PAUSE, PAUSE),
  ],
  // Short again as soon as there is a head of an answer, whatever its status.
  "3.4-reset-by-any-answer": [
    edit(
      "client.ts",
      "const response = await fetch(url);",
      "const response = await fetch(url);\n  wait = INTERVAL_MS;",
    ),
    edit("client.ts", BACKED_OFF_PAUSE, "await sleep(wait);"),
  ],
  // Doubles a copy.
  "3.4-doubles-a-copy": edit("client.ts", LONGER, "const wait = Math.min(2 * INTERVAL_MS, 2 * INTERVAL_MS);"),
  // The same copy, without a random part: twice the interval each time.
  "3.4-twice-and-no-more": [
    edit("client.ts", LONGER, "wait = 2 * INTERVAL_MS;"),
    edit("client.ts", BACKED_OFF_PAUSE, PAUSE),
  ],
  // The last failure has made it long already: each further one doubles that without end.
  "3.4-without-limit": edit("client.ts", LONGER, "wait *= 2;"),
  // Gives up after the first failure.
  "3.4-gives-up": edit("client.ts", LONGER, `${LONGER}\n    break;`),
  // Begins from the start after a failure.
  "3.5-starts-over": edit("client.ts", LONGER, `since = undefined;\n    ${LONGER}`),
  // Takes the cursor before it has looked at the status: an error has none.
  "3.5-cursor-of-an-error": [
    edit("client.ts", OK, `const body = (await response.json()) as Updates;\n  since = body.timestamp;\n  ${OK}`),
    edit("client.ts", "const { data, timestamp } = (await response.json()) as Updates;", "const { data } = body;"),
    edit("client.ts", KEEP, ""),
  ],
  // The first answer after failures is read like a failure.
  "3.5-cursor-after-failures-not-kept": edit("client.ts", KEEP, "\n  if (wait === INTERVAL_MS) since = timestamp;"),
  // A time in the body of a 503 is no cursor.
  "3.5-cursor-of-a-503": [
    edit("client.ts", OK, ""),
    edit(
      "client.ts",
      "const { data, timestamp } = (await response.json()) as Updates;",
      `const { data, timestamp } = (await response.json()) as Updates;\n  since = timestamp ?? since;\n  ${OK}`,
    ),
    edit("client.ts", KEEP, ""),
  ],
  "3.5-prints-again-after-failures": edit("client.ts", LONGER, `printed.clear();\n    ${LONGER}`),
  // Only what brings something ends the failures.
  "3.4-short-with-tasks-only": [
    edit("client.ts", "    await poll();\n    wait = INTERVAL_MS;", "    if (await poll()) wait = INTERVAL_MS;"),
    edit("client.ts", "async function poll(): Promise<void> {", "async function poll(): Promise<boolean> {"),
    edit("client.ts", KEEP, `${KEEP}\n  return data.length > 0;`),
  ],
  "3.4-stays-long": edit("client.ts", SHORT_AGAIN, ""),
  // Makes it a bit shorter with every answer.
  "3.4-shorter-step-by-step": edit("client.ts", SHORT_AGAIN, "    wait = Math.max(INTERVAL_MS, wait * 0.9);\n"),
});
