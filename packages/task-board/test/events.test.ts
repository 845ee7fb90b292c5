/** The event log. */

import path from "node:path";
import { describe, expect, test } from "vitest";
import { openBoard } from "../src/index.ts";
import { temporaryFolder } from "./workspace.ts";

const ids = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);

describe("reading events", () => {
  test("gives those after an id, oldest first, exactly as the changes returned them", () => {
    const board = openBoard();
    const { task, event } = board.createTask({ listId: "list-todo", title: "a\ndata: b" });
    const later = [board.moveTask(task.id, { listId: "list-done" }).event, board.deleteTask(task.id).event];
    expect(board.eventsSince("0")).toEqual([event, ...later]);
    expect(board.eventsSince(event.id)).toEqual(later);
    expect(board.eventsSince(board.lastEventId())).toEqual([]);
  });

  test("keeps to the boards that are asked for, and to one sequence over all of them", () => {
    const board = openBoard();
    for (const listId of ["list-todo", "list-b2-todo", "list-todo", "list-b2-todo"])
      board.createTask({ listId, title: "x" });
    expect(ids(board.eventsSince("0", { boardIds: ["board-2"] }))).toEqual(["2", "4"]);
    expect(ids(board.eventsSince("2", { boardIds: ["board-1", "board-2", "board-1"] }))).toEqual(["3", "4"]);
    expect(board.eventsSince("0", { boardIds: [] })).toEqual([]);
  });

  test("stops at the limit, the oldest first", () => {
    const board = openBoard();
    for (let index = 0; index < 12; index++) board.createTask({ listId: "list-todo", title: "x" });
    expect(ids(board.eventsSince("2", { limit: 3 }))).toEqual(["3", "4", "5"]);
  });

  test.each(["", "-1", "1.5", "0x1", "1e0", " 1", "abc", "9".repeat(30), "99"])("gives none after %j", (lastId) => {
    const board = openBoard();
    board.createTask({ listId: "list-todo", title: "x" });
    expect(board.eventsSince(lastId)).toEqual([]);
  });
});

describe("appending an event", () => {
  test("stores any fields, and none of them replaces the event's own", () => {
    const board = openBoard();
    const event = board.appendEvent("board-1", "note", { text: "x", type: "forged", boardId: "board-2", id: "99" });
    expect(event).toEqual({ id: "1", type: "note", boardId: "board-1", text: "x" });
    expect(board.eventsSince("0")).toEqual([event]);
  });

  test("in a transaction that is rolled back leaves nothing", () => {
    const board = openBoard();
    const work = board.db.transaction(() => {
      board.createTask({ listId: "list-todo", title: "x" });
      board.appendEvent("board-1", "note", {});
      throw new Error("changed my mind");
    });
    expect(work).toThrow("changed my mind");
    expect([board.lastEventId(), board.board("board-1").lists[0]?.tasks.length]).toEqual(["0", 1]);
  });
});

describe("ids", () => {
  test("go on after a restart, and none comes back when its event is deleted", () => {
    const file = path.join(temporaryFolder(), "board.db");
    const before = openBoard({ file });
    before.createTask({ listId: "list-todo", title: "x" });
    before.createTask({ listId: "list-todo", title: "y" });
    before.db.exec("DELETE FROM events");
    before.close();
    const after = openBoard({ file });
    expect(after.createTask({ listId: "list-todo", title: "z" }).event.id).toBe("3");
    after.close();
  });

  test("follow a snapshot of the board without a gap", () => {
    const board = openBoard();
    board.createTask({ listId: "list-todo", title: "in the snapshot" });
    const snapshot = board.boardSnapshot("board-1");
    expect(snapshot.board).toEqual(board.board("board-1"));
    const { task, event } = board.createTask({ listId: "list-todo", title: "after it" });
    expect(board.eventsSince(snapshot.lastEventId)).toEqual([event]);
    expect(board.tasksUpdatedSince("board-1", snapshot.timestamp).tasks).toEqual([task]);
  });
});
