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

//#region Exercise 3: keep the cursor of the last answer, and which version of each task was printed
let since: string | undefined;

/** The `updatedAt` with which each task was printed last, by its id. */
const printed = new Map<string, string>();
//#endregion

//#region Exercise 3: after each failure in a row wait twice as long, up to MAX_WAIT_MS; after an answer INTERVAL_MS again
//= for (;;) {
//=   try {
//=     await poll();
//=   } catch (error) {
//=     console.error(`No updates: ${String(error)}`);
//=   }
//=   await sleep(INTERVAL_MS);
//= }
let wait = INTERVAL_MS;
for (;;) {
  try {
    await poll();
    wait = INTERVAL_MS;
    await sleep(wait);
  } catch (error) {
    console.error(`No updates: ${String(error)}`);
    wait = Math.min(2 * wait, MAX_WAIT_MS);
    // Between half and all of it, so that not all clients come back in the moment in which the server does.
    await sleep(wait * (0.5 + Math.random() / 2));
  }
}
//#endregion

/** Asks once, and prints what is new to this client. Throws when the server does not answer with updates. */
async function poll(): Promise<void> {
  const url = new URL(`/boards/${BOARD_ID}/updates`, SERVER_URL);
  //#region Exercise 3: add the cursor as the parameter `since`, encoded, once there is one
  if (since !== undefined) url.searchParams.set("since", since);
  //#endregion
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  //#region Exercise 3: take the cursor from the answer, and print no version of a task twice
  //= const { data } = (await response.json()) as Updates;
  //= for (const task of data) print(task);
  const { data, timestamp } = (await response.json()) as Updates;
  for (const task of data) {
    if (printed.get(task.id) === task.updatedAt) continue;
    print(task);
    printed.set(task.id, task.updatedAt);
  }
  since = timestamp;
  //#endregion
}

/** One line of JSON for each task. */
function print(task: Task): void {
  console.log(JSON.stringify(task));
}
