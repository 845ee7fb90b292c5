/** Which transports are sent a change, asked once it is certain that one of them is not. */
import { CheckFailure, type Tools } from "#kit";
import { boardsIn, create, snapshotOf } from "./boards.ts";
import { isOfTask, LIMIT_MS } from "./messages.ts";
import { joinBoard, openTab, peopleIn } from "./people.ts";

export type Transport = "the event stream" | "the WebSocket" | "a poll that waits";

/** Changes the first board once more, and returns which transports new clients of it were sent the event over. */
export async function whoGets(tools: Tools): Promise<Transport[]> {
  const { first } = boardsIn(tools.board);
  const clients = [
    await ifPossible(() => openStream(tools, first.id)),
    await ifPossible(() => openSocket(tools, first.id)),
  ];
  const { lastEventId } = await snapshotOf(tools.http, first);
  clients.push(await ifPossible(() => openPoll(tools, first.id, lastEventId)));
  await create(tools, first.lists[0] ?? "", tools.random.word());
  const got = await Promise.all(clients.map(async (client) => await client?.()));
  return (["the event stream", "the WebSocket", "a poll that waits"] as const).filter(
    (_, index) => got[index] === true,
  );
}

/** Resolves to true once the client has been sent an event of a task. */
type Client = () => Promise<true | undefined>;

/** A transport may not be built yet: then nobody is sent anything over it. */
async function ifPossible(open: () => Promise<Client>): Promise<Client | undefined> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof CheckFailure) return undefined;
    throw error;
  }
}

async function openStream({ sse }: Tools, boardId: string): Promise<Client> {
  const stream = await sse.open(`/boards/${boardId}/events`);
  return () => stream.until(() => stream.events.some(({ json }) => isOfTask(json)) || undefined, LIMIT_MS);
}

async function openSocket({ websocket, board }: Tools, boardId: string): Promise<Client> {
  const tab = await openTab(websocket, peopleIn(board).first);
  await joinBoard(tab, boardId);
  return () => tab.client.until(() => tab.client.inbox.some(({ json }) => isOfTask(json)) || undefined, LIMIT_MS);
}

async function openPoll({ http }: Tools, boardId: string, since: string): Promise<Client> {
  const poll = await http.hold(`/boards/${boardId}/poll?since=${since}`);
  return async () => {
    await poll.until(() => poll.answer, LIMIT_MS);
    if (poll.isPending) poll.abort();
    return poll.answer?.status === 200 || undefined;
  };
}
