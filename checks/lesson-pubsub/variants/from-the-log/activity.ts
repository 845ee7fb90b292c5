/** The activities are read from the log of events, which has all of them already. */
import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

/** Nothing is to be kept. */
export function recordActivity(): void {}

export function activitiesOf(boardId: string) {
  return board.eventsSince("0", { boardIds: [boardId] }).map((event: BoardEvent) => ({
    id: event.id,
    type: event.type,
    at: new Date().toISOString(),
    summary: `${(event["task"] as { title?: string } | undefined)?.title ?? event["taskId"]}: ${event.type}`,
    boardId,
  }));
}
