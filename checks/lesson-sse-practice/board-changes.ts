/** The boards of a run, their streams, and the events of the protocol table. */
import { expect, like, type EventShape, type EventStream, type HttpClient, type SseClient, type Tools } from "#kit";

/** A board with a list in which tasks are created. */
export interface Place {
  readonly id: string;
  readonly listId: string;
}

/**
 * The random boards of a run; their shape is the same for every seed. The id of `second` begins with the whole id of
 * `first`.
 */
export function placesIn({ boards }: Tools["board"]): Record<"first" | "second" | "third", Place> {
  const [first, second, third] = boards.map(({ id, lists }) => ({ id, listId: lists[0]?.id ?? "" }));
  return { first, second, third } as Record<"first" | "second" | "third", Place>;
}

/** Creates a task, and returns the event that tells of it. */
export async function createTask(http: HttpClient, { id: boardId, listId }: Place, title: string): Promise<EventShape> {
  const answer = await http.post("/tasks", { json: { listId, title } });
  expect(answer).toHaveStatus(201);
  const { data: task } = expect(answer).toMatchJson({ data: { id: like.text, listId, title } });
  return { event: "task_created", id: like.text, data: { type: "task_created", boardId, task } };
}

/** Any event of a task. A server may send others besides. */
export const anyTaskEvent: EventShape = {
  data: { type: like.oneOf("task_created", "task_moved", "task_deleted") },
};

/** The path of one board's stream. */
export function eventsOf({ id }: Place): string {
  return `/boards/${id}/events`;
}

/** The path of a stream of several boards, as `URLSearchParams` writes it: the comma is %2C. */
export function eventsOfAll(...places: readonly Place[]): string {
  return `/events?${String(new URLSearchParams({ boards: places.map(({ id }) => id).join(",") }))}`;
}

/** Opens a stream and waits for its first event, `connected`. */
export async function watch(
  sse: SseClient,
  path: string,
  options: { readonly lastEventId?: string } = {},
): Promise<EventStream> {
  const stream = await sse.open(path, options);
  await expect(stream).toReceive({ data: { type: "connected" } });
  return stream;
}
