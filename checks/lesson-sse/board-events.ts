/** The protocol table of the lesson: what arrives on a stream, as a browser hands it to `onmessage`. */
import { like, type EventShape, type JsonShape } from "#kit";

/** The first event of every stream. */
export const connected = message({ type: "connected" });

/** Any event of the table, or one about an error. A server may send others besides, such as a sign of life. */
export const anyEvent = message({
  type: like.oneOf("connected", "task_created", "task_moved", "task_deleted", "error"),
});

/** @param task as the route answered it: every field of it must be in the event */
export function taskCreated(boardId: string, task: JsonShape): EventShape {
  return message({ type: "task_created", boardId, task });
}

/** @param task as the route answered it: every field of it must be in the event */
export function taskMoved(boardId: string, task: JsonShape, fromListId: string): EventShape {
  return message({ type: "task_moved", boardId, task, fromListId });
}

export function taskDeleted(boardId: string, taskId: string): EventShape {
  return message({ type: "task_deleted", boardId, taskId });
}

/** EventSource calls `onmessage` only for events without a name of their own (HTML standard, section 9.2.6). */
function message(data: JsonShape): EventShape {
  return { event: "message", data };
}
