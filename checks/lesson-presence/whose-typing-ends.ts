/** What is asked once the typing of a connection that has ended goes on: whether another tab or another board matters. */
import { listOf, type Explanation, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { joinBoard, openOn, type Person, type Tab } from "./people.ts";
import { typingEvents } from "./typing-news.ts";

/** How long the news may take, in milliseconds. */
const TOLD_MS = 500;

/** Who types, who watches, and where the boards are that nobody else is on. */
export interface Asked {
  readonly tools: Pick<Tools, "websocket">;
  readonly boardId: string;
  readonly watching: Person;
  readonly typing: Person;
}

/** One board with another tab of the typist and without, and two boards that both have another tab. */
export async function whoseTypingEnds(asked: Asked): Promise<Explanation | undefined> {
  const [[alone], [accompanied], [one, other]] = (await Promise.all([
    endedOn(asked, [`${asked.boardId}-alone`], false),
    endedOn(asked, [`${asked.boardId}-another`], true),
    endedOn(asked, [`${asked.boardId}-one`, `${asked.boardId}-two`], true),
  ])) as [[boolean], [boolean], [boolean, boolean]];
  const where = "asked on other boards";
  if (alone && !accompanied)
    return {
      code: failures["typing-kept-by-another-tab"],
      why: `${where}: when a typist vanishes who has no other tab, the others are told, and when another tab of the user is on the board, they are not, even where the user typed on one board alone: the typing is ended only when the user has left`,
    };
  if (accompanied && one && !other && (await isEverySecondSkipped(asked)))
    return {
      code: failures["every-second-board-skipped"],
      why: `${where}: of four boards on which a user typed who vanished, the first and the third are told, and the second and the fourth are not: the loop over the boards passes over every second one`,
    };
  if (accompanied && one !== other)
    return {
      code: failures["typing-ended-on-one-board"],
      why: `${where}: who typed on one board has stopped there, with another tab or without; of two boards only the ${one ? "first" : "second"} in which the user typed is told, and the other is not`,
    };
  const untold = [
    ...(alone ? [] : ["one board and no other tab"]),
    ...(accompanied ? [] : ["one board and another tab there"]),
    ...(one ? [] : ["the first of two boards"]),
    ...(other ? [] : ["the second of two boards"]),
  ];
  if (untold.length === 0) {
    const [behindQuiet] = await endedOn(asked, [`${asked.boardId}-behind`], true, `${asked.boardId}-quiet`);
    if (behindQuiet === true)
      return { why: `${where} the others are told, with one board or two: what the tab did before matters` };
    return {
      code: failures["ends-at-a-quiet-board"],
      why: `${where}: a typist who vanishes is told as having stopped on one board and on two. When the same tab had joined another board before, on which it did not type, the others are not told. So the boards of the tab are gone through, and the first one without typing ends that`,
    };
  }
  if (untold.length === 4) return { why: `${where}: a connection that ends is never told as the end of its typing` };
  return { why: `${where}: the others are not told of ${listOf(untold, "and")}` };
}

/** Of four boards, the first and the third are told. */
async function isEverySecondSkipped(asked: Asked): Promise<boolean> {
  const boards = [1, 2, 3, 4].map((number) => `${asked.boardId}-of-four-${number}`);
  const told = await endedOn(asked, boards, true);
  return told.join() === [true, false, true, false].join();
}

/**
 * Has a user type on each of these boards and vanish, and returns on which of them the others are told that this is over.
 * @param quiet a board that the typist joins before all others, and does not type on
 */
async function endedOn(
  { tools: { websocket }, watching, typing }: Asked,
  boards: readonly string[],
  hasOther: boolean,
  quiet?: string,
): Promise<boolean[]> {
  const watchers: Tab[] = [];
  for (const boardId of boards) watchers.push(await openOn(websocket, watching, boardId));
  const joins = async ([first = "", ...others]: readonly string[]) => {
    const tab = await openOn(websocket, typing, first);
    for (const boardId of others) await joinBoard(tab, boardId);
    return tab;
  };
  const typist = await joins(quiet === undefined ? boards : [quiet, ...boards]);
  if (hasOther) await joins(boards);
  for (const boardId of boards) typist.client.send({ type: "typing", boardId });
  const has = (watcher: Tab, isSuch: (kind: string) => boolean) =>
    typingEvents(watcher).some(({ userId, kind }) => userId === typing.id && isSuch(kind));
  await Promise.all(
    watchers.map((one) => one.client.until(() => has(one, (kind) => kind === "types") || undefined, TOLD_MS)),
  );
  typist.client.destroy();
  return await Promise.all(
    watchers.map(async (one) => {
      await one.client.until(() => has(one, (kind) => kind !== "types") || undefined, TOLD_MS);
      return has(one, (kind) => kind !== "types");
    }),
  );
}
