/** What is asked once somebody has left and is still in the list: whether they were only noted after that. */
import type { Explanation, Tools } from "#kit";
import { failures } from "./failures.ts";
import { openTab, joinBoard, openOn, userIdIn, type Person } from "./people.ts";
import { isListed } from "./presence-list.ts";

/** How long it may take until somebody who has joined is in the list, and until they are out of it, in milliseconds. */
const LIMIT_MS = 1_000;
const EACH_MS = 10;

type Asking = Pick<Tools, "http" | "websocket">;

/**
 * Has a user join and close at once, and join once more and close when they are in the list. Only where the first stays in the
 * list, and the second does not, it is the time of the join that matters.
 * @param boardId nobody else's
 */
export async function whetherNotedLate(
  { http, websocket }: Asking,
  boardId: string,
  watching: Person,
  leaving: Person,
): Promise<Explanation | undefined> {
  const [atOnce, later] = [`${boardId}-at-once`, `${boardId}-later`];
  const listed = (board: string, wanted: boolean) => takes(() => isListed(http, board, leaving), wanted);

  const patient = await openTab(websocket, leaving);
  await joinBoard(patient, later);
  const notedMs = await listed(later, true);
  if (notedMs === undefined) return undefined;
  await patient.client.leave();
  const isGone = (await listed(later, false)) !== undefined;

  const watcher = await openOn(websocket, watching, atOnce);
  const brief = await openTab(websocket, leaving);
  await joinBoard(brief, atOnce);
  const isNoted = await isListed(http, atOnce, leaving);
  await brief.client.leave();
  const isTold = () =>
    watcher.client.inbox.some(({ json }) => json?.["type"] === "user_joined" && userIdIn(json) === leaving.id);
  const isToldBefore = isTold();
  await watcher.client.until(() => isTold() || undefined, LIMIT_MS);
  const stays = await isListed(http, atOnce, leaving);
  if (!isGone || isNoted || !stays) return undefined;
  const announced = !isToldBefore && isTold() ? ", and is announced as having come after it has closed" : "";
  return {
    code: failures["noted-after-leaving"],
    why: `asked twice: a client that joins and waits until it is in the list, about ${notedMs} ms after the join was read, is out of it when it closes; one that closes before that is put into the list afterwards and stays there${announced}: joining waits for something before the client is noted, and its end finds nobody to remove`,
  };
}

/** How long it takes until the answer is the one that is wanted, in milliseconds; undefined: longer than the limit. */
async function takes(ask: () => Promise<boolean>, wanted: boolean): Promise<number | undefined> {
  const since = performance.now();
  while (performance.now() - since < LIMIT_MS) {
    if ((await ask()) === wanted) return Math.round(performance.now() - since);
    await new Promise((resolve) => setTimeout(resolve, EACH_MS));
  }
  return undefined;
}
