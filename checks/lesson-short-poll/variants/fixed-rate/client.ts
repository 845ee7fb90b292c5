/**
 * A client that polls: it prints every task of one board once, and again whenever it changes.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Task } from "@workbook/task-board";

const SERVER_URL = process.env.SERVER_URL ?? "http://localhost:3000";
const BOARD_ID = process.env.BOARD_ID ?? "board-1";

/** How long to wait after an answer, and at most after failures, in milliseconds. */
const INTERVAL_MS = Number(process.env.INTERVAL_MS ?? 5_000);
const MAX_WAIT_MS = 10 * INTERVAL_MS;

interface Updates {
  readonly data: readonly Task[];
  readonly timestamp: string;
}

let since: string | undefined;

/** The `updatedAt` with which each task was printed last, by its id. */
const printed = new Map<string, string>();

/** Starts a poll every INTERVAL_MS, or as soon as the one before is answered, where that takes longer. */
let failures = 0;
while (true) {
  const start = Date.now();
  try {
    await poll();
    failures = 0;
  } catch (error) {
    failures++;
    console.error(`No updates: ${String(error)}`);
  }
  const next = start + Math.min(INTERVAL_MS * 2 ** failures, MAX_WAIT_MS);
  await sleep(Math.max(0, next - Date.now()));
}

/** Asks once, and prints what is new to this client. Throws when the server does not answer with updates. */
async function poll(): Promise<void> {
  const url = new URL(`/boards/${BOARD_ID}/updates`, SERVER_URL);
  if (since !== undefined) url.searchParams.set("since", since);
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { data, timestamp } = (await response.json()) as Updates;
  for (const task of data) {
    if (printed.get(task.id) === task.updatedAt) continue;
    print(task);
    printed.set(task.id, task.updatedAt);
  }
  since = timestamp;
}

/** One line of JSON for each task. */
function print(task: Task): void {
  console.log(JSON.stringify(task));
}
