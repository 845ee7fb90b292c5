/** Streams of boards, and how many of them the server says are open. */
import {
  CheckFailure,
  expect,
  type EventStream,
  type Explanation,
  type HttpClient,
  type SseClient,
  type Tools,
} from "#kit";
import { createTask, moveTask, type Place } from "./board-changes.ts";
import { anyEvent, connected, taskCreated, taskMoved } from "./board-events.ts";
import { failures } from "./failures.ts";

type LessonFailure = (typeof failures)[keyof typeof failures];

/** A client of a board, which has been welcomed: opens the event stream and waits for `connected`. */
export async function watch(sse: SseClient, board: { readonly id: string }): Promise<EventStream> {
  const stream = await sse.open(eventsOf(board));
  await expect(stream).toReceiveNoMoreBefore(connected, anyEvent);
  return stream;
}

/** The path of a board's event stream. */
export function eventsOf(board: { readonly id: string }): string {
  return `/boards/${board.id}/events`;
}

/** Fails unless each of these tasks has arrived, in any order; with the code when some have and others have not. */
export async function expectEachCreated(
  stream: EventStream,
  board: { readonly id: string },
  tasks: readonly { readonly id: string; readonly title: string }[],
  { code, how }: { readonly code: LessonFailure; readonly how: string },
): Promise<void> {
  const lost: string[] = [];
  let last: CheckFailure["observation"] | undefined;
  for (const task of tasks) {
    const observation = await observed(expect(stream).toReceive(taskCreated(board.id, task)));
    if (observation === undefined) continue;
    if (!["no-event", "works-once", "sse-wrong-data"].includes(observation.code as string))
      throw new CheckFailure(observation);
    lost.push(`${task.id} (${task.title})`);
    last = observation;
  }
  if (last === undefined) return;
  if (lost.length === tasks.length) throw new CheckFailure(last);
  throw new CheckFailure({
    code,
    sent: `${tasks.length} requests POST /tasks ${how}, each answered with 201`,
    peer: stream.name,
    expected: `${tasks.length} events task_created on ${stream.name}`,
    received: `${tasks.length - lost.length} of them; none for ${lost.join(" and ")}`,
  });
}

/** What an expectation has found to be wrong; undefined when it is met. */
export async function observed(expectation: Promise<unknown>): Promise<CheckFailure["observation"] | undefined> {
  try {
    await expectation;
    return undefined;
  } catch (error) {
    if (error instanceof CheckFailure) return error.observation;
    throw error;
  }
}

/**
 * Fails unless `GET /debug/connections` says, now or within 2 s, that so many streams are open.
 * @param tooMany the failure when more are counted. @default clients-kept
 * @param tooFew the failure when fewer are counted. @default clients-miscounted
 */
export async function expectOpenStreams(
  http: HttpClient,
  open: number,
  when: string,
  {
    tooMany = failures["clients-kept"],
    tooFew = failures["clients-miscounted"],
  }: { readonly tooMany?: LessonFailure; readonly tooFew?: LessonFailure } = {},
): Promise<void> {
  const answer = await http.getUntil("/debug/connections", ({ json }) => countIn(json) === open);
  const count = countIn(answer.json);
  if (count === open) return;
  throw new CheckFailure({
    code: typeof count === "number" && count > open ? tooMany : tooFew,
    sent: answer.sent,
    expected: `{"data":{"sse":${open}}} within 2 s: ${when}`,
    received: `${answer.status} ${answer.body}`,
    event: answer.event,
  });
}

/** The number of open streams that the server says; undefined where it says none. */
export function countIn(json: unknown): unknown {
  return (json as { data?: { sse?: unknown } } | undefined)?.data?.sse;
}

/** Why an event came twice, where that is the greeting: does each client that comes have all the others greeted once more? */
export async function whyAgain(sse: SseClient, board: { readonly id: string }): Promise<Explanation | undefined> {
  const [one, two] = [await watch(sse, board), await watch(sse, board)];
  const greetings = (stream: EventStream) =>
    stream.events.filter(({ json }) => (json as { type?: unknown } | undefined)?.type === "connected").length;
  await one.untilOrSilent(() => (greetings(one) > 1 ? true : undefined), AGAIN_MS);
  const before = greetings(one);
  const three = await watch(sse, board);
  await one.untilOrSilent(() => (greetings(one) > before ? true : undefined), AGAIN_MS);
  if (before !== 2 || greetings(one) !== 3) return undefined;
  return {
    code: failures["greeting-to-all"],
    why: `asked again, ${one.name} came, then ${two.name}, then ${three.name}. ${one.name} got connected when it came, and once more when each of the two others did: the greeting of a new client is sent to all clients of the board`,
  };
}

/** How long a greeting that comes again may take, in milliseconds. */
const AGAIN_MS = 500;

/** Why a title has arrived as another text: whether it is what becomes of it when each character is one byte. */
export function whyOtherText(stream: EventStream, title: string): Explanation | undefined {
  // One byte for each code unit, or for each character: they differ where a character has two code units.
  const asBytes = [Buffer.from(title, "latin1"), Uint8Array.from(title, (character) => character.charCodeAt(0))]
    .map((bytes) => new TextDecoder().decode(bytes))
    .find((text) => stream.events.some(({ json }) => titleIn(json) === text));
  if (asBytes === undefined || asBytes === title) return undefined;
  return {
    code: failures["other-encoding"],
    why: `task.title is ${JSON.stringify(asBytes)} and not ${JSON.stringify(title)}: that is what becomes of this very title when each of its characters is written as one byte and read as UTF-8. The object is right, and so is its JSON`,
  };
}

function titleIn(json: unknown): unknown {
  return (json as { task?: { title?: unknown } } | undefined)?.task?.title;
}

/** The second client of a board was not greeted, while the first one is there: is the first of another board? */
export async function whoIsGreeted(sse: SseClient, other: { readonly id: string }): Promise<Explanation> {
  const elsewhere = await observed(watch(sse, other));
  const which = elsewhere === undefined ? "the first client of each board" : "the first client of all";
  return {
    code: failures["first-client-only"],
    why: `the first client of this board got connected and the second one, which came while that one was there, did not; the first client of another board ${elsewhere === undefined ? "got it as well" : "did not either"}: only ${which} is greeted`,
  };
}

/** A move within a list did not come, after another move of the same task: is it the list, or the second move? */
export async function whyNoMove(
  { http, random }: Pick<Tools, "http" | "random">,
  place: Place,
  stream: EventStream,
): Promise<Explanation> {
  const task = await createTask(http, place.list, random.word());
  const within = await moveTask(http, task, place.list);
  const isTold = (await observed(expect(stream).toReceive(taskMoved(place.id, within, place.list.id)))) === undefined;
  return isTold
    ? {
        code: failures["second-move-lost"],
        why: "the first move of a task is sent, also when it stays within its list, and the second move of the same task is not",
      }
    : {
        code: failures["move-within-list-lost"],
        why: "a move to another list is sent, and one within the list is not, also when it is the first move of its task: it is sent only when the list has changed",
      };
}
