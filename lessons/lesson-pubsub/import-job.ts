/**
 * Imports tasks from another tool, one after the other. It publishes what it has stored and knows of no transport. Given
 * and finished: nothing in this file is part of an exercise.
 */

import { board } from "./board.js";
import { publish } from "./event-bus.js";

/** Creates a task for each title, and returns how many. */
export function importTasks(listId: string, titles: readonly string[]): number {
  for (const title of titles) publish(board.createTask({ listId, title }).event);
  return titles.length;
}
