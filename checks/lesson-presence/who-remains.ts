/** Who is listed, and who is announced, when others remain on the board or the user on another one: asked after a failure. */
import type { Explanation, Tools } from "#kit";
import { failures } from "./failures.ts";
import { handled, openOn, peopleIn, userIdIn, type Tab } from "./people.ts";
import { isListed } from "./presence-list.ts";

/** How long an announcement may take, in milliseconds. */
const REPLY_LIMIT_MS = 2_000;

/** Somebody stays on a board and is listed no longer since another one has left. So it may be at the last but one only. */
export async function whoIsForgotten(
  { http, websocket, board, random }: Tools,
  received: string,
): Promise<Explanation | undefined> {
  const { first, second, third } = peopleIn(board);
  const boardId = random.word();
  await openOn(websocket, first, boardId);
  const leaving = [await openOn(websocket, second, boardId), await openOn(websocket, third, boardId)] as const;
  await leave(leaving[1], boardId);
  if (!(await isListed(http, boardId, first)) || !(await isListed(http, boardId, second))) return undefined;
  await leave(leaving[0], boardId);
  if (await isListed(http, boardId, first)) return undefined;
  return {
    code: failures["board-forgotten-early"],
    received: `${received}. On another board with three people, the other two were listed when ${third.id} had left, and nobody when ${second.id} had left, too, though ${first.id} stays`,
  };
}

/** Somebody has left a board and was not announced, who is on another one. Is somebody announced who is on none besides? */
export async function whetherElsewhereCounts(
  { websocket, board }: Tools,
  { client }: Tab,
  boardId: string,
  received: string,
): Promise<Explanation | undefined> {
  const { third } = peopleIn(board);
  await leave(await openOn(websocket, third, boardId), boardId);
  const isTold = () =>
    client.inbox.some(({ json }) => json?.["type"] === "user_left" && userIdIn(json) === third.id) || undefined;
  if ((await client.until(isTold, REPLY_LIMIT_MS)) !== true) return undefined;
  return {
    code: failures["present-elsewhere"],
    received: `${received}; ${client.name} was told when ${third.id} left, who is on no other board`,
  };
}

async function leave(tab: Tab, boardId: string): Promise<void> {
  tab.client.send({ type: "leave", boardId });
  await handled(tab);
}
