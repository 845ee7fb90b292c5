/** The boards of a run, their streams, and the events of the protocol table. */
import {
  expect,
  explained,
  like,
  type EventShape,
  type EventStream,
  type HttpClient,
  type SseClient,
  type Tools,
} from "#kit";
import { failures } from "./failures.ts";

/** A board with a list in which tasks are created. */
export interface Place {
  readonly id: string;
  readonly listId: string;
  /** A task that it has from the beginning. */
  readonly taskId: string;
}

/**
 * The random boards of a run; their shape is the same for every seed. The id of `second` begins with the whole id of
 * `first`.
 */
export function placesIn({ boards }: Tools["board"]): Record<"first" | "second" | "third", Place> {
  const [first, second, third] = boards.map(({ id, lists }) => ({
    id,
    listId: lists[0]?.id ?? "",
    taskId: lists.flatMap(({ tasks }) => tasks)[0]?.id ?? "",
  }));
  return { first, second, third } as Record<"first" | "second" | "third", Place>;
}

/** Creates a task, and returns the event that tells of it. */
export async function createTask(http: HttpClient, { id: boardId, listId }: Place, title: string): Promise<EventShape> {
  const answer = await http.post("/tasks", { json: { listId, title } });
  expect(answer).toHaveStatus(201);
  const { data: task } = expect(answer).toMatchJson({ data: { id: like.text, listId, title } });
  return { event: "task_created", id: like.text, data: { type: "task_created", boardId, task } };
}

/** Deletes the task that the board has from the beginning, and returns the event that tells of it. */
export async function deleteTask(http: HttpClient, { id: boardId, taskId }: Place): Promise<EventShape> {
  expect(await http.delete(`/tasks/${taskId}`)).toHaveStatus(204);
  return { event: "task_deleted", id: like.text, data: { type: "task_deleted", boardId, taskId } };
}

/** Any event of a task. A server may send others besides. */
export const anyTaskEvent: EventShape = {
  data: { type: like.oneOf("task_created", "task_moved", "task_deleted") },
};

/** The path of one board's stream. */
export function eventsOf({ id }: Pick<Place, "id">): string {
  return `/boards/${id}/events`;
}

/** The path of a stream of several boards, as `URLSearchParams` writes it: the comma is %2C. */
export function eventsOfAll(...places: readonly Pick<Place, "id">[]): string {
  return `/events?${String(new URLSearchParams({ boards: places.map(({ id }) => id).join(",") }))}`;
}

/** Opens a stream and waits for its first event, `connected`. */
export async function watch(
  sse: SseClient,
  path: string,
  options: { readonly lastEventId?: string } = {},
): Promise<EventStream> {
  const stream = await sse.open(path, options);
  await expectWelcome(stream);
  return stream;
}

async function expectWelcome(stream: EventStream): Promise<void> {
  await explained(
    () => expect(stream).toReceive({ data: { type: "connected" } }),
    () => {
      const joined = stream.events.find(({ data }) => /^\{.*\}\s*(?:\\n|[a-z]+:)/.test(data));
      if (joined === undefined) return undefined;
      return {
        code: failures["line-in-data"],
        why: `${JSON.stringify(joined.data.slice(joined.data.indexOf("}") + 1))} came as a part of the data: no line end stands before it`,
        event: joined.entry,
      };
    },
  );
}

/**
 * A stream of one board and one of several, both welcomed. Whether the second can be opened at all is what exercise 2 is about:
 * it is left out while it cannot.
 */
export async function bothKinds(sse: SseClient, board: Tools["board"]): Promise<EventStream[]> {
  const { first, second, third } = placesIn(board);
  const one = await watch(sse, eventsOf(first));
  const several = await sse.open(eventsOfAll(third, first, second));
  if (several.head?.status !== 200) return [one];
  await expectWelcome(several);
  return [one, several];
}

/** The pause between two changes: a fifth of the time between two heartbeats. */
const CHANGE_EVERY_MS = 30;

/** Makes one change after the other for as long as `work` takes. */
export async function whileChanging(change: () => Promise<unknown>, work: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  const changing = (async () => {
    while (!over.signal.aborted) {
      await change();
      await new Promise((resolve) => setTimeout(resolve, CHANGE_EVERY_MS));
    }
  })();
  try {
    await Promise.all([changing, work().finally(() => over.abort())]);
  } finally {
    over.abort();
  }
}

/** Fails unless each stream has this header; says whether another one has it. */
export async function expectHeader(streams: readonly EventStream[], name: string, wanted: RegExp): Promise<void> {
  const has = (stream: EventStream) => wanted.test(stream.head?.headers.get(name.toLowerCase())?.join(", ") ?? "");
  for (const stream of streams)
    await explained(
      () => expect(stream).toHaveHeader(name, wanted),
      () => {
        const other = streams.find(has);
        return other && { why: `the response to ${other.sent} has this header, and that to ${stream.sent} does not` };
      },
    );
}
