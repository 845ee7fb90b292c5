/** Several processes on one file, and what a crash leaves. Real processes of plain Node, on the package as it is built. */

import { once } from "node:events";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { openBoard } from "../src/index.ts";
import { ask, built, startProgram, temporaryFolder } from "./workspace.ts";

const COLD_STARTS = 20;
const CREATES = 300;
/** So many changes are committed before the process is killed. */
const CHANGES_BEFORE_CRASH = 25;

interface Answer {
  readonly error?: string;
  readonly boards: number;
  readonly timestamp: string;
  readonly created: readonly { readonly taskId: string; readonly eventId: string }[];
}

describe("two processes", () => {
  test(`create and seed one new file together, ${COLD_STARTS} times`, async () => {
    const folder = temporaryFolder();
    const module = built(folder);
    const processes = await Promise.all([startProgram("worker", module), startProgram("worker", module)]);
    for (let round = 0; round < COLD_STARTS; round++) {
      const file = path.join(folder, `cold-${round}.db`);
      const answers = await Promise.all(processes.map((child) => ask<Answer>(child, { file, creates: 1 })));
      expect(answers, `round ${round}`).toMatchObject([{ boards: 2 }, { boards: 2 }]);
      const ids = answers.flatMap(({ created }) => created.map(({ eventId }) => eventId));
      expect(ids.toSorted(), `round ${round}`).toEqual(["1", "2"]);
    }
  });

  test(`write ${CREATES} tasks each at once: none is lost or refused, and times strictly increase over both`, async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, "shared.db");
    const module = built(folder);
    const processes = await Promise.all([startProgram("worker", module), startProgram("worker", module)]);
    const answers = await Promise.all(processes.map((child) => ask<Answer>(child, { file, creates: CREATES })));
    expect(answers.map(({ error }) => error)).toEqual([undefined, undefined]);

    const board = openBoard({ file });
    const events = board.eventsSince("0", { limit: 10 * CREATES });
    expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 2 * CREATES }, (_, index) => String(index + 1)));
    const reported = answers.flatMap(({ created }) => created.map(({ taskId }) => taskId));
    expect(events.map(({ task }) => (task as { id: string }).id).toSorted()).toEqual(reported.toSorted());

    const times = events.map(({ task }) => (task as { updatedAt: string }).updatedAt);
    expect(times).toEqual([...new Set(times)].toSorted());
    const positions = board.board("board-1").lists[0]?.tasks.map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: 2 * CREATES + 1 }, (_, index) => index + 1));
    board.close();
  });
});

test("a process that is killed between its writes leaves every committed change, and no half of one", async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "crash.db");
  const child = await startProgram("endless-writer", built(folder));
  const committed: string[] = [];
  const enough = new Promise<void>((resolve) => {
    child.on("message", ({ ids }: { ids: string[] }) => {
      committed.push(...ids);
      if (committed.length >= CHANGES_BEFORE_CRASH) resolve();
    });
  });
  child.send({ file });
  await enough;
  child.kill("SIGKILL");
  await once(child, "exit");

  const board = openBoard({ file });
  expect(board.db.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  expect(board.db.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
  const events = board.eventsSince("0", { limit: 100_000 });
  expect(events.map(({ id }) => id)).toEqual(expect.arrayContaining(committed));
  const newest = new Map(events.map(({ task }) => [(task as { id: string }).id, task]));
  const stored = board.board("board-1").lists.flatMap(({ tasks }) => tasks);
  expect(stored.filter(({ id }) => newest.has(id)).map((task) => newest.get(task.id))).toEqual(
    stored.filter(({ id }) => newest.has(id)),
  );
  expect(stored).toHaveLength(newest.size + 2);
  const { event } = board.createTask({ listId: "list-todo", title: "After the crash" });
  expect(Number(event.id)).toBe(events.length + 1);
  board.close();
});
