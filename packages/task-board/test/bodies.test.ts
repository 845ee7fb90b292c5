/** What clients may send. */

import { describe, expect, test } from "vitest";
import { createTaskBody, moveTaskBody, openBoard } from "../src/index.ts";

describe("the body of a new task", () => {
  test.each([
    { listId: "l", title: "x" },
    { listId: "l", title: "🙂".repeat(100), description: "a\n".repeat(5_000), assigneeId: "user-1" },
    { listId: "l", title: " x ", description: null, assigneeId: null },
    { listId: "l", title: "<b>\u2028data: x", description: "" },
  ])("is taken as it is: %o", (body) => {
    expect(createTaskBody.parse(body)).toEqual(body);
  });

  test.each([
    [null],
    [[]],
    [{}],
    [{ title: "x" }],
    [{ listId: "", title: "x" }],
    [{ listId: 7, title: "x" }],
    [{ listId: "l", title: "" }],
    [{ listId: "l", title: " \n" }],
    [{ listId: "l", title: true }],
    [{ listId: "l", title: "x".repeat(201) }],
    // SQLite would keep it, and libsql read "a".
    [{ listId: "l", title: "a\0b" }],
    [{ listId: "l", title: "x", description: "x".repeat(10_001) }],
    [{ listId: "l", title: "x", assigneeId: "" }],
  ])("is refused: %o", (body) => {
    expect(createTaskBody.safeParse(body).success).toBe(false);
  });
});

describe("the body of a move", () => {
  test.each([{ listId: "l" }, { listId: "l", position: 0 }, { listId: "l", position: -1.5 }])(
    "is taken: %o",
    (body) => {
      expect(moveTaskBody.parse(body)).toEqual(body);
    },
  );

  test.each([
    [{}],
    [{ listId: "l", position: "1" }],
    [{ listId: "l", position: null }],
    [{ listId: "l", position: Number.NaN }],
    [{ listId: "l", position: Number.POSITIVE_INFINITY }],
    // There 1 more is the same number.
    [{ listId: "l", position: 2 ** 53 }],
  ])("is refused: %o", (body) => {
    expect(moveTaskBody.safeParse(body).success).toBe(false);
  });
});

test("a change checks its body itself, for callers that did not", () => {
  const board = openBoard();
  const forged = { listId: "list-todo", title: true } as unknown as { listId: string; title: string };
  expect(() => board.createTask(forged)).toThrow("expected string, received boolean");
  expect(board.lastEventId()).toBe("0");
});
