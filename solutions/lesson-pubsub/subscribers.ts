/**
 * Subscribers of other teams, as they turn up in every system: one has a bug, one depends on a service that is away, one
 * unsubscribes itself. FAULTY_SUBSCRIBERS=on adds them. Given and finished: nothing in this file is part of an exercise.
 */

import type { TaskEvent } from "@workbook/task-board";
import { subscribe } from "./event-bus.js";

if (process.env.FAULTY_SUBSCRIBERS === "on") {
  subscribe(countLabels);
  subscribe(sendMail);
  const unsubscribe = subscribe((event) => {
    if (event.type !== "task_deleted") return;
    console.log("The first task has been deleted");
    unsubscribe();
  });
}

/** Throws for every new task: no task has labels. */
function countLabels(event: TaskEvent): void {
  if (event.type !== "task_created") return;
  const { labels } = event.task as unknown as { labels: string[] };
  console.log(`${labels.length} labels`);
}

/** Is rejected for every move: the mail server does not answer. */
async function sendMail(event: TaskEvent): Promise<void> {
  if (event.type !== "task_moved") return;
  await Promise.resolve();
  throw new Error("The mail server is away");
}
