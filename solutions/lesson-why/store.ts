/**
 * The tasks, in memory: enough to poll for, and gone when the process ends. Given and finished: nothing in this file is part
 * of an exercise.
 */

export interface Task {
  readonly id: string;
  readonly title: string;
  /** When it was changed last: ISO 8601 in UTC with milliseconds. */
  readonly updatedAt: string;
}

const tasks = new Map<string, Task>();
let latest = 0;

for (const [id, title] of [
  ["task-1", "Draw the new logo"],
  ["task-2", "Café: reserve a table for 8 🍰"],
  ["task-3", "Call the printer"],
] as const)
  tasks.set(id, { id, title, updatedAt: nextTime() });

/** The time of a change: that of the clock, or a millisecond more than the last one, so that no two changes share a time. */
function nextTime(): string {
  latest = Math.max(Date.now(), latest + 1);
  return new Date(latest).toISOString();
}

/**
 * The tasks that were changed after `since`, or all of them without it.
 * @returns them, and the time of the latest change: the `since` with which nothing is lost and nothing comes twice
 */
export function changedSince(since?: string): { readonly tasks: readonly Task[]; readonly timestamp: string } {
  const all = [...tasks.values()];
  return {
    tasks: since === undefined ? all : all.filter(({ updatedAt }) => updatedAt > since),
    timestamp: new Date(latest).toISOString(),
  };
}

/** Changes a task: its time, and its title if there is a new one. Returns it, or undefined when there is no such task. */
export function touch(id: string, title?: string): Task | undefined {
  const task = tasks.get(id);
  if (task === undefined) return undefined;
  const changed = { ...task, ...(title === undefined ? {} : { title }), updatedAt: nextTime() };
  tasks.set(id, changed);
  return changed;
}
