/** Which events a client that joined again never got, and whether it is because they were made while it was joining. */
import { rangesOf, type Tools, type WebSocketClient } from "#kit";
import type { BoardCopy } from "./board-copy.ts";
import { boardsIn, create } from "./boards.ts";
import { isOfTask, LIMIT_MS } from "./messages.ts";
import { joinBoard, openTab, peopleIn } from "./people.ts";

/** The ids of these events, each once and in order. */
function idsOf(events: readonly { readonly id?: unknown }[]): number[] {
  return [...new Set(events.map(({ id }) => Number(id)).filter(Number.isInteger))].toSorted((a, b) => a - b);
}

/** The ids that others have and this copy lacks, of those after the event that its client named last. */
export function missedBy(copy: BoardCopy, others: readonly BoardCopy[]): number[] {
  const { asked } = copy;
  if (asked === undefined) return [];
  return idsOf(others.flatMap(({ events }) => events)).filter(
    (id) => id > Number(asked.since) && !copy.has(String(id)),
  );
}

/** Whether, since its client has come back, an event that it had missed came after one that is newer. */
export function isOvertaken({ sinceAsked = [] }: BoardCopy): boolean {
  const ids = sinceAsked.map(({ id }) => Number(id));
  return ids.some((id, index) => index > 0 && id < (ids[index - 1] as number));
}

/** Ids in short: `3, 5 to 9`. */
export function inShort(ids: readonly number[]): string {
  return rangesOf(ids).join(", ");
}

/** What a client is sent that joins with its last event while nothing else happens. */
export type InPeace = "everything" | "everything-but-second-tabs" | "not-everything";

/**
 * Has a new client join with the event that the other one had named, while nothing happens, and then makes one change; after it,
 * one more tab of the same user joins. When the first is sent all of it, events are lost only while a client joins, or only for
 * users who are there already.
 */
export async function inPeace(
  tools: Tools,
  { boardId, asked }: BoardCopy,
  missed: readonly number[],
): Promise<InPeace> {
  if (asked === undefined || missed.length === 0) return "not-everything";
  const { websocket, board, random } = tools;
  const joined = async () => {
    const tab = await openTab(websocket, peopleIn(board).second);
    await joinBoard(tab, boardId, asked.since);
    return tab.client;
  };
  const client = await joined();
  if (!(await isSentAll(client, missed))) return "not-everything";
  const title = random.word();
  await create(tools, boardsIn(board).first.lists[0] ?? "", title);
  const hasChange = () => client.inbox.some(({ text }) => text.includes(title)) || undefined;
  if ((await client.until(hasChange, LIMIT_MS)) !== true) return "not-everything";
  return (await isSentAll(await joined(), missed)) ? "everything" : "everything-but-second-tabs";
}

async function isSentAll(client: WebSocketClient, missed: readonly number[]): Promise<boolean> {
  const has = (id: number) => client.inbox.some(({ json }) => isOfTask(json) && Number(json["id"]) === id);
  return (await client.until(() => missed.every(has) || undefined, LIMIT_MS)) === true;
}
