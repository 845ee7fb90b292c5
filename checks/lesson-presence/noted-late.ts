/** What is asked once somebody has left and is still in the list: whether they were only noted after that. */
import type { Explanation, Tools } from "#kit";
import { failures } from "./failures.ts";
import { openTab, joinBoard, openOn, wasTold, type Person, type Tab } from "./people.ts";
import { isListed } from "./presence-list.ts";

/** How long it may take until somebody who has joined is in the list, and until they are out of it, in milliseconds. */
const LIMIT_MS = 1_000;
const EACH_MS = 10;
/** So long it takes to ask, where nothing is waited for, in milliseconds. */
const NOTED_AT_ONCE_MS = 30;
/** So long what was begun may take to be over, in milliseconds. */
const SETTLED_MS = 150;

type Asking = Pick<Tools, "http" | "websocket">;

/** How a client leaves, in words. */
const WAYS = { close: "closes", leave: "sends its leave" } as const;
type Way = keyof typeof WAYS;

/**
 * Has a user join and leave at once, and join once more and leave when they are in the list. Only where the first stays in the
 * list, and the second does not, it is the time of the join that matters.
 * @param boardId nobody else's
 */
export async function whetherNotedLate(
  tools: Asking,
  boardId: string,
  watching: Person,
  leaving: Person,
): Promise<Explanation | undefined> {
  const found = await Promise.all(
    (Object.keys(WAYS) as Way[]).map((way) => leftTwice(tools, `${boardId}-${way}`, { watching, leaving, way })),
  );
  return found.find((one) => one !== undefined);
}

async function leftTwice(
  { http, websocket }: Asking,
  boardId: string,
  { watching, leaving, way }: { readonly watching: Person; readonly leaving: Person; readonly way: Way },
): Promise<Explanation | undefined> {
  const [atOnce, later] = [`${boardId}-at-once`, `${boardId}-later`];
  const listed = (board: string, wanted: boolean) => takes(() => isListed(http, board, leaving), wanted);
  const leave = async ({ client }: Tab, board: string) => {
    if (way === "close") await client.leave();
    else client.send({ type: "leave", boardId: board });
  };

  const patient = await openTab(websocket, leaving);
  await joinBoard(patient, later);
  const notedMs = await listed(later, true);
  if (notedMs === undefined) return undefined;
  await leave(patient, later);
  if ((await listed(later, false)) === undefined) return undefined;

  const watcher = await openOn(websocket, watching, atOnce);
  const brief = await openTab(websocket, leaving);
  brief.client.send({ type: "join", boardId: atOnce });
  await leave(brief, atOnce);
  // So long the first one took, and a good deal more.
  await watcher.client.until(() => undefined, 2 * notedMs + SETTLED_MS);
  if (!(await isListed(http, atOnce, leaving))) return undefined;
  const announced = wasTold(watcher, "user_joined", leaving) ? ", and is announced as having come" : "";
  const took = notedMs < NOTED_AT_ONCE_MS ? "" : `, about ${notedMs} ms after the join was read`;
  return {
    code: failures["noted-after-leaving"],
    why: `asked twice: a client that joins and waits until it is in the list${took}, is out of it when it ${WAYS[way]}; one that ${WAYS[way]} right after its join is put into the list all the same and stays there${announced}: joining waits for something, however briefly, before the client is noted, and its end finds nobody to remove`,
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
