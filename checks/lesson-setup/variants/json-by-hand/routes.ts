/** Async handlers that read and check the body themselves, and one route for every method and path below /tasks. */
import { randomUUID } from "node:crypto";
import { route } from "@hectoday/http";
import { db } from "./database.js";
import { selectTasks, toTask, type TaskRow } from "./schema.js";

class HttpError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const segments = (request: Request) => new URL(request.url).pathname.split("/").slice(1);
const all = <Row>(sql: string, ...values: string[]) => db.prepare(sql).all(...values) as Row[];
const one = <Row>(status: number, what: string, sql: string, ...values: string[]): Row => {
  const [row] = all<Row>(sql, ...values);
  if (row === undefined) throw new HttpError(status, `no such ${what}`);
  return row;
};
const taskById = (id: string) => toTask(one<TaskRow>(404, "task", `${selectTasks} WHERE tasks.id = ?`, id));

async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  const body = (await request.json().catch(() => undefined)) as unknown;
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new HttpError(400, "the body must be an object");
  return body as Record<string, unknown>;
}

function text(body: Record<string, unknown>, field: string, max: number): string {
  const value = body[field];
  if (typeof value !== "string" || value === "" || value.length > max) throw new HttpError(400, `${field} must be a text`);
  return value;
}

const optional = (body: Record<string, unknown>, field: string) =>
  body[field] === undefined || body[field] === null ? null : text(body, field, 10_000);

const end = (listId: string) =>
  all<{ position: number }>("SELECT position FROM tasks WHERE list_id = ?", listId).reduce(
    (last, { position }) => Math.max(last, position),
    -1,
  ) + 1;

async function create(request: Request): Promise<Response> {
  const body = await bodyOf(request);
  const [listId, title, description, assigneeId] = [
    text(body, "listId", 100),
    text(body, "title", 200),
    optional(body, "description"),
    optional(body, "assigneeId"),
  ];
  one(400, "list", "SELECT id FROM lists WHERE id = ?", listId);
  if (assigneeId !== null) one(400, "user", "SELECT id FROM users WHERE id = ?", assigneeId);
  const id = randomUUID();
  const now = new Date().toISOString();
  db.prepare("INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?, ?)").run(id, listId, title, description, assigneeId, end(listId), now, now);
  return Response.json({ task: taskById(id) }, { status: 201, headers: { location: `/tasks/${id}` } });
}

async function move(request: Request, id: string): Promise<Response> {
  const body = await bodyOf(request);
  const listId = text(body, "listId", 100);
  const position = body["position"] ?? end(listId);
  if (typeof position !== "number") throw new HttpError(400, "position must be a number");
  const { boardId } = taskById(id);
  const list = one<{ board_id: string }>(400, "list", "SELECT board_id FROM lists WHERE id = ?", listId);
  if (list.board_id !== boardId) throw new HttpError(409, "the list is on another board");
  db.prepare("UPDATE tasks SET list_id = ?, position = ?, updated_at = ? WHERE id = ?").run(listId, position, new Date().toISOString(), id);
  return Response.json({ task: taskById(id) });
}

function remove(id: string): Response {
  taskById(id);
  db.prepare("DELETE FROM tasks WHERE id = ?").run(id);
  return Response.json({ deleted: id });
}

function board(id: string): Response {
  const { name } = one<{ name: string }>(404, "board", "SELECT name FROM boards WHERE id = ?", id);
  const tasks = all<TaskRow>(`${selectTasks} ORDER BY tasks.position`).map(toTask);
  const byList = Map.groupBy?.(tasks, ({ listId }) => listId);
  const lists = all<{ id: string; name: string; position: number }>("SELECT id, name, position FROM lists WHERE board_id = ? ORDER BY position", id);
  return Response.json({
    board: {
      id,
      name,
      lists: lists.map((list) => ({
        ...list,
        tasks: byList?.get(list.id) ?? tasks.filter(({ listId }) => listId === list.id),
      })),
    },
  });
}

const answered = async (work: () => Response | Promise<Response>) => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return Response.json({ error: error.message }, { status: error.status });
  }
};

export const routes = [
  route.get("/boards", { resolve: () => Response.json({ boards: all("SELECT id, name FROM boards") }) }),
  route.get("/boards/:id", { resolve: (c) => answered(() => board(segments(c.request)[1] ?? "")) }),
  route.all("/tasks/**", {
    resolve: (c) =>
      answered(() => {
        const [, id = "", action] = segments(c.request);
        if (c.request.method === "POST" && id === "") return create(c.request);
        if (c.request.method === "PATCH" && action === "move") return move(c.request, id);
        if (c.request.method === "DELETE" && action === undefined) return remove(id);
        throw new HttpError(404, "no such route");
      }),
  }),
];
