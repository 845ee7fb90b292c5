/**
 * Someone who works on the board: a new task every UPDATE_EVERY_MS, for the bench to see. Given and finished: nothing in this
 * file is part of an exercise.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { board } from "./board.js";

const SERVER_URL = process.env.SERVER_URL ?? "http://localhost:3000";
const BOARD_ID = process.env.BOARD_ID ?? "board-1";

/** How long to wait from one task to the next, in milliseconds. */
const UPDATE_EVERY_MS = Number(process.env.UPDATE_EVERY_MS ?? 700);

const response = await fetch(new URL(`/boards/${BOARD_ID}`, SERVER_URL));
if (!response.ok) throw new Error(`${BOARD_ID}: status ${response.status}`);
const { data } = (await response.json()) as { data: ReturnType<typeof board.board> };

for (let number = 1; ; number++) {
  await fetch(new URL("/tasks", SERVER_URL), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ listId: data.lists[0]?.id, title: `Task ${number} of the editor` }),
  });
  console.log(`task ${number}`);
  await sleep(UPDATE_EVERY_MS);
}
