/** That a typist whose connection has ended is said to have stopped. */
import { CheckFailure, expect, explained, type Explanation } from "#kit";
import { failures } from "./failures.ts";
import type { Person, Tab } from "./people.ts";
import { REPLY_LIMIT_MS, says, typingEvents } from "./typing-news.ts";

/**
 * Waits until each of these tabs is told that a user has stopped whose typing connection has ended, and who is there in
 * another tab.
 * @param ask finds out what makes the difference
 */
export async function expectStoppedWithConnection(
  ends: readonly { readonly watcher: Tab; readonly from: number; readonly which: string }[],
  { id }: Person,
  ask: () => Promise<Explanation | undefined>,
): Promise<void> {
  const isOver = (watcher: Tab, from: number) =>
    typingEvents(watcher).some(({ userId, kind }, index) => index >= from && userId === id && kind !== "types");
  const told = await Promise.all(
    ends.map(async ({ watcher, from }) => {
      await watcher.client.until(() => (isOver(watcher, from) ? true : undefined), REPLY_LIMIT_MS);
      return isOver(watcher, from);
    }),
  );
  const missing = ends.find((_, index) => told[index] === false);
  if (missing === undefined) return;
  const { client } = missing.watcher;
  await expect(client).toStayOpen();
  const other = ends.find((one) => one !== missing);
  const isOtherTold = other !== undefined && told[ends.indexOf(other)] === true;
  const others =
    other === undefined
      ? ""
      : `; ${other.watcher.client.name}, on ${other.which}, was ${isOtherTold ? "told" : "not told either"}`;
  await explained(() => {
    throw new CheckFailure({
      code: failures["types-without-connection"],
      sent: '{"type":"typing"} on two boards, and then the connection ended, while another tab of the user stays on both',
      expected: `${says.stopped(id)} at ${client.name}, on ${missing.which}, within ${REPLY_LIMIT_MS / 1000} s`,
      received: `nothing of the kind${others}`,
      peer: client.name,
    });
  }, ask);
}
