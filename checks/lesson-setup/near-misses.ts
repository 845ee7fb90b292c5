import { edit, nearMisses } from "#kit";

export default nearMisses("lesson-setup", {
  "1.1-hard-coded": edit(
    "routes.ts",
    `db.prepare("SELECT id, name FROM boards ORDER BY name, id").all()`,
    `[{ id: "board-1", name: "Website" }, { id: "board-2", name: "Mobile app" }]`,
  ),
  "1.1-first-row-only": edit("routes.ts", `ORDER BY name, id").all()`, `ORDER BY name, id").get()`),
  "1.1-names-forgotten": edit(
    "routes.ts",
    `"SELECT id, name FROM boards ORDER BY name, id"`,
    `"SELECT id FROM boards"`,
  ),
  "1.1-keyed-by-id": edit(
    "routes.ts",
    `{ data: db.prepare("SELECT id, name FROM boards ORDER BY name, id").all() }`,
    `{ data: Object.fromEntries((db.prepare("SELECT id, name FROM boards").all() as ListRow[]).map((row) => [row.id, row])) }`,
  ),
  "1.1-no-json": edit(
    "routes.ts",
    `Response.json({ data: db.prepare("SELECT id, name FROM boards ORDER BY name, id").all() })`,
    `new Response(String(db.prepare("SELECT id, name FROM boards").all()))`,
  ),

  "1.2-lists-of-every-board": edit(
    "routes.ts",
    `FROM lists WHERE board_id = ? ORDER BY position, id")
      .all(boardId)`,
    `FROM lists ORDER BY position, id")
      .all()`,
  ),
  "1.4-lists-unordered": edit(
    "routes.ts",
    `FROM lists WHERE board_id = ? ORDER BY position, id`,
    `FROM lists WHERE board_id = ?`,
  ),
  "1.4-last-list-first": edit("routes.ts", `board_id = ? ORDER BY position, id`, `board_id = ? ORDER BY position DESC`),
  "1.2-empty-lists-left-out": edit(
    "routes.ts",
    `tasks: tasks.filter(({ listId }) => listId === list.id) })),`,
    `tasks: tasks.filter(({ listId }) => listId === list.id) })).filter((list) => list.tasks.length > 0),`,
  ),
  "1.2-ids-that-begin-alike": edit(
    "routes.ts",
    `FROM lists WHERE board_id = ? ORDER`,
    `FROM lists WHERE board_id LIKE ? || '%' ORDER`,
  ),
  "1.2-object-for-a-question-mark": edit(
    "routes.ts",
    `"SELECT name FROM boards WHERE id = ?").get(boardId)`,
    `"SELECT name FROM boards WHERE id = ?").get(c.input.params)`,
  ),

  "1.3-every-task-in-every-list": edit("routes.ts", `tasks.filter(({ listId }) => listId === list.id)`, `tasks`),
  "1.4-tasks-unordered": edit(
    "routes.ts",
    ` WHERE board_id = ? ORDER BY tasks.position, tasks.id`,
    ` WHERE board_id = ?`,
  ),
  "1.4-tasks-in-the-order-of-their-lists": edit(
    "routes.ts",
    `ORDER BY tasks.position, tasks.id`,
    `ORDER BY lists.position`,
  ),
  "1.3-no-tasks": edit("routes.ts", `({ ...list, tasks: tasks.filter(({ listId }) => listId === list.id) })`, `list`),
  "1.3-null-for-an-empty-list": edit(
    "routes.ts",
    `tasks: tasks.filter(({ listId }) => listId === list.id) })),`,
    `tasks: tasks.some(({ listId }) => listId === list.id) ? tasks.filter(({ listId }) => listId === list.id) : null })),`,
  ),
  "1.3-columns-kept-between-requests": [
    edit("routes.ts", `const listBoards =`, `const columns = new Map<string, unknown[]>();\n\nconst listBoards =`),
    edit(
      "routes.ts",
      `tasks: tasks.filter(({ listId }) => listId === list.id) })),`,
      `tasks: columns.set(list.id, [...(columns.get(list.id) ?? []), ...tasks.filter(({ listId }) => listId === list.id)]).get(list.id) })),`,
    ),
  ],

  "1.5-null-with-200": edit(
    "routes.ts",
    `if (board === undefined) return failure(404, \`There is no board "\${boardId}"\`);`,
    `if (board === undefined) return Response.json({ data: null });`,
  ),
  "1.5-empty-board-with-200": [
    edit("routes.ts", `if (board === undefined) return failure(404, \`There is no board "\${boardId}"\`);`, ``),
    edit("routes.ts", `name: board.name`, `name: board?.name ?? ""`),
  ],
  "1.5-not-looked-at": edit(
    "routes.ts",
    `if (board === undefined) return failure(404, \`There is no board "\${boardId}"\`);`,
    ``,
  ),
  "1.5-status-in-the-body": edit(
    "routes.ts",
    `return failure(404, \`There is no board "\${boardId}"\`);`,
    `return Response.json({ status: 404, error: "Not found" });`,
  ),
  "1.5-plain-text": edit(
    "routes.ts",
    `return failure(404, \`There is no board "\${boardId}"\`);`,
    `return new Response("There is no such board", { status: 404 });`,
  ),

  "1.6-id-in-the-sql": edit(
    "routes.ts",
    `db.prepare("SELECT name FROM boards WHERE id = ?").get(boardId)`,
    `db.prepare(\`SELECT name FROM boards WHERE id = '\${boardId}'\`).get()`,
  ),
  "1.6-cut-at-the-quote": edit(
    "routes.ts",
    `"SELECT name FROM boards WHERE id = ?").get(boardId)`,
    `"SELECT name FROM boards WHERE id = ?").get(boardId.split("'")[0])`,
  ),

  "2.1-answered-with-200": edit("routes.ts", `{ data: findTask(id) }, { status: 201 }`, `{ data: findTask(id) }`),
  "2.1-answers-with-the-result-of-run": [
    edit("routes.ts", `      db.prepare(\n        \`INSERT`, `      const result = db.prepare(\n        \`INSERT`),
    edit(
      "routes.ts",
      `.run({ id, listId, title, description, assigneeId, now });`,
      `.run({ id, listId, title, description, assigneeId, now });\n      return Response.json({ data: result }, { status: 201 });`,
    ),
  ],
  "2.1-answers-with-the-id-alone": edit("routes.ts", `{ data: findTask(id) }, { status`, `{ data: { id } }, { status`),
  "2.1-description-forgotten": edit(
    "routes.ts",
    `.run({ id, listId, title, description, assigneeId, now })`,
    `.run({ id, listId, title, assigneeId, now })`,
  ),
  "2.1-assignee-misspelt": edit(
    "routes.ts",
    `title, description, assigneeId, now })`,
    `title, description, assignee: assigneeId, now })`,
  ),
  "2.1-body-read-twice": [
    edit(
      "routes.ts",
      `request: { body: createTaskBody },\n  resolve: (c)`,
      `request: { body: createTaskBody },\n  resolve: async (c)`,
    ),
    edit(
      "routes.ts",
      `description, assigneeId } = c.input.body;`,
      `description, assigneeId } = (await c.request.json()) as z.infer<typeof createTaskBody>;`,
    ),
  ],

  "2.2-id-from-the-clock": edit("routes.ts", "`task-${randomUUID()}`", "`task-${Date.now()}`"),
  "2.2-id-from-the-list": edit("routes.ts", "`task-${randomUUID()}`", "`${listId}-task`"),
  "2.2-position-collides": edit(
    "routes.ts",
    `(SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId), :now, :now)`,
    `1000, :now, :now)`,
  ),
  "2.2-position-read-before-an-await": [
    edit(
      "routes.ts",
      `request: { body: createTaskBody },\n  resolve: (c)`,
      `request: { body: createTaskBody },\n  resolve: async (c)`,
    ),
    edit(
      "routes.ts",
      "const id = `task-${randomUUID()}`;",
      'const id = `task-${randomUUID()}`;\n    const last = db.prepare("SELECT coalesce(max(position), 0) AS position FROM tasks WHERE list_id = ?").get(listId) as ListRow;\n    await new Promise((resolve) => setTimeout(resolve, 5));',
    ),
    edit(
      "routes.ts",
      `(SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId), :now, :now)`,
      `:position, :now, :now)`,
    ),
    edit(
      "routes.ts",
      `.run({ id, listId, title, description, assigneeId, now })`,
      `.run({ id, listId, title, description, assigneeId, now, position: last.position + 1 })`,
    ),
  ],

  "2.2-position-of-the-last-one": edit(
    "routes.ts",
    `(SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId), :now, :now)`,
    `(SELECT coalesce(max(position), 1) FROM tasks WHERE list_id = :listId), :now, :now)`,
  ),

  "2.3-position-is-the-count": edit(
    "routes.ts",
    `(SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId), :now, :now)`,
    `(SELECT count(*) + 1 FROM tasks WHERE list_id = :listId), :now, :now)`,
  ),
  "2.3-at-the-front": edit(
    "routes.ts",
    `(SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId), :now, :now)`,
    `(SELECT coalesce(min(position), 0) - 1 FROM tasks WHERE list_id = :listId), :now, :now)`,
  ),
  "2.3-no-first-position": edit(
    "routes.ts",
    `(SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId), :now, :now)`,
    `(SELECT max(position) + 1 FROM tasks WHERE list_id = :listId), :now, :now)`,
  ),

  "2.4-second-resolution": edit(
    "routes.ts",
    `const now = new Date().toISOString();`,
    `const { now } = db.prepare("SELECT datetime('now') AS now").get() as { now: string };`,
  ),
  "2.4-no-zone": edit(
    "routes.ts",
    `const now = new Date().toISOString();`,
    `const now = new Date().toISOString().slice(0, -1);`,
  ),
  "2.4-milliseconds-since-1970": edit(
    "routes.ts",
    `const now = new Date().toISOString();`,
    `const now = String(Date.now());`,
  ),
  "2.4-time-of-a-reader": edit(
    "routes.ts",
    `const now = new Date().toISOString();`,
    `const now = new Date().toString();`,
  ),

  "2.5-null-refused": [
    edit("routes.ts", `description: text.max(10_000).nullish()`, `description: text.max(10_000).optional()`),
    edit("routes.ts", `assigneeId: text.nullish()`, `assigneeId: text.optional()`),
  ],
  "2.5-empty-text-for-none": edit(
    "routes.ts",
    `const { listId, title, description, assigneeId } = c.input.body;`,
    `const { listId, title, description = "", assigneeId } = c.input.body;`,
  ),
  "2.5-a-default-for-none": edit(
    "routes.ts",
    `description: text.max(10_000).nullish()`,
    `description: text.max(10_000).nullable().default("none")`,
  ),

  "2.6-not-looked-at": edit(
    "routes.ts",
    `if (!c.input.ok) return Response.json({ error: "Invalid task", issues: c.input.issues }, { status: 400 });`,
    ``,
  ),
  "2.6-error-with-200": edit(
    "routes.ts",
    `{ error: "Invalid task", issues: c.input.issues }, { status: 400 }`,
    `{ error: "Invalid task", issues: c.input.issues }`,
  ),
  "2.6-wrong-types-are-converted": edit(
    "routes.ts",
    `const text = z.string().refine(`,
    `const text = z.coerce.string().refine(`,
  ),
  "2.6-empty-title": edit(
    "routes.ts",
    `    .min(1)
    .max(200)
    .refine((title) => title.trim() !== "", "must not be blank"),`,
    `    .max(200),`,
  ),
  "2.6-no-longest-title": edit("routes.ts", `\n    .max(200)`, ``),
  "2.6-one-character-too-many": edit("routes.ts", `.max(200)`, `.max(201)`),
  "2.6-description-unchecked": edit(
    "routes.ts",
    `description: text.max(10_000).nullish(),`,
    `description: z.any().optional(),`,
  ),
  "2.6-missing-list-has-a-default": edit(
    "routes.ts",
    `const createTaskBody = z.object({\n  listId: text,`,
    `const createTaskBody = z.object({\n  listId: text.default((db.prepare("SELECT id FROM lists ORDER BY rowid").get() as ListRow).id),`,
  ),

  "2.7-list-is-no-foreign-key": edit(
    "schema.ts",
    `list_id TEXT NOT NULL REFERENCES lists (id)`,
    `list_id TEXT NOT NULL`,
  ),
  "2.7-assignee-is-no-foreign-key": edit("schema.ts", `assignee_id TEXT REFERENCES users (id)`, `assignee_id TEXT`),
  "2.7-exception-not-caught": edit(
    "routes.ts",
    `if (isForeignKeyError(error)) return failure(404, "There is no such list, or no such user");`,
    ``,
  ),
  "2.7-error-with-201": edit(
    "routes.ts",
    `return failure(404, "There is no such list, or no such user");`,
    `return failure(201, "There is no such list, or no such user");`,
  ),
  "2.7-foreign-keys-switched-off": edit(
    "routes.ts",
    `/** The task with this id, or undefined. */`,
    `db.exec("PRAGMA foreign_keys = OFF");\n\n/** The task with this id, or undefined. */`,
  ),

  "2.8-title-in-the-sql": edit("routes.ts", `VALUES (:id, :listId, :title, `, "VALUES (:id, :listId, '${title}', "),
  "2.8-escaped-for-html": edit(
    "routes.ts",
    `.run({ id, listId, title, description`,
    `.run({ id, listId, title: title.replaceAll('"', "&quot;"), description`,
  ),
  "2.8-one-line-only": edit(
    "routes.ts",
    `.run({ id, listId, title, description`,
    `.run({ id, listId, title: title.replaceAll("\\n", " "), description`,
  ),
  "2.8-plain-letters-only": edit(
    "routes.ts",
    `.run({ id, listId, title, description`,
    `.run({ id, listId, title: title.replace(/[^\\n-~]/g, ""), description`,
  ),
  "2.8-limit-too-low": edit("routes.ts", `.max(200)`, `.max(199)`),

  "3.1-list-not-written": edit(
    "routes.ts",
    `UPDATE tasks SET list_id = :listId, updated_at`,
    `UPDATE tasks SET updated_at`,
  ),
  "3.1-keeps-its-position": edit(
    "routes.ts",
    `position = coalesce(:position,
         (SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId AND id <> :taskId))`,
    `position = coalesce(:position, position)`,
  ),
  "3.1-every-task-moves": edit("routes.ts", `id <> :taskId))\n       WHERE id = :taskId`, `id <> :taskId))`),
  "3.1-answers-with-the-task-before": edit(
    "routes.ts",
    `return Response.json({ data: findTask(taskId) });`,
    `return Response.json({ data: task });`,
  ),
  "3.1-answers-with-201": edit(
    "routes.ts",
    `return Response.json({ data: findTask(taskId) });`,
    `return Response.json({ data: findTask(taskId) }, { status: 201 });`,
  ),

  "3.2-zero-is-no-position": edit(
    "routes.ts",
    `const { listId, position } = c.input.body;`,
    `const { listId } = c.input.body;\n    const position = c.input.body.position || undefined;`,
  ),
  "3.2-position-ignored": edit("routes.ts", `.run({ taskId, listId, position, now`, `.run({ taskId, listId, now`),
  "3.2-ignored-within-a-list": edit(
    "routes.ts",
    `const { listId, position } = c.input.body;`,
    `const { listId } = c.input.body;
    const position = findTask(taskId)?.listId === listId ? undefined : c.input.body.position;`,
  ),

  "3.3-updated-at-forgotten": edit(
    "routes.ts",
    `list_id = :listId, updated_at = :now, position`,
    `list_id = :listId, position`,
  ),
  "3.3-created-anew": edit(
    "routes.ts",
    `list_id = :listId, updated_at = :now, position`,
    `list_id = :listId, created_at = :now, updated_at = :now, position`,
  ),
  "3.3-second-resolution": edit("routes.ts", `updated_at = :now, position`, `updated_at = datetime('now'), position`),

  "3.4-not-looked-at": edit(
    "routes.ts",
    `if (!c.input.ok) return Response.json({ error: "Invalid move", issues: c.input.issues }, { status: 400 });`,
    ``,
  ),
  "3.4-position-unchecked": edit("routes.ts", `position: z.number().optional()`, `position: z.any().optional()`),
  "3.4-list-is-converted": edit(
    "routes.ts",
    `z.object({ listId: z.string(), position`,
    `z.object({ listId: z.coerce.string(), position`,
  ),
  "3.4-error-with-200": edit(
    "routes.ts",
    `{ error: "Invalid move", issues: c.input.issues }, { status: 400 }`,
    `{ error: "Invalid move" }`,
  ),

  "3.5-unknown-task-is-200": edit(
    "routes.ts",
    `if (task === undefined) return failure(404, \`There is no task "\${taskId}"\`);`,
    `if (task === undefined) return Response.json({ data: null });`,
  ),
  "3.5-unknown-task-not-looked-at": edit(
    "routes.ts",
    `if (task === undefined) return failure(404, \`There is no task "\${taskId}"\`);`,
    ``,
  ),
  "3.5-unknown-list-not-looked-at": edit(
    "routes.ts",
    `if (list === undefined) return failure(404, \`There is no list "\${listId}"\`);`,
    ``,
  ),
  "3.5-unknown-list-is-ignored": edit(
    "routes.ts",
    `if (list === undefined) return failure(404, \`There is no list "\${listId}"\`);`,
    `if (list === undefined) return Response.json({ data: task });`,
  ),

  "3.6-moves-to-another-board": edit(
    "routes.ts",
    `if (list.board_id !== task.boardId) return failure(409, \`The list "\${listId}" is on another board\`);`,
    ``,
  ),
  "3.6-refused-with-200": edit(
    "routes.ts",
    `return failure(409, \`The list "\${listId}" is on another board\`);`,
    `return Response.json({ data: task });`,
  ),
  "3.6-compared-with-itself": edit(
    "routes.ts",
    `if (list.board_id !== task.boardId)`,
    `if (task.boardId !== findTask(taskId)?.boardId)`,
  ),

  "3.7-204-with-a-body": edit(
    "routes.ts",
    `return new Response(null, { status: 204 });`,
    `return Response.json(null, { status: 204 });`,
  ),
  "3.7-not-deleted": edit(
    "routes.ts",
    `db.prepare("DELETE FROM tasks WHERE id = ?").run(taskId)`,
    `{ changes: findTask(taskId) === undefined ? 0 : 1 }`,
  ),
  "3.7-the-whole-list": edit(
    "routes.ts",
    `"DELETE FROM tasks WHERE id = ?"`,
    `"DELETE FROM tasks WHERE list_id = (SELECT list_id FROM tasks WHERE id = ?)"`,
  ),
  "3.7-answered-with-201": edit(
    "routes.ts",
    `return new Response(null, { status: 204 });`,
    `return new Response(null, { status: 201 });`,
  ),

  "3.8-always-204": edit("routes.ts", `if (changes === 0) return failure(404, \`There is no task "\${taskId}"\`);`, ``),
  "3.8-error-with-500": edit(
    "routes.ts",
    `if (changes === 0) return failure(404, \`There is no task "\${taskId}"\`);`,
    `if (changes === 0) throw new Error("There is no such task");`,
  ),
  "3.8-deleted-again-for-good": [
    edit("routes.ts", `const listBoards =`, `const deleted = new Set<string>();\n\nconst listBoards =`),
    edit("routes.ts", `if (changes === 0) return failure`, `if (changes === 0 && !deleted.has(taskId)) return failure`),
    edit(
      "routes.ts",
      `return new Response(null, { status: 204 });`,
      `deleted.add(taskId);\n    return new Response(null, { status: 204 });`,
    ),
  ],

  // An array in the module in place of the table: read when the server starts, and never written back.
  "3.9-memory-only": [
    edit(
      "routes.ts",
      `/** The task with this id, or undefined. */`,
      `const remembered = (db.prepare(selectTasks).all() as TaskRow[]).map(toTask);
const endOf = (listId: string) =>
  Math.max(0, ...remembered.filter((task) => task.listId === listId).map(({ position }) => position)) + 1;

/** The task with this id, or undefined. */`,
    ),
    edit(
      "routes.ts",
      `  const row = db.prepare(\`\${selectTasks} WHERE tasks.id = ?\`).get(id) as TaskRow | undefined;
  return row === undefined ? undefined : toTask(row);`,
      `  return remembered.find((task) => task.id === id);`,
    ),
    edit(
      "routes.ts",
      `(
      db.prepare(\`\${selectTasks} WHERE board_id = ? ORDER BY tasks.position, tasks.id\`).all(boardId) as TaskRow[]
    ).map(toTask);`,
      `remembered.toSorted((one, other) => one.position - other.position);`,
    ),
    edit(
      "routes.ts",
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
      "routes.ts",
      `    db.prepare(
      \`UPDATE tasks SET list_id = :listId, updated_at = :now, position = coalesce(:position,
         (SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list_id = :listId AND id <> :taskId))
       WHERE id = :taskId\`,
    ).run({ taskId, listId, position, now: new Date().toISOString() });`,
      `    Object.assign(task, { listId, position: position ?? endOf(listId), updatedAt: new Date().toISOString() });`,
    ),
    edit(
      "routes.ts",
      `const { changes } = db.prepare("DELETE FROM tasks WHERE id = ?").run(taskId);`,
      `const index = remembered.findIndex(({ id }) => id === taskId);
    const changes = index === -1 ? 0 : remembered.splice(index, 1).length;`,
    ),
  ],
  "3.9-never-committed": edit(
    "routes.ts",
    `/** The task with this id, or undefined. */`,
    `db.exec("BEGIN");\n\n/** The task with this id, or undefined. */`,
  ),
  "3.9-deletions-remembered": [
    edit("routes.ts", `const listBoards =`, `const deleted = new Set<string>();\n\nconst listBoards =`),
    edit("routes.ts", `).map(toTask);`, `).map(toTask).filter(({ id }) => !deleted.has(id));`),
    edit(
      "routes.ts",
      `const { changes } = db.prepare("DELETE FROM tasks WHERE id = ?").run(taskId);`,
      `const changes = findTask(taskId) === undefined || deleted.has(taskId) ? 0 : 1;\n    deleted.add(taskId);`,
    ),
  ],
});
