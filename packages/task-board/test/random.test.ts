/** The board against a model that is obviously right. TASK_BOARD_SEED repeats a run; the title of the test shows its seed. */

import { randomInt } from "node:crypto";
import path from "node:path";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { expect, test } from "vitest";
import { BoardError, openBoard, type Task } from "../src/index.ts";
import { temporaryFolder } from "./workspace.ts";

const OPERATIONS = 1_000;
const LISTS = { "list-todo": "board-1", "list-doing": "board-1", "list-done": "board-1", "list-b2-todo": "board-2" };
const seed = Number(process.env["TASK_BOARD_SEED"] ?? randomInt(1, 1_000_000));

/** What a task should be; times and ids are the board's own. */
type Expected = Pick<Task, "id" | "listId" | "boardId" | "title" | "position">;

test(`${OPERATIONS} random operations do what a plain model does (seed ${seed})`, () => {
  const generator = xoroshiro128plus(seed);
  const integer = (from: number, to: number) => uniformInt(generator, from, to);
  const pick = <T>(values: readonly T[]): T => values[integer(0, values.length - 1)] as T;
  const file = path.join(temporaryFolder(), "board.db");

  let board = openBoard({ file });
  const model = new Map<string, Expected>();
  const log: string[] = [];
  const lists = Object.keys(LISTS) as (keyof typeof LISTS)[];
  const tasksOf = (boardId: string) => board.board(boardId).lists.flatMap(({ tasks }) => tasks);
  for (const { id, listId, boardId, title, position } of tasksOf("board-1"))
    model.set(id, { id, listId, boardId, title, position });

  const inList = (listId: string, but?: string) =>
    [...model.values()].filter((task) => task.listId === listId && task.id !== but);
  const endOf = (listId: string, but?: string) => {
    const positions = inList(listId, but).map(({ position }) => position);
    return (positions.length === 0 ? 0 : Math.max(...positions)) + 1;
  };
  const anyId = () => (integer(0, 9) === 0 ? "task-unknown" : pick([...model.keys(), "task-unknown"]));

  // A client that polls now and then, and one that reads events.
  let cursor = board.tasksUpdatedSince("board-1").timestamp;
  let changed = new Set<string>();
  let lastId = "0";
  let newest = cursor;

  const committed = (task: Task, expected: Expected | undefined, event: string) => {
    log.push(event);
    changed.add(task.id);
    if (expected === undefined) model.delete(task.id);
    else {
      model.set(task.id, expected);
      expect(task).toMatchObject(expected);
      expect(task.updatedAt > newest, "later than every change before").toBe(true);
      newest = task.updatedAt;
    }
  };
  const operations: (() => void)[] = [
    () => {
      const listId = pick(lists);
      const title = `title ${integer(0, 1_000_000)}`;
      const position = endOf(listId);
      const { task } = board.createTask({ listId, title });
      committed(task, { id: task.id, listId, boardId: LISTS[listId], title, position }, `task_created ${task.id}`);
    },
    () => {
      const id = anyId();
      const listId = pick(lists);
      const position = integer(0, 1) === 0 ? undefined : integer(-20, 20) / 4;
      const before = model.get(id);
      const code =
        before === undefined ? "unknown-task" : before.boardId === LISTS[listId] ? undefined : "list-of-another-board";
      if (before === undefined || code !== undefined) {
        expect(() => board.moveTask(id, { listId })).toThrow(expect.objectContaining({ code }));
        return;
      }
      const expected = { ...before, listId, position: position ?? endOf(listId, id) };
      const { task, event } = board.moveTask(id, { listId, ...(position === undefined ? {} : { position }) });
      expect(event.fromListId).toBe(before.listId);
      committed(task, expected, `task_moved ${id}`);
    },
    () => {
      const id = anyId();
      if (model.has(id)) committed(board.deleteTask(id).task, undefined, `task_deleted ${id}`);
      else expect(() => board.deleteTask(id)).toThrow(BoardError);
    },
    () => {
      const poll = board.tasksUpdatedSince("board-1", cursor);
      const expected = [...changed].filter((id) => model.get(id)?.boardId === "board-1");
      expect(poll.tasks.map(({ id }) => id).toSorted()).toEqual(expected.toSorted());
      cursor = poll.timestamp;
      newest = poll.timestamp > newest ? poll.timestamp : newest;
      changed = new Set();
    },
    () => {
      const events = board.eventsSince(lastId, { limit: 5 });
      const told = events.map(({ type, taskId, task }) => `${type} ${(taskId as string) ?? (task as Task).id}`);
      expect(told).toEqual(log.slice(Number(lastId), Number(lastId) + 5));
      lastId = events.at(-1)?.id ?? lastId;
    },
    () => {
      board.close();
      board = openBoard({ file });
    },
  ];
  // Creating and deleting keep each other in balance, so that lists stay short and positions collide.
  const weighted = [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 4];

  for (let operation = 0; operation < OPERATIONS; operation++) {
    operations[operation % 100 === 99 ? 5 : pick(weighted)]?.();
    for (const boardId of ["board-1", "board-2"]) {
      const seen = board.board(boardId).lists.map(({ id, tasks }) => [id, ...tasks.map(summary)]);
      const expected = seen.map(([id]) => [
        id,
        ...inList(id as string)
          .toSorted(byPosition)
          .map(summary),
      ]);
      expect(seen, `board ${boardId} after operation ${operation}`).toEqual(expected);
    }
  }
  expect(board.lastEventId()).toBe(String(log.length));
  board.close();
});

function byPosition(a: Expected, b: Expected): number {
  return a.position - b.position || (a.id < b.id ? -1 : 1);
}

function summary({ id, position }: Expected): string {
  return `${id} at ${position}`;
}
