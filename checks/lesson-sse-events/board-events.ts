/** The protocol table of the lesson: what arrives on a stream, as a browser hands it to a listener for the event's name. */
import { like, type EventShape, type JsonShape } from "#kit";

/** @param task as the route answered it: every field of it must be in the event */
export function taskCreated(task: JsonShape): EventShape {
  return { event: "task_created", data: { task } };
}

/**
 * @param task as the route answered it: every field of it must be in the event
 * @param from the list in which it was, where the check is about that
 */
export function taskMoved(task: JsonShape, from?: { readonly id: string }): EventShape {
  return { event: "task_moved", data: from === undefined ? { task } : { task, fromListId: from.id } };
}

export function taskDeleted(taskId: string): EventShape {
  return { event: "task_deleted", data: { taskId } };
}

/** The first event of every stream, whatever its name. */
export const connected: EventShape = { data: { type: "connected" } };

/** `connected`, and any event of the board: by what its data holds, whatever its name. A server may send others besides. */
export const anyEvent: EventShape = {
  data: like.where("an event of the table", isOfTable),
};

export function isOfTable(data: unknown): boolean {
  return typeOf(data) === "connected" || isOfBoard(data);
}

/** Whether this is the data of an event of the board, which may leave out the type that is its name already. */
export function isOfBoard(data: unknown): boolean {
  const { task, taskId } = (data ?? {}) as { task?: unknown; taskId?: unknown };
  return task !== undefined || taskId !== undefined || typeOf(data).startsWith("task_");
}

/** The fields that the table gives to an event, beside its type. */
const FIELDS = ["boardId", "task", "taskId", "fromListId"];

/** What the table says of an event. A server may send more, such as the time, which differs from one client to the next. */
export function tableFieldsOf(data: unknown): Readonly<Record<string, JsonShape>> {
  const all = Object.entries((data ?? {}) as Record<string, JsonShape>);
  return Object.fromEntries(all.filter(([name]) => FIELDS.includes(name)));
}

/** The id of the board that this data says it is about; empty when it says none. */
export function boardOf(data: unknown): string {
  const { boardId, task } = (data ?? {}) as { boardId?: unknown; task?: { boardId?: unknown } };
  const id = boardId ?? task?.boardId;
  return typeof id === "string" ? id : "";
}

function typeOf(data: unknown): string {
  const { type } = (data ?? {}) as { type?: unknown };
  return typeof type === "string" ? type : "";
}

/** The same event with an id. */
export function withId(event: EventShape, id: JsonShape = like.text): EventShape {
  return { ...event, id };
}
