/** Times, and polling by them. */

import path from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openBoard, openDatabase } from "../src/index.ts";
import { temporaryFolder } from "./workspace.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("the clock", () => {
  test("gives a new time for every change of one millisecond", () => {
    vi.useFakeTimers({ now: Date.parse("2026-01-31T09:00:00.000Z"), toFake: ["Date"] });
    const board = openBoard();
    const times = Array.from(
      { length: 50 },
      () => board.createTask({ listId: "list-todo", title: "x" }).task.updatedAt,
    );
    expect(times).toEqual([...new Set(times)].toSorted());
  });

  test("gives a new time whenever it is asked, also when nothing was stored since", () => {
    vi.useFakeTimers({ now: Date.parse("2026-01-31T09:00:00.000Z"), toFake: ["Date"] });
    const { db, now } = openDatabase();
    const times = db.transaction(() => [now(), now(), now()])();
    expect(times).toEqual([...new Set(times)].toSorted());
  });

  test("goes on from the file when the machine's clock was set back, over a restart too", () => {
    const file = path.join(temporaryFolder(), "board.db");
    vi.useFakeTimers({ now: Date.parse("2030-01-01T00:00:00.000Z"), toFake: ["Date"] });
    const before = openBoard({ file });
    const { task } = before.createTask({ listId: "list-todo", title: "x" });
    before.close();
    vi.setSystemTime(Date.parse("2026-01-01T00:00:00.000Z"));
    const after = openBoard({ file });
    expect(after.moveTask(task.id, { listId: "list-done" }).task.updatedAt > task.updatedAt).toBe(true);
    after.close();
  });

  test("never gives the time of a deletion or of a deleted task again", () => {
    vi.useFakeTimers({ now: Date.parse("2026-01-31T09:00:00.000Z"), toFake: ["Date"] });
    const file = path.join(temporaryFolder(), "board.db");
    const one = openBoard({ file });
    const { task } = one.createTask({ listId: "list-todo", title: "x" });
    one.deleteTask(task.id);
    const { timestamp } = one.tasksUpdatedSince("board-1");
    expect(timestamp > task.updatedAt).toBe(true);
    const other = openBoard({ file });
    expect(other.createTask({ listId: "list-todo", title: "y" }).task.updatedAt > timestamp).toBe(true);
    one.close();
    other.close();
  });

  test("refuses SQLite's own format, whose blank would sort before every time of the day", () => {
    const { db } = openDatabase();
    const update = db.prepare("UPDATE tasks SET updated_at = datetime('now')");
    expect(() => update.run()).toThrow("updated_at is ISO 8601 in UTC with milliseconds");
  });
});

describe("polling", () => {
  test("without a cursor gives every task of the board, in its order", () => {
    const board = openBoard();
    board.createTask({ listId: "list-b2-todo", title: "elsewhere" });
    board.moveTask("task-1", { listId: "list-done" });
    expect(board.tasksUpdatedSince("board-1").tasks.map(({ id }) => id)).toEqual(["task-2", "task-1"]);
  });

  test("with the cursor of the last poll gives each change once, in the order of changes", () => {
    const board = openBoard();
    const first = board.tasksUpdatedSince("board-1");
    board.moveTask("task-2", { listId: "list-done" });
    board.createTask({ listId: "list-b2-todo", title: "elsewhere" });
    const { task } = board.createTask({ listId: "list-todo", title: "new" });
    const second = board.tasksUpdatedSince("board-1", first.timestamp);
    expect(second.tasks.map(({ id }) => id)).toEqual(["task-2", task.id]);
    expect(board.tasksUpdatedSince("board-1", second.timestamp)).toEqual({ tasks: [], timestamp: second.timestamp });
  });

  test("from the cursor of an empty file gives its very first task", () => {
    const seed = {
      users: [],
      boards: [{ id: "b", name: "B" }],
      lists: [{ id: "l", boardId: "b", name: "L", position: 1 }],
      tasks: [],
    };
    const board = openBoard({ seed });
    const { tasks, timestamp } = board.tasksUpdatedSince("b");
    expect(tasks).toEqual([]);
    const { task } = board.createTask({ listId: "l", title: "first" });
    expect(board.tasksUpdatedSince("b", timestamp).tasks).toEqual([task]);
  });

  test("takes a cursor in any form of ISO 8601 as the moment that it names", () => {
    const board = openBoard();
    const { timestamp } = board.tasksUpdatedSince("board-1");
    const { task } = board.moveTask("task-1", { listId: "list-done" });
    expect(board.tasksUpdatedSince("board-1", timestamp.replace("Z", "+00:00")).tasks).toEqual([task]);
  });

  test.each(["", "yesterday", "2026-01-31 09:00:00", "2026-99-99T00:00:00.000Z", "1", "null"])(
    "refuses the cursor %j",
    (since) => {
      const board = openBoard();
      expect(() => board.tasksUpdatedSince("board-1", since)).toThrow(`"${since}" is not a time in ISO 8601`);
    },
  );
});
