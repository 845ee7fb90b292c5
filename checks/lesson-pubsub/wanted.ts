/** The events that a check has caused, and how a message about a task and an activity are told from each other. */
import type { JsonObject } from "#kit";

/** What a message is about: a title, or the id of a task. */
export interface Wanted {
  readonly type: "task_created" | "task_moved" | "task_deleted";
  readonly title?: string;
  readonly taskId?: string;
  /** What is special about it, as a sentence part for the report. */
  readonly note?: string;
}

export const created = (title: string): Wanted => ({ type: "task_created", title });
export const moved = (title: string, note?: string): Wanted =>
  note === undefined ? { type: "task_moved", title } : { type: "task_moved", title, note };
export const deleted = (taskId: string): Wanted => ({ type: "task_deleted", taskId });

/** Whether a message is this event. */
export function isSuch(message: JsonObject, { type, title, taskId }: Wanted): boolean {
  return (
    message["type"] === type &&
    (title === undefined || taskOf(message).title === title) &&
    (taskId === undefined || (message["taskId"] ?? taskOf(message).id) === taskId)
  );
}

/** The first of these that is left when each has been paired with another one; of two that are alike, the second needs one, too. */
export function unmatched<T, U>(these: readonly T[], others: readonly U[], is: (one: T, other: U) => boolean) {
  const left = [...others];
  return these.find((one) => {
    const place = left.findIndex((other) => is(one, other));
    if (place !== -1) left.splice(place, 1);
    return place === -1;
  });
}

export function phraseOf({ type, title, taskId, note }: Wanted): string {
  return `${type} of ${title === undefined ? taskId : quoted(title)}${note === undefined ? "" : ` (${note})`}`;
}

/** The events as one sentence part; of many, the first and the last. */
export function phraseOfAll(wanted: readonly Wanted[]): string {
  return listed(wanted.map(phraseOf));
}

/** A message as the report shows it. */
export function shown(message: JsonObject): string {
  const { title, id } = taskOf(message);
  return `${String(message["type"])} of ${quoted(title ?? message["taskId"] ?? id)}`;
}

/** Parts of a sentence; of many, the first and the last. */
export function listed(parts: readonly string[]): string {
  return (parts.length > 10 ? [...parts.slice(0, 2), "…", ...parts.slice(-1)] : parts).join(", then ");
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 50)}…"` : text;
}

function taskOf(message: JsonObject): { readonly id?: unknown; readonly title?: unknown } {
  return message["task"] ?? {};
}
