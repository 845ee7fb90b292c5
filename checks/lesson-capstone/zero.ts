/** Whether the event 0, which a client names that began with an empty log, is taken for no event at all. */
import type { Explanation, Tools } from "#kit";
import { create, snapshotOf, type Place } from "./boards.ts";
import { failures } from "./failures.ts";
import { isOfTask, LIMIT_MS } from "./messages.ts";
import { joinBoard, openTab, peopleIn } from "./people.ts";

/** A stream that named 0 was not sent what it had missed. Is one that names a later event? */
export async function isZeroTakenForNone(
  tools: Tools,
  place: Place,
  received: string,
): Promise<Explanation | undefined> {
  const { lastEventId } = await snapshotOf(tools.http, place);
  const title = tools.random.word();
  await create(tools, place.lists[0] ?? "", title);
  const stream = await tools.sse.open(`/boards/${place.id}/events`, { lastEventId });
  const isSent = () => stream.events.some(({ json, data }) => isOfTask(json) && data.includes(title)) || undefined;
  if ((await stream.until(isSent, LIMIT_MS)) !== true) return undefined;
  return {
    code: failures["zero-taken-for-none"],
    sent: "Last-Event-ID: 0, by a client that began when nothing had happened yet",
    received: `${received}. A stream that named ${lastEventId} was sent what came after that`,
  };
}

/** A client whose join named 0 was not sent what it had missed. Is a new one that names 0, and one that names a later event? */
export async function isZeroTakenForNoneAtJoin(
  tools: Tools,
  place: Place,
  received: string,
): Promise<Explanation | undefined> {
  const { lastEventId } = await snapshotOf(tools.http, place);
  const title = tools.random.word();
  await create(tools, place.lists[0] ?? "", title);
  const isSentTo = async (since: string) => {
    const tab = await openTab(tools.websocket, peopleIn(tools.board).third);
    await joinBoard(tab, place.id, since);
    const isSent = () => tab.client.inbox.some(({ json, text }) => isOfTask(json) && text.includes(title)) || undefined;
    return (await tab.client.until(isSent, LIMIT_MS)) === true;
  };
  const [zero, later] = await Promise.all([isSentTo("0"), isSentTo(lastEventId)]);
  if (zero || !later) return undefined;
  return {
    code: failures["zero-taken-for-none"],
    sent: '{"type":"join"} with "since":"0", by a client that began when nothing had happened yet',
    received: `${received}. A new client that named "${lastEventId}" was sent what came after that, and one that named "0" nothing`,
  };
}
