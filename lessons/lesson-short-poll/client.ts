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

// TODO(exercise 3): keep the cursor of the last answer, and which version of each task was printed

// TODO(exercise 3): after each failure in a row wait twice as long, up to MAX_WAIT_MS; after an answer INTERVAL_MS again
for (;;) {
  try {
    await poll();
  } catch (error) {
    console.error(`No updates: ${String(error)}`);
  }
  await sleep(INTERVAL_MS);
}

/** Asks once, and prints what is new to this client. Throws when the server does not answer with updates. */
async function poll(): Promise<void> {
  const url = new URL(`/boards/${BOARD_ID}/updates`, SERVER_URL);
  // TODO(exercise 3): add the cursor as the parameter `since`, encoded, once there is one
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  // TODO(exercise 3): take the cursor from the answer, and print no version of a task twice
  const { data } = (await response.json()) as Updates;
  for (const task of data) print(task);
}

/** One line of JSON for each task. */
function print(task: Task): void {
  console.log(JSON.stringify(task));
}
