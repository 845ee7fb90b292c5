import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { withLock } from "../../state/lock.ts";

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "lock-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Work that is under way once `begun` resolves, and until `finish` is called. */
function longWork(file: string) {
  let begin = () => {};
  let finish = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const done = withLock(file, () => {
    begin();
    return new Promise<void>((resolve) => (finish = resolve));
  });
  return { begun, done, finish: () => finish() };
}

test("an owner that was too slow does not remove the lock of the one that took it over", async () => {
  const folder = await emptyFolder();
  const file = path.join(folder, "progress.lock");
  const slow = longWork(file);
  await slow.begun;
  // As if the work had taken a minute.
  const aMinuteAgo = new Date(Date.now() - 60_000);
  await utimes(file, aMinuteAgo, aMinuteAgo);
  const next = longWork(file);
  await next.begun;
  slow.finish();
  await slow.done;
  expect(await readdir(folder)).toEqual(["progress.lock"]);

  const order: string[] = [];
  const third = withLock(file, async () => void order.push("the third begins"));
  order.push("the second ends");
  next.finish();
  await Promise.all([next.done, third]);
  expect(order).toEqual(["the second ends", "the third begins"]);
  expect(await readdir(folder)).toEqual([]);
});

test("of many who want a lock, one at a time has it, and none leaves a file", async () => {
  const folder = await emptyFolder();
  const file = path.join(folder, "progress.lock");
  let [inside, most] = [0, 0];
  const work = async () => {
    most = Math.max(most, ++inside);
    await readdir(folder);
    inside--;
  };
  await Promise.all(Array.from({ length: 20 }, () => withLock(file, work)));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test("work that fails gives the lock back", async () => {
  const folder = await emptyFolder();
  const file = path.join(folder, "progress.lock");
  const failed = withLock(file, () => Promise.reject(new Error("the disk is full")));
  await expect(failed).rejects.toThrow("the disk is full");
  expect(await readdir(folder)).toEqual([]);
});
