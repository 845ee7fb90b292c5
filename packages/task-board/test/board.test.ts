/** Boards and the three changes of a task, without other processes. */

import { describe, expect, test } from "vitest";
import { BoardError, openBoard, type TaskBoard } from "../src/index.ts";

const titles = (board: TaskBoard, list: number) =>
  board.board("board-1").lists[list]?.tasks.map(({ title, position }) => [title, position]);

/** The code of the error, or "nothing was thrown". */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof BoardError) return `${error.code} ${error.status}`;
    throw error;
  }
  return "nothing was thrown";
}

describe("boards", () => {
  test("are listed in the order of creation", () => {
    expect(openBoard().boards()).toEqual([
      { id: "board-1", name: "Website" },
      { id: "board-2", name: "Mobile app" },
    ]);
  });

  test("hold lists and tasks in order of position, then id, whatever the order of the rows", () => {
    const board = openBoard({
      seed: {
        users: [],
        boards: [{ id: "b", name: "B" }],
        lists: [
          { id: "last", boardId: "b", name: "Last", position: 2.5 },
          { id: "first", boardId: "b", name: "First", position: -1 },
        ],
        tasks: [
          { id: "t3", listId: "first", title: "three", position: 7 },
          { id: "t2", listId: "first", title: "two", position: 1.5 },
          { id: "t1", listId: "first", title: "one", position: 1.5 },
        ],
      },
    });
    const { lists } = board.board("b");
    expect(lists.map(({ id }) => id)).toEqual(["first", "last"]);
    expect(lists[0]?.tasks.map(({ id }) => id)).toEqual(["t1", "t2", "t3"]);
  });

  test("show a task with every field, and nothing that libsql adds", () => {
    const task = openBoard().board("board-1").lists[0]?.tasks[0];
    expect(task).toEqual({
      id: "task-1",
      listId: "list-todo",
      boardId: "board-1",
      title: "Write the landing page",
      description: null,
      assigneeId: "user-alice",
      position: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: task?.createdAt,
    });
    expect(JSON.stringify(openBoard().boardSnapshot("board-1"))).not.toContain("_metadata");
  });
});

describe("creating a task", () => {
  test("puts it at the end of its list and returns it with its event", () => {
    const board = openBoard();
    const body = { listId: "list-todo", title: "O'Brien's \u2028 🙂", description: "a\nb", assigneeId: "user-bob" };
    const { task, event } = board.createTask(body);
    expect(task).toMatchObject({ ...body, boardId: "board-1", position: 2 });
    expect(task.id).toMatch(/^[\w-]+$/);
    expect(event).toEqual({ id: "1", type: "task_created", boardId: "board-1", task });
    expect(board.board("board-1").lists[0]?.tasks.at(-1)).toEqual(task);
  });

  test("is refused for an unknown list or user, and appends no event", () => {
    const board = openBoard();
    expect(refusal(() => board.createTask({ listId: "nowhere", title: "x" }))).toBe("unknown-list 404");
    const stranger = { listId: "list-todo", title: "x", assigneeId: "user-eve" };
    expect(refusal(() => board.createTask(stranger))).toBe("unknown-user 404");
    expect(board.lastEventId()).toBe("0");
    expect(titles(board, 0)).toEqual([["Write the landing page", 1]]);
  });
});

describe("moving a task", () => {
  test("puts it at the end of the other list, and names the list it came from", () => {
    const board = openBoard();
    const { task, event } = board.moveTask("task-1", { listId: "list-doing" });
    expect(task).toMatchObject({ id: "task-1", listId: "list-doing", position: 2 });
    expect(task.updatedAt > task.createdAt).toBe(true);
    expect(event).toEqual({ id: "1", type: "task_moved", boardId: "board-1", task, fromListId: "list-todo" });
  });

  test("puts it between two others without changing their positions", () => {
    const board = openBoard();
    const { task } = board.createTask({ listId: "list-todo", title: "second" });
    board.createTask({ listId: "list-todo", title: "third" });
    board.moveTask("task-1", { listId: "list-todo", position: 2.5 });
    expect(titles(board, 0)).toEqual([
      ["second", 2],
      ["Write the landing page", 2.5],
      ["third", 3],
    ]);
    expect(board.board("board-1").lists[0]?.tasks[0]).toEqual(task);
  });

  test("to the end of its own list leaves the last task where it is", () => {
    const board = openBoard();
    expect(board.moveTask("task-1", { listId: "list-todo" }).task.position).toBe(1);
  });

  test("is refused for an unknown task or list and for another board's list, and changes nothing", () => {
    const board = openBoard();
    const before = board.board("board-1");
    expect(refusal(() => board.moveTask("task-9", { listId: "list-todo" }))).toBe("unknown-task 404");
    expect(refusal(() => board.moveTask("task-1", { listId: "nowhere" }))).toBe("unknown-list 404");
    expect(refusal(() => board.moveTask("task-1", { listId: "list-b2-todo" }))).toBe("list-of-another-board 409");
    expect(board.board("board-1")).toEqual(before);
    expect(board.lastEventId()).toBe("0");
  });
});

describe("deleting a task", () => {
  test("returns what it was, and is refused the second time", () => {
    const board = openBoard();
    const [before] = board.board("board-1").lists[0]?.tasks ?? [];
    const { task, event } = board.deleteTask("task-1");
    expect(task).toEqual(before);
    expect(event).toEqual({ id: "1", type: "task_deleted", boardId: "board-1", taskId: "task-1" });
    expect(titles(board, 0)).toEqual([]);
    expect(refusal(() => board.deleteTask("task-1"))).toBe("unknown-task 404");
    expect(board.lastEventId()).toBe("1");
  });
});

test("every question about a board that does not exist is refused in the same way", () => {
  const board = openBoard();
  const questions = [
    () => board.board("board-'9"),
    () => board.boardSnapshot("board-'9"),
    () => board.tasksUpdatedSince("board-'9"),
    () => board.appendEvent("board-'9", "note", {}),
  ];
  for (const question of questions) expect(refusal(question)).toBe("unknown-board 404");
});

test("every function works on its own, taken out of the board", () => {
  const { createTask, boards, lastEventId, close } = openBoard();
  createTask({ listId: "list-todo", title: "x" });
  expect([boards().length, lastEventId()]).toEqual([2, "1"]);
  close();
  expect(() => boards()).toThrow("the task board was closed");
  expect(() => close()).not.toThrow();
});
