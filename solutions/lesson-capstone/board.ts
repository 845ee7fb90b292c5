/**
 * The board, and what a client of it has missed. It outlives the process: its file is the one that DB_PATH names, else one in
 * the system's temporary folder. Given and finished: nothing in this file is part of an exercise.
 */

import { tmpdir } from "node:os";
import path from "node:path";
import { openBoard, type BoardEvent } from "@workbook/task-board";

export const board = openBoard({ file: process.env.DB_PATH ?? path.join(tmpdir(), "live-task-board.db") });

/** What happened on a board after the event with this id, oldest first. */
export function missedEvents(boardId: string, since: string): BoardEvent[] {
  // All of it: with the first 1,000 alone, a client would have a gap that it cannot see.
  return board.eventsSince(since, { boardIds: [boardId], limit: Number.MAX_SAFE_INTEGER });
}
