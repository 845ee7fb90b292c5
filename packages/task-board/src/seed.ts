/** What a new file holds: the course's own board, or what SEED_FILE says. */

import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Database } from "./database.ts";

const text = z.string().min(1);

const seedSchema = z.object({
  users: z.array(z.object({ id: text, name: text, email: text })),
  boards: z.array(z.object({ id: text, name: text })),
  lists: z.array(z.object({ id: text, boardId: text, name: text, position: z.number() })),
  tasks: z.array(
    z.object({
      id: text,
      listId: text,
      title: text,
      description: z.string().nullish(),
      assigneeId: text.nullish(),
      position: z.number(),
    }),
  ),
  sessions: z.array(z.object({ token: text, userId: text, expiresAt: z.iso.datetime({ precision: 3 }) })).default([]),
});

/** The rows of a new file, in any order. Times are not part of it: they are those of the creation. */
export type Seed = z.input<typeof seedSchema>;

/** Alice, Bob and Carol, who share two boards. */
export const COURSE_SEED: Seed = {
  users: [
    { id: "user-alice", name: "Alice", email: "alice@example.com" },
    { id: "user-bob", name: "Bob", email: "bob@example.com" },
    { id: "user-carol", name: "Carol", email: "carol@example.com" },
  ],
  boards: [
    { id: "board-1", name: "Website" },
    { id: "board-2", name: "Mobile app" },
  ],
  lists: [
    { id: "list-todo", boardId: "board-1", name: "To do", position: 1 },
    { id: "list-doing", boardId: "board-1", name: "Doing", position: 2 },
    { id: "list-done", boardId: "board-1", name: "Done", position: 3 },
    { id: "list-b2-todo", boardId: "board-2", name: "To do", position: 1 },
    { id: "list-b2-done", boardId: "board-2", name: "Done", position: 2 },
  ],
  tasks: [
    { id: "task-1", listId: "list-todo", title: "Write the landing page", assigneeId: "user-alice", position: 1 },
    { id: "task-2", listId: "list-doing", title: "Choose a typeface", assigneeId: "user-bob", position: 1 },
  ],
};

/** The seed in a JSON file. Throws an error that names the file and the field for one that is none. */
export function readSeed(file: string): Seed {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`the seed file ${file} cannot be read as JSON`, { cause: error });
  }
  const result = seedSchema.safeParse(content);
  if (!result.success) throw new Error(`the seed file ${file} is no seed:\n${z.prettifyError(result.error)}`);
  return result.data;
}

/** Inserts the rows, parents first. Belongs inside the transaction that creates the tables. */
export function insertSeed(db: Database, now: () => string, seed: Seed): void {
  const { users, boards, lists, tasks, sessions } = seedSchema.parse(seed);
  const user = db.prepare("INSERT INTO users (id, name, email) VALUES (:id, :name, :email)");
  const board = db.prepare("INSERT INTO boards (id, name, created_at) VALUES (:id, :name, :now)");
  const list = db.prepare("INSERT INTO lists (id, board_id, name, position) VALUES (:id, :boardId, :name, :position)");
  const task = db.prepare(`
    INSERT INTO tasks (id, list_id, title, description, assignee_id, position, created_at, updated_at)
    VALUES (:id, :listId, :title, :description, :assigneeId, :position, :now, :now)`);
  const session = db.prepare("INSERT INTO sessions (token, user_id, expires_at) VALUES (:token, :userId, :expiresAt)");

  for (const row of users) user.run(row);
  for (const row of boards) board.run({ ...row, now: now() });
  for (const row of lists) list.run(row);
  for (const row of tasks) task.run({ description: null, assigneeId: null, ...row, now: now() });
  for (const row of sessions) session.run(row);
}
