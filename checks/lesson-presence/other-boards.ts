/** What a user who is on one board is to another one. */
import { explained, type Tools } from "#kit";
import { came, expectNews, isToldOf } from "./announcements.ts";
import { failures } from "./failures.ts";
import { openOn, peopleIn, type Person, type Tab } from "./people.ts";

/**
 * Waits until a tab is told that somebody has come who has joined another board before, on the same connection. Where it is
 * not, a user with a tab on each of two boards shows whether the server knows the user or the connection.
 */
export async function expectArrivalFrom(
  { websocket, board, random }: Tools,
  before: string,
  watcher: Tab,
  boardId: string,
  person: Person,
): Promise<void> {
  await explained(
    () => expectNews(watcher, boardId, came(person)),
    async ({ received }) => {
      const { first, third } = peopleIn(board);
      const [one, other] = [random.word(), random.word()];
      const there = await openOn(websocket, first, other);
      await openOn(websocket, third, one);
      await openOn(websocket, third, other);
      const isTold = await isToldOf(there, third);
      return {
        code: failures[isTold ? "connection-known-elsewhere" : "user-known-elsewhere"],
        sent: `{"type":"join","boardId":"${boardId}"} by ${person.id}, whose connection has joined the board ${before} before and is still on it`,
        received: `${received}. ${third.id} then came to two boards with a tab for each: the second board was ${isTold ? "told" : "not told either"}`,
      };
    },
    failures["arrival-not-told"],
  );
}
