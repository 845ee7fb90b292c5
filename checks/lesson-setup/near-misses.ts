/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that must
 * catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const ROUTES = "routes.ts";
const SCHEMA = "schema.ts";

// The parts of the solution that most mistakes replace.
const allBoards = (code: string) =>
  edit(ROUTES, 'Response.json({ data: db.prepare("SELECT id, name FROM boards ORDER BY name, id").all() })', code);
const boardById = (code: string) =>
  edit(ROUTES, 'db.prepare("SELECT name FROM boards WHERE id = ?").get(boardId)', code);
const unknownBoard = (code: string) =>
  edit(ROUTES, 'if (board === undefined) return failure(404, `There is no board "${boardId}"`);', code);
const listsOfBoard = (sql: string) => edit(ROUTES, "FROM lists WHERE board_id = ? ORDER BY position, id", sql);
const orderOfTasks = (sql: string) => edit(ROUTES, "WHERE board_id = ? ORDER BY tasks.position, tasks.id", sql);
const listsWithTasks = (code: string) =>
  edit(ROUTES, "lists.map((list) => ({ ...list, tasks: tasks.filter(({ listId }) => listId === list.id) }))", code);

const createHandler = (code: string) => edit(ROUTES, "request: { body: createTaskBody },\n  resolve: (c) =>", code);
const invalidTask = (code: string) =>
  edit(
    ROUTES,
    'if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });',
    code,
  );
const taskFields = (code: string) =>
  edit(ROUTES, "const { listId, title, description, assigneeId } = c.input.body;", code);
const newId = (code: string) => edit(ROUTES, "const id = `task-${randomUUID()}`;", code);
const newTime = (code: string) => edit(ROUTES, "const now = new Date().toISOString();", code);
const newPosition = (sql: string) =>
  edit(
    ROUTES,
    "(SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId), :now, :now)",
    `${sql}, :now, :now)`,
  );
const inserted = (code: string) => edit(ROUTES, ".run({ id, listId, title, description, assigneeId, now });", code);
const unknownParent = (code: string) =>
  edit(ROUTES, 'if (isForeignKeyError(error)) return failure(404, "There is no such list, or no such user");', code);
const created = (code: string) => edit(ROUTES, "return Response.json({ data: findTask(id) }, { status: 201 });", code);

const moveBody = (code: string) =>
  edit(ROUTES, "z.object({ listId: z.string(), position: z.number().optional() })", code);
const invalidMove = (code: string) =>
  edit(
    ROUTES,
    'if (!c.input.ok) return Response.json({ error: "Invalid move", issues: c.input.issues }, { status: 400 });',
    code,
  );
const moveFields = (code: string) => edit(ROUTES, "const { listId, position } = c.input.body;", code);
const unknownTask = (code: string) =>
  edit(ROUTES, 'if (task === undefined) return failure(404, `There is no task "${taskId}"`);', code);
const unknownList = (code: string) =>
  edit(ROUTES, 'if (list === undefined) return failure(404, `There is no list "${listId}"`);', code);
const otherBoard = (code: string) =>
  edit(
    ROUTES,
    'if (list.board_id !== task.boardId) return failure(409, `The list "${listId}" is on another board`);',
    code,
  );
const updatedColumns = (sql: string) => edit(ROUTES, "SET list_id = :listId, updated_at = :now, position", sql);
const movedPosition = (sql: string) =>
  edit(
    ROUTES,
    `coalesce(:position,
         (SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId AND id <> :taskId))`,
    sql,
  );
const moved = (code: string) => edit(ROUTES, "return Response.json({ data: findTask(taskId) });", code);

const deleteRows = (code: string) =>
  edit(ROUTES, 'const { changes } = db.prepare("DELETE FROM tasks WHERE id = ?").run(taskId);', code);
const nothingDeleted = (code: string) =>
  edit(ROUTES, 'if (changes === 0) return failure(404, `There is no task "${taskId}"`);', code);
const deleted = (code: string) => edit(ROUTES, "return new Response(null, { status: 204 });", code);

/** Declares something that all routes of the file can use. */
const declare = (code: string) =>
  edit(ROUTES, "/** The task with this id, or undefined. */", `${code}\n\n/** The task with this id, or undefined. */`);

