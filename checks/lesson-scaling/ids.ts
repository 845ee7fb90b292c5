/** The ids of events, which are the same at every instance. */
import { CheckFailure, expect, like, type EventStream } from "#kit";
import { failures } from "./failures.ts";
import type { Change } from "./instances.ts";

/** Waits for an event, and returns its id. */
async function idOf(stream: EventStream, { type, taskId }: Change): Promise<string> {
  const task = type === "task_deleted" ? { taskId } : { task: { id: taskId } };
  const { id } = await expect(stream).toReceive({ event: type, id: like.text, data: task });
  return id ?? "";
}

/** Waits for an event on two streams, and returns its id, which has to be the same on both. */
export async function sameIdOn(one: EventStream, other: EventStream, change: Change): Promise<string> {
  const id = await idOf(one, change);
  const otherId = await idOf(other, change);
  if (id === otherId) return id;
  throw new CheckFailure({
    code: failures["ids-differ"],
    sent: `${change.sent} to ${change.at}`,
    expected: `${change.type} of ${change.taskId} with one id, at whichever instance`,
    received: `the id ${id} on ${one.name}, and ${otherId} on ${other.name}`,
    peer: other.name,
  });
}

/** Fails unless exactly these events have come on a stream, in this order. The last one has to be made after it was opened. */
export async function expectResumed(stream: EventStream, ...changes: readonly Change[]): Promise<void> {
  const last = changes.at(-1) as Change;
  await idOf(stream, last);
  const came = stream.events.map(({ json }) => json as { task?: { id?: unknown }; taskId?: unknown } | undefined);
  const ids = came.map((event) => event?.taskId ?? event?.task?.id).filter((id) => id !== undefined);
  if (JSON.stringify(ids) === JSON.stringify(changes.map(({ taskId }) => taskId))) return;
  const isMissing = changes.some(({ taskId }) => !ids.includes(taskId));
  throw new CheckFailure({
    code: failures[isMissing ? "lost-in-outage" : ids.length > changes.length ? "delivered-twice" : "ids-differ"],
    sent: stream.sent,
    expected: `the events of these tasks, once and in this order: ${changes.map(({ taskId }) => taskId).join(", ")}`,
    received: `those of ${ids.map(String).join(", ") || "none"}`,
    peer: stream.name,
  });
}
