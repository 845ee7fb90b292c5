/**
 * What has happened on each board since the server started: a third subscriber, for which no route had to change.
 */

import type { TaskEvent } from "@workbook/task-board";

export interface Activity {
  readonly id: string;
  readonly type: TaskEvent["type"];
  /** When the server learned of it, in ISO 8601. */
  readonly at: string;
  /** A sentence for people. */
  readonly summary: string;
}

/** The activities of each board, the newest last. */
const activities = new Map<string, Activity[]>();

/** Keeps an event as an activity of its board. */
export function recordActivity(event: TaskEvent): void {
  // TODO(exercise 3): add an activity to those of the event's board
}

/** The activities of one board, the newest last. */
export function activitiesOf(boardId: string): readonly Activity[] {
  return activities.get(boardId) ?? [];
}

function summaryOf(event: TaskEvent): string {
  switch (event.type) {
    case "task_created":
      return `"${event.task.title}" was added`;
    case "task_moved":
      return `"${event.task.title}" was moved`;
    case "task_deleted":
      return `The task ${event.taskId} was deleted`;
  }
}
