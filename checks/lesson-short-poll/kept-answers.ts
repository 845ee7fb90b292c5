/** Whether an answer to one client is kept and given to another one. */
import type { Explanation, Tools } from "#kit";
import { answerTo, since } from "./asked-again.ts";
import { failures } from "./failures.ts";
import { pathOf, type Place } from "./poller.ts";

/** Earlier than every task, and a cursor that no check sends. */
const LONG_AGO = "2001-01-01T00:00:00.000Z";

/**
 * Why a board was answered with tasks of another one, which a client had asked for before. The question: what does a server that
 * was started again answer, when it is asked for this board first?
 */
export async function whyOtherTasks(
  { http, server }: Pick<Tools, "http" | "server">,
  asked: Place,
  before: Place | undefined,
): Promise<Explanation | undefined> {
  if (before === undefined) return undefined;
  await server.restart({ keepData: true });
  const isOf = ({ tasks }: Place, got: Awaited<ReturnType<typeof answerTo>>) =>
    got.tasks.length > 0 && got.tasks.every(({ id }) => tasks.includes(id));
  if (!isOf(asked, await answerTo(http, pathOf(asked.id, undefined)))) return undefined;
  const second = await answerTo(http, pathOf(before.id, undefined));
  if (!isOf(asked, second)) return undefined;
  const seen = `after a start, a client that asks for ${asked.id} first gets the tasks of that board, and one that asks for ${before.id} behind it gets them too. So the queries tell the boards apart, and what the first request has left behind decides about the next one`;
  const withCursor = await answerTo(http, since(pathOf(before.id, undefined), LONG_AGO));
  const isByCursor = isOf(before, withCursor);
  return {
    code: failures["kept-for-another-board"],
    why: isByCursor
      ? `${seen}. With another cursor, ${before.id} is answered with its own tasks: an answer is kept by its cursor, and not by its board`
      : `${seen}: a board, or its rows, are kept from one request to the next`,
  };
}
