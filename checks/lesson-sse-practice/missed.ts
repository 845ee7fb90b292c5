/** What a client of several boards gets of what it has missed. */
import { expect, explained, type EventShape, type EventStream, type Explanation } from "#kit";
import { failures } from "./failures.ts";

/** How long what was missed may take to come, in milliseconds. */
const LIMIT_MS = 2_000;

/**
 * Fails unless all of these events come, in this order.
 * @param ofOneBoard whether a client of one board gets what it has missed, which is asked when nothing has come
 */
export async function expectMissed(
  stream: EventStream,
  missed: readonly EventShape[],
  ofOneBoard: () => Promise<boolean>,
): Promise<void> {
  await explained(
    () => expect(stream).toReceiveAll(missed, { withinMs: LIMIT_MS }),
    async () => {
      const came = stream.events.map(({ json }) => taskIn({ data: json as NonNullable<EventShape["data"]> }));
      const lost = missed.filter((event) => !came.includes(taskIn(event)));
      if (lost.length === 0) return inWhichOrder(stream, missed);
      const isPart = lost.length < missed.length;
      return {
        code: failures[isPart ? "missed-of-some" : "missed-not-sent"],
        why: isPart ? whichLost(missed, lost) : whyNone(await ofOneBoard()),
        expected: `the ${missed.length} events that this client has missed, of both boards, in the order in which they happened`,
        received: isPart ? `${missed.length - lost.length} of them` : "none of them",
      };
    },
  );
}

/** In which order all of them came, when it is one that has a name. */
function inWhichOrder(stream: EventStream, missed: readonly EventShape[]): Explanation | undefined {
  const wanted = new Set(missed.map(taskIn));
  const came = stream.events
    .map(({ id, json }) => ({ id: id ?? "", data: json as NonNullable<EventShape["data"]> }))
    .filter((event) => wanted.has(taskIn(event)));
  const ids = came.map(({ id }) => id);
  const boards = came.map(boardIn);
  const isInOrderOf = (order: readonly string[]) => order.join() === ids.join();
  const numbers = ids.toSorted((one, other) => Number(one) - Number(other));
  const received = `the events with the ids ${ids.join(", ")}, in this order`;
  const expected = `the ${missed.length} events that this client has missed, of both boards, in the order in which they happened: ${numbers.join(", ")}`;
  const seen = { expected, received, event: undefined };
  const changes = boards.filter((id, index) => index > 0 && id !== boards[index - 1]).length;
  if (changes < new Set(boards).size)
    return {
      ...seen,
      code: failures["missed-board-by-board"],
      why: `all of ${[...new Set(boards)].join(" came first, and then all of ")}: the past is looked up for one board after the other`,
    };
  if (!isInOrderOf(numbers) && isInOrderOf(ids.toSorted()))
    return {
      ...seen,
      code: failures["missed-sorted-as-text"],
      why: `the ids came in the order of texts, in which ${firstFall(ids)}: they are compared as texts and not as numbers`,
    };
  return isInOrderOf(numbers.toReversed())
    ? { ...seen, code: "sse-wrong-order", why: "all of them came, and the last one that happened came first" }
    : {
        ...seen,
        code: "sse-wrong-order",
        why: "all of them came, neither as they happened, nor board by board, nor sorted as texts, nor the newest first",
      };
}

/** For example `10 is before 9`. */
function firstFall(ids: readonly string[]): string {
  const place = ids.findIndex((id, index) => index > 0 && Number(id) < Number(ids[index - 1]));
  return `${ids[place - 1]} is before ${ids[place]}`;
}

/** Why nothing has come. @param isSentOfOne whether a client of one board gets what it has missed */
function whyNone(isSentOfOne: boolean): string {
  return isSentOfOne
    ? "nothing that this client has missed came, and a client of one board alone gets it: the route of several boards does not read the id, or does not pass it on"
    : "nothing that this client has missed came, and a client of one board alone gets none of it either";
}

/** Which of the events did not come: those of one board, or others. */
function whichLost(missed: readonly EventShape[], lost: readonly EventShape[]): string {
  const boards = [...new Set(missed.map(boardIn))];
  const ofLost = [...new Set(lost.map(boardIn))];
  const isWhole = ofLost.every((id) => missed.filter((event) => boardIn(event) === id).length === lost.length);
  return ofLost.length === 1 && isWhole
    ? `all that is missing is of ${ofLost[0]}, and everything of ${boards.filter((id) => id !== ofLost[0]).join(" and ")} came: the past of only one of the boards is looked up`
    : `${lost.length} of the ${missed.length} are missing, of ${ofLost.join(" and ")}`;
}

interface Told {
  readonly boardId?: string;
  readonly task?: { readonly id?: string };
}

function boardIn({ data }: EventShape): string {
  return (data as Told | undefined)?.boardId ?? "";
}

function taskIn({ data }: EventShape): string {
  return (data as Told | undefined)?.task?.id ?? "";
}
