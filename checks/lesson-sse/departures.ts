/** What a client that leaves takes with it. */
import { expect, explained, type EventStream, type Explanation, type HttpClient } from "#kit";
import { taskCreated } from "./board-events.ts";
import { createTask, type Place } from "./board-changes.ts";
import { failures } from "./failures.ts";
import { expectOpenStreams, observed } from "./streams.ts";

/** A client that is still there, and its board. */
export interface Remaining {
  readonly stream: EventStream;
  readonly place: Place;
}

/**
 * Fails unless so many streams are counted once a client has left. When it is fewer, each client that is still there is asked
 * whether it gets a new task.
 * @param from the board of the client that has left
 */
export async function expectRemaining(
  http: HttpClient,
  remaining: readonly Remaining[],
  {
    from,
    when,
    title,
    whoElse,
  }: {
    readonly from: Place;
    readonly when: string;
    readonly title: string;
    /** Asked when the client that has left is still counted. */
    readonly whoElse: () => Promise<Explanation | undefined>;
  },
): Promise<void> {
  const tooFew = failures["others-removed"];
  await explained(
    () => expectOpenStreams(http, remaining.length, when, { tooFew }),
    ({ code }) => (code === tooFew ? whoElseIsGone(http, remaining, { from, title }) : whoElse()),
    tooFew,
    failures["clients-kept"],
  );
}

async function whoElseIsGone(
  http: HttpClient,
  remaining: readonly Remaining[],
  { from, title }: { readonly from: Place; readonly title: string },
): Promise<Explanation> {
  const deaf = new Set<EventStream>();
  for (const place of new Set(remaining.map((one) => one.place))) {
    const task = await createTask(http, place.list, title);
    for (const { stream } of remaining.filter((one) => one.place === place))
      if ((await observed(expect(stream).toReceive(taskCreated(place.id, task)))) !== undefined) deaf.add(stream);
  }
  const names = [...deaf].map(({ name }) => name).join(" and ");
  const onBoard = remaining.filter(({ place }) => place === from);
  const isBoard = deaf.size === onBoard.length && onBoard.every(({ stream }) => deaf.has(stream));
  const before = `the count was right before this client left`;
  if (deaf.size === 0)
    return { why: `${before}, and all clients that are still there get a new task: only the count is wrong` };
  if (isBoard && deaf.size === 1)
    return {
      code: failures["last-client-dropped"],
      why: `${before}. It was the last but one of its board: the last one, ${names}, is still connected, is no longer counted, and gets no new task. So the board is forgotten while one client is still there`,
    };
  if (isBoard)
    return {
      code: failures["board-dropped"],
      why: `${before}. All other clients of its board, ${names}, are still connected, are no longer counted, and get no new task. So the whole board is removed with its first client that leaves`,
    };
  return { why: `${before}. ${names} did not leave, and gets no new task: it was removed with the client that left` };
}
