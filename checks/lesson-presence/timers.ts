/** Whose timers a server takes for the same one, asked once it is certain that a typing did not end by itself. */
import type { Explanation, Tools } from "#kit";
import { failures } from "./failures.ts";
import { handled, joinBoard, openOn, peopleIn, type Tab } from "./people.ts";
import { LATE_MS, typingEvents } from "./typing-news.ts";

/** Two typings of which the later one may take the timer of the earlier. */
interface Pair {
  readonly code: (typeof failures)[keyof typeof failures];
  readonly phrase: string;
  readonly open: (boards: readonly [string, string]) => Promise<readonly [Typing, Typing]>;
}

interface Typing {
  readonly tab: Tab;
  readonly boardId: string;
}

/**
 * Has two typings begin one after the other that share nothing, then the user, the connection, or the board, and finds the
 * first such pair of which the earlier typing does not end, and the later one does.
 * @param ttlMs TYPING_TTL_MS
 */
export async function whoseTimer({ websocket, board, random }: Tools, ttlMs: number): Promise<Explanation | undefined> {
  const { first, second, third } = peopleIn(board);
  const pairs: readonly Pair[] = [
    {
      code: failures["one-timer-for-all"],
      phrase: "two users, each on another board",
      open: async ([one, other]) => [
        { tab: await openOn(websocket, second, one), boardId: one },
        { tab: await openOn(websocket, third, other), boardId: other },
      ],
    },
    {
      code: failures["timer-by-user"],
      phrase: "one user in two tabs, each on another board",
      open: async ([one, other]) => [
        { tab: await openOn(websocket, second, one), boardId: one },
        { tab: await openOn(websocket, second, other), boardId: other },
      ],
    },
    {
      code: failures["timer-by-connection"],
      phrase: "one connection on two boards",
      open: async ([one, other]) => {
        const tab = await openOn(websocket, second, one);
        await joinBoard(tab, other);
        return [
          { tab, boardId: one },
          { tab, boardId: other },
        ];
      },
    },
    {
      code: failures["timer-by-board"],
      phrase: "two users on one board",
      open: async ([one]) => [
        { tab: await openOn(websocket, second, one), boardId: one },
        { tab: await openOn(websocket, third, one), boardId: one },
      ],
    },
  ];
  const right: string[] = [];
  for (const { code, phrase, open } of pairs) {
    const boards = [random.word(), random.word()] as const;
    const watchers = new Map([
      [boards[0], await openOn(websocket, first, boards[0])],
      [boards[1], await openOn(websocket, first, boards[1])],
    ]);
    const [earlier, later] = await open(boards);
    for (const { tab, boardId } of [earlier, later]) {
      tab.client.send({ type: "typing", boardId });
      await handled(tab);
    }
    const hasEnded = async ({ tab: { person }, boardId }: Typing) => {
      const watcher = watchers.get(boardId);
      const isOver = () =>
        watcher && typingEvents(watcher).some(({ userId, kind }) => userId === person.id && kind === "stopped");
      return (await watcher?.client.until(() => isOver() || undefined, ttlMs + LATE_MS)) === true;
    };
    if (!(await hasEnded(later))) return undefined;
    if (!(await hasEnded(earlier))) {
      const before = right.length === 0 ? "" : `. Both end with ${right.join(", and with ")}`;
      return {
        code,
        received: `Asked once more, with ${phrase}: the typing that began last ends, the other never does${before}`,
      };
    }
    right.push(phrase);
  }
  return undefined;
}
