/**
 * A client that polls: it prints every change of a task once, and how old the change was by then.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Task } from "./store.js";

const SERVER_URL = process.env.SERVER_URL ?? "http://localhost:3000";

/** How long to wait from one poll to the next, in milliseconds. */
const INTERVAL_MS = Number(process.env.INTERVAL_MS ?? 3_000);

interface Answer {
  readonly data: readonly Task[];
  readonly timestamp: string;
}

/** Prints one line for a task that has changed. How old the tasks of the first answer are says nothing about the interval. */
function report({ id, title, updatedAt }: Task): void {
  console.log(JSON.stringify({ seen: id, title, staleMs: Date.now() - Date.parse(updatedAt) }));
}

//#region Exercise 2: keep the `timestamp` of the last answer
let updatedSince: string | undefined;
//#endregion

/** Asks once. Throws when the server cannot be reached, or does not answer with tasks. */
async function poll(): Promise<void> {
  const url = new URL("/tasks", SERVER_URL);
  //#region Exercise 2: add that timestamp as the parameter `updatedSince`, once there is one
  if (updatedSince !== undefined) url.searchParams.set("updatedSince", updatedSince);
  //#endregion
  //#region Exercise 2: ask, report each task of a good answer, and keep its timestamp
  //= console.log(`${url.href} has not been asked yet`);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { data, timestamp } = (await response.json()) as Answer;
  for (const task of data) report(task);
  updatedSince = timestamp;
  //#endregion
}

//#region Exercise 2: poll again and again, INTERVAL_MS after each poll, whether it failed or not
//= await poll();
for (;;) {
  try {
    await poll();
  } catch (error) {
    console.error(`No answer: ${String(error)}`);
  }
  await sleep(INTERVAL_MS);
}
//#endregion
