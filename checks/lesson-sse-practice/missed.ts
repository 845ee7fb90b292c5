/** What a client of several boards gets of what it has missed. */
import { expect, explained, type EventShape, type EventStream } from "#kit";
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
      if (lost.length === 0) return undefined;
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