export default nearMisses("lesson-setup", {
  // The boards of the course, written into the code.
  "1.1-hard-coded": allBoards(
    'Response.json({ data: [{ id: "board-1", name: "Website" }, { id: "board-2", name: "Mobile app" }] })',
  ),
  "1.1-first-row-only": allBoards('Response.json({ data: db.prepare("SELECT id, name FROM boards").get() })'),
  "1.1-names-forgotten": allBoards('Response.json({ data: db.prepare("SELECT id FROM boards").all() })'),
  // An object with a field for each id, where the table has an array.
  "1.1-keyed-by-id": allBoards(
    'Response.json({ data: Object.fromEntries((db.prepare("SELECT id, name FROM boards").all() as ListRow[]).map((row) => [row.id, row])) })',
  ),
  "1.1-text-instead-of-json": allBoards('new Response(String(db.prepare("SELECT id, name FROM boards").all()))'),

  "1.2-lists-of-every-board": listsOfBoard("FROM lists ORDER BY position, id"),
  // Lists that come out of a join with tasks, for example: one without a task is in no row of it.
  "1.2-empty-lists-left-out": listsWithTasks(
    "lists.map((list) => ({ ...list, tasks: tasks.filter(({ listId }) => listId === list.id) })).filter((list) => list.tasks.length > 0)",
  ),
  "1.2-board-without-lists-unknown": boardById(
    'db.prepare("SELECT boards.name FROM boards JOIN lists ON lists.board_id = boards.id WHERE boards.id = ?").get(boardId)',
  ),
  "1.2-lists-without-positions": listsWithTasks(
    "lists.map(({ id, name }) => ({ id, name, tasks: tasks.filter(({ listId }) => listId === id) }))",
  ),
  "1.2-ids-that-begin-alike": listsOfBoard("FROM lists WHERE board_id LIKE ? || '%' ORDER BY position, id"),
  // libsql takes an object for named placeholders alone: one for a ? aborts the process.
  "1.2-object-for-a-question-mark": boardById('db.prepare("SELECT name FROM boards WHERE id = ?").get(c.input.params)'),

  "1.3-every-task-in-every-list": listsWithTasks("lists.map((list) => ({ ...list, tasks }))"),
  "1.3-no-tasks": listsWithTasks("lists"),
  // Rows of tasks alone know nothing of boards.
  "1.3-tasks-without-their-board": listsWithTasks(
    "lists.map((list) => ({ ...list, tasks: tasks.filter(({ listId }) => listId === list.id).map((task) => ({ ...task, boardId: undefined })) }))",
  ),
  "1.3-tasks-without-times": listsWithTasks(
    "lists.map((list) => ({ ...list, tasks: tasks.filter(({ listId }) => listId === list.id).map((task) => ({ ...task, createdAt: undefined, updatedAt: undefined })) }))",
  ),
  "1.3-null-for-an-empty-list": listsWithTasks(
    "lists.map((list) => { const own = tasks.filter(({ listId }) => listId === list.id); return { ...list, tasks: own.length > 0 ? own : null }; })",
  ),
  // Columns that outlive the request: a board that is asked for twice has its tasks twice.
  "1.3-columns-kept-between-requests": [
    declare("const columns = new Map<string, unknown[]>();"),
    listsWithTasks(
      "lists.map((list) => ({ ...list, tasks: columns.set(list.id, [...(columns.get(list.id) ?? []), ...tasks.filter(({ listId }) => listId === list.id)]).get(list.id) }))",
    ),
  ],

  "1.4-lists-unordered": listsOfBoard("FROM lists WHERE board_id = ?"),
  "1.4-last-list-first": listsOfBoard("FROM lists WHERE board_id = ? ORDER BY position DESC"),
  "1.4-tasks-unordered": orderOfTasks("WHERE board_id = ?"),
  "1.4-tasks-in-the-order-of-their-lists": orderOfTasks("WHERE board_id = ? ORDER BY lists.position"),

  "1.5-null-with-200": unknownBoard("if (board === undefined) return Response.json({ data: null });"),
  "1.5-empty-board-with-200": [unknownBoard(""), edit(ROUTES, "name: board.name", 'name: board?.name ?? ""')],
  // The name of undefined: a TypeError, and so a 500.
  "1.5-not-looked-at": unknownBoard(""),
  "1.5-status-in-the-body": unknownBoard(
    'if (board === undefined) return Response.json({ status: 404, error: "Not found" });',
  ),
  "1.5-plain-text": unknownBoard(
    'if (board === undefined) return new Response("There is no such board", { status: 404 });',
  ),

  "1.6-id-in-the-sql": boardById("db.prepare(`SELECT name FROM boards WHERE id = '${boardId}'`).get()"),
  // Made harmless by hand: the id up to the quote is that of another board.
  "1.6-cut-at-the-quote": boardById(
    'db.prepare("SELECT name FROM boards WHERE id = ?").get(boardId.split("\'")[0] ?? "")',
  ),

  "2.1-answered-with-200": created("return Response.json({ data: findTask(id) });"),
  // An INSERT without RETURNING gives { changes, lastInsertRowid }, and no task.
  "2.1-answers-with-the-result-of-run": [
    edit(ROUTES, "      db.prepare(\n        `INSERT", "      const result = db.prepare(\n        `INSERT"),
    inserted(
      ".run({ id, listId, title, description, assigneeId, now });\n      return Response.json({ data: result }, { status: 201 });",
    ),
  ],
  "2.1-answers-with-the-id-alone": created("return Response.json({ data: { id } }, { status: 201 });"),
  // The row of the INSERT has no board_id.
  "2.1-board-forgotten": created(
    "return Response.json({ data: { ...findTask(id), boardId: undefined } }, { status: 201 });",
  ),
  // A name without a value is NULL for libsql, and no error.
  "2.1-description-forgotten": inserted(".run({ id, listId, title, assigneeId, now });"),
  "2.1-assignee-misspelt": inserted(".run({ id, listId, title, description, assignee: assigneeId, now });"),
  // The framework has read the body for the schema: there is nothing left for a second reader.
  "2.1-body-read-twice": [
    createHandler("request: { body: createTaskBody },\n  resolve: async (c) =>"),
    taskFields(
      "const { listId, title, description, assigneeId } = (await c.request.json()) as z.infer<typeof createTaskBody>;",
    ),
  ],

  "2.2-id-from-the-clock": newId("const id = `task-${Date.now()}`;"),
  "2.2-id-from-the-list": newId("const id = `${listId}-task`;"),
  // Two tasks may have the same title.
  "2.2-titles-are-unique": edit(SCHEMA, "title TEXT NOT NULL,", "title TEXT NOT NULL UNIQUE,"),
  "2.2-position-collides": newPosition("1000"),
  "2.2-position-of-the-last-one": newPosition("(SELECT coalesce(max(position), 1) FROM tasks WHERE list_id = :listId)"),
  // Between the reading and the writing stands an await, so other requests read the same position.
  "2.2-position-read-before-an-await": [
    createHandler("request: { body: createTaskBody },\n  resolve: async (c) =>"),
    newId(
      'const id = `task-${randomUUID()}`;\n    const last = db.prepare("SELECT coalesce(max(position), 0) AS position FROM tasks WHERE list_id = ?").get(listId) as ListRow;\n    await new Promise((resolve) => setTimeout(resolve, 5));',
    ),
    newPosition(":position"),
    inserted(".run({ id, listId, title, description, assigneeId, now, position: last.position + 1 });"),
  ],

  // Right as long as positions have no gaps.
  "2.3-position-is-the-count": newPosition("(SELECT count(*) + 1 FROM tasks WHERE list_id = :listId)"),
  "2.3-at-the-front": newPosition("(SELECT coalesce(min(position), 0) - 1 FROM tasks WHERE list_id = :listId)"),
  // What was shown once is shown until a move or a DELETE.
  "2.3-board-from-a-cache": [
    declare("const shown = new Map<string, object>();"),
    edit(
      ROUTES,
      "    return Response.json({ data });",
      "    shown.set(boardId, shown.get(boardId) ?? data);\n    return Response.json({ data: shown.get(boardId) });",
    ),
    moved("shown.clear();\n    return Response.json({ data: findTask(taskId) });"),
    deleted("shown.clear();\n    return new Response(null, { status: 204 });"),
  ],
  // The greatest of no positions is NULL, which the column refuses.
  "2.3-no-first-position": newPosition("(SELECT max(position) + 1 FROM tasks WHERE list_id = :listId)"),

  "2.4-second-resolution": newTime(
    "const { now } = db.prepare(\"SELECT datetime('now') AS now\").get() as { now: string };",
  ),
  "2.4-no-zone": newTime("const now = new Date().toISOString().slice(0, -1);"),
  "2.4-milliseconds-since-1970": newTime("const now = String(Date.now());"),
  "2.4-time-for-people": newTime("const now = new Date().toString();"),

  "2.5-null-refused": [
    edit(ROUTES, "description: text.max(10_000).nullish()", "description: text.max(10_000).optional()"),
    edit(ROUTES, "assigneeId: text.nullish()", "assigneeId: text.optional()"),
  ],
  "2.5-empty-text-for-none": taskFields('const { listId, title, description = "", assigneeId } = c.input.body;'),
  "2.5-a-default-for-none": edit(
    ROUTES,
    "description: text.max(10_000).nullish()",
    'description: text.max(10_000).nullable().default("none")',
  ),

  // What the client sent comes back, and what it did not send does not.
  "2.5-answers-with-the-body": created(
    "return Response.json({ data: { ...findTask(id), description, assigneeId } }, { status: 201 });",
  ),

  "2.6-not-looked-at": invalidTask(""),
  "2.6-error-with-200": invalidTask(
    'if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues });',
  ),
  "2.6-wrong-types-are-converted": edit(
    ROUTES,
    "const text = z.string().refine(",
    "const text = z.coerce.string().refine(",
  ),
  "2.6-empty-title": edit(
    ROUTES,
    `    .min(1)
    .max(200)
    .refine((title) => title.trim() !== "", "must not be blank"),`,
    "    .max(200),",
  ),
  "2.6-no-longest-title": edit(ROUTES, "\n    .max(200)", ""),
  "2.6-one-character-too-many": edit(ROUTES, ".max(200)", ".max(201)"),
  "2.6-description-unchecked": edit(
    ROUTES,
    "description: text.max(10_000).nullish(),",
    "description: z.any().optional(),",
  ),
  "2.6-assignee-unchecked": edit(ROUTES, "assigneeId: text.nullish(),", "assigneeId: z.any().optional(),"),
  "2.6-missing-list-has-a-default": edit(
    ROUTES,
    "const createTaskBody = z.object({\n  listId: text,",
    'const createTaskBody = z.object({\n  listId: text.default((db.prepare("SELECT id FROM lists ORDER BY rowid").get() as ListRow).id),',
  ),

  "2.7-list-is-no-foreign-key": edit(SCHEMA, "list_id TEXT NOT NULL REFERENCES lists (id)", "list_id TEXT NOT NULL"),
  "2.7-assignee-is-no-foreign-key": edit(SCHEMA, "assignee_id TEXT REFERENCES users (id)", "assignee_id TEXT"),
  "2.7-foreign-keys-switched-off": declare('db.exec("PRAGMA foreign_keys = OFF");'),
  // The row is written without its user, who is asked for afterwards.
  "2.7-user-asked-for-afterwards": inserted(
    `.run({ id, listId, title, description, assigneeId: null, now });
      db.prepare("UPDATE tasks SET assignee_id = ? WHERE id = ?").run(assigneeId, id);`,
  ),
  "2.7-exception-not-caught": unknownParent(""),
  "2.7-error-with-201": unknownParent(
    'if (isForeignKeyError(error)) return failure(201, "There is no such list, or no such user");',
  ),

  "2.8-title-in-the-sql": edit(ROUTES, "VALUES (:id, :listId, :title, ", "VALUES (:id, :listId, '${title}', "),
  "2.8-escaped-for-html": inserted(
    '.run({ id, listId, title: title.replaceAll(\'"\', "&quot;"), description, assigneeId, now });',
  ),
  "2.8-one-line-only": inserted(
    '.run({ id, listId, title: title.replaceAll("\\n", " "), description, assigneeId, now });',
  ),
  "2.8-plain-letters-only": inserted(
    '.run({ id, listId, title: title.replace(/[^\\n-~]/g, ""), description, assigneeId, now });',
  ),
  "2.8-limit-too-low": edit(ROUTES, ".max(200)", ".max(199)"),
  // A title of one character is one.
  "2.8-two-characters-at-least": edit(ROUTES, ".min(1)", ".min(2)"),

  // Stored whole, and not changed by a blank or a form of Unicode.
  "2.8-blanks-joined": inserted(
    '.run({ id, listId, title: title.replace(/ +/g, " "), description, assigneeId, now });',
  ),
  "2.8-normalised": inserted(".run({ id, listId, title: title.normalize(), description, assigneeId, now });"),
  "2.8-tags-escaped": inserted(
    '.run({ id, listId, title: title.replaceAll("<", "&lt;"), description, assigneeId, now });',
  ),
  // 200 characters beyond ASCII have more than 200 bytes.
  "2.8-limit-in-bytes": edit(
    ROUTES,
    "    .max(200)\n",
    '    .max(200)\n    .refine((title) => Buffer.byteLength(title) <= 200, "must not be longer")\n',
  ),

  // The body is spread over what the server has chosen.
  "2.9-id-of-the-client": [
    edit(ROUTES, "const createTaskBody = z.object({", "const createTaskBody = z.looseObject({"),
    newId("const id = String(c.input.body.id ?? `task-${randomUUID()}`);"),
  ],
  "2.9-time-of-the-client": [
    edit(ROUTES, "const createTaskBody = z.object({", "const createTaskBody = z.looseObject({"),
    newTime("const now = String(c.input.body.createdAt ?? new Date().toISOString());"),
  ],

  "3.1-list-not-written": updatedColumns("SET updated_at = :now, position"),
  "3.1-keeps-its-position": movedPosition("coalesce(:position, position)"),
  // An UPDATE without a WHERE.
  "3.1-every-task-moves": edit(ROUTES, "id <> :taskId))\n       WHERE id = :taskId`", "id <> :taskId))`"),
  "3.1-answers-with-the-task-before": moved("return Response.json({ data: task });"),
  "3.1-answers-with-201": moved("return Response.json({ data: findTask(taskId) }, { status: 201 });"),

  // Who is in the list already, stays where it is.
  "3.1-stays-in-its-own-list": moveFields(
    "const { listId, position } = c.input.body;\n    const known = findTask(taskId);\n    if (known?.listId === listId && position === undefined) return Response.json({ data: known });",
  ),
  "3.1-assignee-lost": updatedColumns("SET assignee_id = NULL, list_id = :listId, updated_at = :now, position"),
  "3.4-description-lost": updatedColumns("SET description = NULL, list_id = :listId, updated_at = :now, position"),

  // A row that is replaced has null in each column that is not named.
  "3.4-row-replaced": edit(
    ROUTES,
    `UPDATE tasks SET list_id = :listId, updated_at = :now, position = coalesce(:position,
         (SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId AND id <> :taskId))
       WHERE id = :taskId`,
    `INSERT OR REPLACE INTO tasks (id, list_id, title, assignee_id, position, created_at, updated_at)
       SELECT id, :listId, title, assignee_id, coalesce(:position,
         (SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId AND id <> :taskId)), created_at, :now
       FROM tasks WHERE id = :taskId`,
  ),

  "3.2-whole-positions": moveBody("z.object({ listId: z.string(), position: z.number().int().optional() })"),
  "3.2-rounded-down": moveFields(
    "const { listId } = c.input.body;\n    const position = c.input.body.position === undefined ? undefined : Math.floor(c.input.body.position);",
  ),
  "3.2-zero-is-no-position": moveFields(
    "const { listId } = c.input.body;\n    const position = c.input.body.position || undefined;",
  ),
  "3.2-position-ignored": moveFields("const { listId } = c.input.body;\n    const position = undefined;"),
  "3.2-ignored-within-a-list": moveFields(
    "const { listId } = c.input.body;\n    const position = findTask(taskId)?.listId === listId ? undefined : c.input.body.position;",
  ),

  // As texts, 10.0 comes before 9.5.
  "3.3-ordered-as-text": orderOfTasks("WHERE board_id = ? ORDER BY CAST(tasks.position AS TEXT), tasks.id"),
  "3.3-ordered-by-whole-numbers": orderOfTasks("WHERE board_id = ? ORDER BY CAST(tasks.position AS INTEGER), tasks.id"),
  // The end of the list that the task comes from.
  "3.3-end-of-the-old-list": movedPosition(
    `coalesce(:position, (SELECT coalesce(max(position), 0) + 1 FROM tasks
           WHERE list_id = (SELECT list_id FROM tasks WHERE id = :taskId) AND id <> :taskId))`,
  ),

  "3.4-updated-at-forgotten": updatedColumns("SET list_id = :listId, position"),
  "3.4-created-anew": updatedColumns("SET list_id = :listId, created_at = :now, updated_at = :now, position"),
  "3.4-forgotten-within-a-list": updatedColumns(
    "SET updated_at = CASE list_id WHEN :listId THEN updated_at ELSE :now END, list_id = :listId, position",
  ),
  "3.4-second-resolution": updatedColumns("SET list_id = :listId, updated_at = datetime('now'), position"),

  "3.5-not-looked-at": invalidMove(""),
  "3.5-error-with-200": invalidMove('if (!c.input.ok) return Response.json({ error: "Invalid move" });'),
  "3.5-position-is-converted": moveBody("z.object({ listId: z.string(), position: z.coerce.number().optional() })"),
  "3.5-position-unchecked": moveBody("z.object({ listId: z.string(), position: z.any().optional() })"),
  "3.5-list-is-converted": moveBody("z.object({ listId: z.coerce.string(), position: z.number().optional() })"),

  "3.6-unknown-task-is-200": unknownTask("if (task === undefined) return Response.json({ data: null });"),
  "3.6-unknown-task-not-looked-at": unknownTask(""),
  "3.6-unknown-list-not-looked-at": unknownList(""),
  "3.6-unknown-list-is-ignored": unknownList("if (list === undefined) return Response.json({ data: task });"),

  "3.7-moves-to-another-board": otherBoard(""),
  "3.7-moved-before-it-is-refused": otherBoard(`if (list.board_id !== task.boardId) {
      db.prepare("UPDATE tasks SET list_id = ? WHERE id = ?").run(listId, taskId);
      return failure(409, \`The list "\${listId}" is on another board\`);
    }`),
  "3.7-refused-with-200": otherBoard("if (list.board_id !== task.boardId) return Response.json({ data: task });"),

  // A Response with this status refuses a body: the constructor throws when the row is already gone.
  "3.8-204-with-a-body": deleted("return Response.json(null, { status: 204 });"),
  "3.8-not-deleted": deleteRows("const changes = findTask(taskId) === undefined ? 0 : 1;"),
  "3.8-the-whole-list": deleteRows(
    'const { changes } = db.prepare("DELETE FROM tasks WHERE list_id = (SELECT list_id FROM tasks WHERE id = ?)").run(taskId);',
  ),
  // No task, so no board.
  "3.8-board-without-tasks-is-unknown": edit(
    ROUTES,
    "    const data = {\n      id: boardId,",
    '    if (tasks.length === 0) return failure(404, "There is no such board");\n    const data = {\n      id: boardId,',
  ),
  "3.8-answered-with-201": deleted("return new Response(null, { status: 201 });"),

  "3.9-always-204": nothingDeleted(""),
  "3.9-error-with-500": nothingDeleted('if (changes === 0) throw new Error("There is no such task");'),
  // Tasks are remembered, and a DELETE does not tell.
  "3.9-found-in-a-cache": [
    declare("const known = new Map<string, TaskRow>();"),
    edit(
      ROUTES,
      "const row = db.prepare(`${selectTasks} WHERE tasks.id = ?`).get(id) as TaskRow | undefined;",
      "const row = (db.prepare(`${selectTasks} WHERE tasks.id = ?`).get(id) as TaskRow | undefined) ?? known.get(id);\n  if (row !== undefined) known.set(id, row);",
    ),
    deleteRows('findTask(taskId);\n    const { changes } = db.prepare("DELETE FROM tasks WHERE id = ?").run(taskId);'),
  ],
  // Only ids that never were are unknown.
  "3.9-known-for-ever": [
    declare("const gone = new Set<string>();"),
    nothingDeleted('if (changes === 0 && !gone.has(taskId)) return failure(404, `There is no task "${taskId}"`);'),
    deleted("gone.add(taskId);\n    return new Response(null, { status: 204 });"),
  ],

  // The number behind the last row is that of a row that was deleted.
  "3.10-id-from-the-last-row": newId(
    'const { last } = db.prepare("SELECT coalesce(max(rowid), 0) AS last FROM tasks").get() as { last: number };\n    const id = `task-no-${last + 1}`;',
  ),
  // libsql's get, on a statement that all was called on, still looks for the values of then.
  "3.10-one-statement-for-all-and-get": [
    declare("const byId = db.prepare(`${selectTasks} WHERE tasks.id = ?`);"),
    edit(
      ROUTES,
      "const row = db.prepare(`${selectTasks} WHERE tasks.id = ?`).get(id) as TaskRow | undefined;",
      "const row = byId.get(id) as TaskRow | undefined;",
    ),
    deleteRows(
      'const { length } = byId.all(taskId);\n    const changes = length === 0 ? 0 : db.prepare("DELETE FROM tasks WHERE id = ?").run(taskId).changes;',
    ),
  ],

  // Counters of a process begin again with it.
  "3.12-id-from-a-counter": [declare("let counted = 0;"), newId("const id = `task-no-${++counted}`;")],
  "3.12-id-from-what-is-left": [
    declare(
      'let counted = (db.prepare("SELECT coalesce(max(CAST(substr(id, 9) AS INTEGER)), 0) AS last FROM tasks").get() as { last: number }).last;',
    ),
    newId("const id = `task-no-${++counted}`;"),
  ],
  "3.12-position-from-a-counter": [
    declare("let counted = 1_000;"),
    newPosition(":position"),
    inserted(".run({ id, listId, title, description, assigneeId, now, position: ++counted });"),
  ],

  // A transaction that begins and never ends: this connection sees its own changes, the file does not.
  "3.11-never-committed": declare('db.exec("BEGIN");'),
  "3.11-deletions-remembered": [
    declare("const gone = new Set<string>();"),
    edit(ROUTES, ").map(toTask);", ").map(toTask).filter(({ id }) => !gone.has(id));"),
    edit(ROUTES, "  const row = db", "  if (gone.has(id)) return undefined;\n  const row = db"),
    deleteRows("const changes = findTask(taskId) === undefined || gone.has(taskId) ? 0 : 1;\n    gone.add(taskId);"),
  ],
  // An array in the module in place of the table: read when the server starts, and never written back.
  "3.11-memory-only": [
    declare(`const remembered = (db.prepare(selectTasks).all() as TaskRow[]).map(toTask);
const endOf = (listId: string) =>
  Math.max(0, ...remembered.filter((task) => task.listId === listId).map(({ position }) => position)) + 1;`),
    edit(
      ROUTES,
      `  const row = db.prepare(\`\${selectTasks} WHERE tasks.id = ?\`).get(id) as TaskRow | undefined;
  return row === undefined ? undefined : toTask(row);`,
      "  return remembered.find((task) => task.id === id);",
    ),
    edit(
      ROUTES,
      `(
      db.prepare(\`\${selectTasks} WHERE board_id = ? ORDER BY tasks.position, tasks.id\`).all(boardId) as TaskRow[]
    ).map(toTask);`,
      "remembered.toSorted((one, other) => one.position - other.position);",
    ),
    edit(
      ROUTES,
      `      db.prepare(
        \`INSERT INTO tasks (id, list_id, title, description, assignee_id, position, created_at, updated_at)
         VALUES (:id, :listId, :title, :description, :assigneeId,
           (SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId), :now, :now)\`,
      ).run({ id, listId, title, description, assigneeId, now });`,
      `      const list = db.prepare("SELECT board_id FROM lists WHERE id = ?").get(listId) as { board_id: string } | undefined;
      const users = db.prepare("SELECT id FROM users WHERE id = ?").all(assigneeId ?? "");
      if (list === undefined || (assigneeId && users.length === 0)) return failure(404, "There is no such list or user");
      const times = { createdAt: now, updatedAt: now };
      const fields = { title, description: description ?? null, assigneeId: assigneeId ?? null };
      remembered.push({ id, listId, boardId: list.board_id, ...fields, position: endOf(listId), ...times });`,
    ),
    edit(
      ROUTES,
      `    db.prepare(
      \`UPDATE tasks SET list_id = :listId, updated_at = :now, position = coalesce(:position,
         (SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId AND id <> :taskId))
       WHERE id = :taskId\`,
    ).run({ taskId, listId, position, now: new Date().toISOString() });`,
      "    Object.assign(task, { listId, position: position ?? endOf(listId), updatedAt: new Date().toISOString() });",
    ),
    deleteRows(`const index = remembered.findIndex(({ id }) => id === taskId);
    const changes = index === -1 ? 0 : remembered.splice(index, 1).length;`),
  ],
});
