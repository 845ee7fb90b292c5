/** Files, seeds and the environment. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import Libsql from "libsql";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openBoard, openDatabase, type Seed } from "../src/index.ts";
import { temporaryFolder } from "./workspace.ts";

const SEED: Seed = {
  users: [{ id: "user-k3", name: 'Zoë "Z" O\'Neil', email: "zoe@example.com" }],
  boards: [{ id: "board-k3f9", name: "漢字 🙂" }],
  lists: [{ id: "list-x", boardId: "board-k3f9", name: "Only", position: 1 }],
  tasks: [{ id: "task-x", listId: "list-x", title: "Seeded", assigneeId: "user-k3", position: 3 }],
  sessions: [{ token: "expired", userId: "user-k3", expiresAt: "2020-01-01T00:00:00.000Z" }],
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the file", () => {
  test("is the one that DB_PATH names, in WAL mode with foreign keys", () => {
    const file = path.join(temporaryFolder(), "board.db");
    vi.stubEnv("DB_PATH", file);
    const board = openBoard();
    board.createTask({ listId: "list-todo", title: "x" });
    expect(existsSync(file)).toBe(true);
    expect(board.db.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    expect(() => board.db.exec("DELETE FROM boards")).toThrow("FOREIGN KEY constraint failed");
    board.close();
  });

  test("is a database in memory without DB_PATH, one for each call", () => {
    vi.stubEnv("DB_PATH", "");
    const [one, other] = [openBoard(), openBoard()];
    one.createTask({ listId: "list-todo", title: "x" });
    expect([one.lastEventId(), other.lastEventId()]).toEqual(["1", "0"]);
  });

  test("may be there and empty", () => {
    const file = path.join(temporaryFolder(), "board.db");
    writeFileSync(file, "");
    const board = openBoard({ file });
    expect(board.boards()).toHaveLength(2);
    board.close();
  });

  test("keeps what it has: a restart seeds nothing again", () => {
    const file = path.join(temporaryFolder(), "board.db");
    const before = openBoard({ file });
    before.deleteTask("task-1");
    const snapshot = before.boardSnapshot("board-1");
    before.close();
    const after = openBoard({ file, seed: SEED });
    expect(after.boardSnapshot("board-1")).toEqual(snapshot);
    after.close();
  });

  test("of another program is refused and left as it is", () => {
    const file = path.join(temporaryFolder(), "other.db");
    const other = new Libsql(file);
    other.exec("CREATE TABLE invoices (id TEXT)");
    other.close();
    expect(() => openBoard({ file })).toThrow(`${file} already has a table "invoices" and is no task board`);
    expect(readFileSync(file).includes("tasks")).toBe(false);
  });

  test("of a later version is refused", () => {
    const file = path.join(temporaryFolder(), "board.db");
    const { db } = openDatabase({ file });
    db.exec("PRAGMA user_version = 7");
    db.close();
    expect(() => openBoard({ file })).toThrow("has version 7 of the tables, not 1: delete it");
  });

  test("that cannot be opened is named: a missing folder, a folder, a text", () => {
    const folder = temporaryFolder();
    const text = path.join(folder, "notes.txt");
    writeFileSync(text, "no database ".repeat(100));
    for (const file of [path.join(folder, "missing", "board.db"), folder, text])
      expect(() => openBoard({ file })).toThrow(`the database file ${file} cannot be opened`);
  });
});

describe("the seed", () => {
  test("replaces all of the course's board, from the file that SEED_FILE names", () => {
    const file = path.join(temporaryFolder(), "seed.json");
    writeFileSync(file, JSON.stringify(SEED));
    vi.stubEnv("SEED_FILE", file);
    const board = openBoard();
    expect(board.boards()).toEqual(SEED.boards);
    expect(board.board("board-k3f9").lists[0]?.tasks).toMatchObject([
      { id: "task-x", assigneeId: "user-k3", position: 3 },
    ]);
    expect(board.db.prepare("SELECT * FROM users").all()).toEqual(SEED.users);
    expect(board.db.prepare("SELECT user_id, expires_at FROM sessions WHERE token = ?").get("expired")).toEqual({
      user_id: "user-k3",
      expires_at: "2020-01-01T00:00:00.000Z",
    });
  });

  test("is Alice, Bob and Carol otherwise", () => {
    const names = openBoard().db.prepare<{ name: string }>("SELECT name FROM users ORDER BY id").all();
    expect(names.map(({ name }) => name)).toEqual(["Alice", "Bob", "Carol"]);
  });

  test("that is no seed is named, with the field that is wrong, and leaves no half-made file", () => {
    const folder = temporaryFolder();
    const seedFile = path.join(folder, "seed.json");
    const file = path.join(folder, "board.db");
    vi.stubEnv("SEED_FILE", seedFile);
    expect(() => openBoard({ file })).toThrow(`the seed file ${seedFile} cannot be read as JSON`);
    writeFileSync(seedFile, JSON.stringify({ ...SEED, lists: [{ id: "l", boardId: "b", name: "L" }] }));
    expect(() => openBoard({ file })).toThrow("lists[0].position");
    writeFileSync(seedFile, JSON.stringify({ ...SEED, boards: [] }));
    expect(() => openBoard({ file })).toThrow("FOREIGN KEY constraint failed");
    writeFileSync(seedFile, JSON.stringify(SEED));
    const board = openBoard({ file });
    expect(board.boards()).toEqual(SEED.boards);
    board.close();
  });
});
