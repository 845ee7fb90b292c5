/** What a client gets that has left a board, and is still on another one. */
import { CheckFailure, type HttpAnswer } from "#kit";
import type { Place } from "./boards.ts";
import { failures } from "./failures.ts";
import { isOfTask, LIMIT_MS } from "./messages.ts";
import type { Tab } from "./people.ts";

/** Fails when this tab was sent an event of a task on another board than this one, where it still is. */
export function expectNothingBeside({ client }: Tab, place: Place, sent: string): void {
  const message = client.inbox.find(({ json }) => isOfTask(json) && json["boardId"] !== place.id);
  if (message === undefined) return;
  throw new CheckFailure({
    code: failures["got-after-leaving"],
    sent,
    expected: `nothing of it at ${client.name}, which has left the board`,
    received: message.text,
    peer: client.name,
    event: message.event,
  });
}

/**
 * Waits until this tab was sent an event of a task on a board that it has joined, and not left.
 * @param meanwhile what it did on another board, for example `left another board`
 */
export async function expectStillOn(
  { client }: Tab,
  place: Place,
  { sent }: HttpAnswer,
  meanwhile: string,
): Promise<void> {
  const isThere = () => client.inbox.some(({ json }) => isOfTask(json) && json["boardId"] === place.id);
  if ((await client.until(() => (isThere() ? true : undefined), LIMIT_MS)) === true) return;
  throw new CheckFailure({
    code: failures["board-lost"],
    sent,
    expected: `an event of the board ${place.id} at ${client.name}, which has joined it, and ${meanwhile} since`,
    received: `no event of that board within ${LIMIT_MS / 1000} s`,
    peer: client.name,
  });
}
