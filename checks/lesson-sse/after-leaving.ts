/** What becomes of the list of clients when some of them have left: asked after a failure. No verdict depends on it. */
import { expect, type EventStream, type Explanation, type HttpClient, type SseClient, type Tools } from "#kit";
import type { Place } from "./board-changes.ts";
import { taskCreated } from "./board-events.ts";
import { failures } from "./failures.ts";
import { countIn, eventsOf, observed, watch } from "./streams.ts";

/** How long a server may take to notice that a client has left, in milliseconds. */
const NOTICED_WITHIN_MS = 250;

interface Asking {
  readonly http: HttpClient;
  readonly sse: SseClient;
  readonly places: readonly Place[];
}

/** Why a change is answered with an error: does one client that leaves make the change of a board fail that was right before? */
export async function whyChangeFails(
  { http, sse, places }: Asking,
  server: Tools["server"],
): Promise<Explanation | undefined> {
  // Where clients have left every board, no change succeeds any more: a new process has had none.
  const statuses = await Promise.all(places.map((place) => statusOfChange(http, place)));
  if (!statuses.includes(201)) await server.restart({ keepData: true });
  for (const place of places) {
    if ((await statusOfChange(http, place)) !== 201) continue;
    const [older, newer] = [await watch(sse, place), await watch(sse, place)];
    if ((await statusOfChange(http, place)) !== 201) return undefined;
    older.close();
    await noticed();
    const status = await statusOfChange(http, place);
    newer.close();
    if (status === 201) continue;
    const why = `POST /tasks was answered with 201 while two clients watched a board, and with ${status} once one of them, ${older.name}, had left: broadcast writes to the stream of a client that has gone`;
    return { code: failures["fails-after-a-client-left"], why };
  }
  return undefined;
}

/** Whom cancel removes, where a client that has left is still counted. The first two places are different boards. */
export async function whoIsRemoved({ http, sse, places }: Asking): Promise<Explanation | undefined> {
  const [place, elsewhere] = places;
  if (place === undefined || elsewhere === undefined) return undefined;
  const older = await watch(sse, place);
  const newer = await watch(sse, elsewhere);
  const both = await countOf(http);
  older.close();
  await noticed();
  const withoutOlder = await countOf(http);
  const first = `Asked again: ${older.name} and then ${newer.name} came, to two boards, and ${older.name} left first`;
  if (withoutOlder === both - 1 && !(await getsTheNext(http, elsewhere, newer)))
    return {
      code: failures["newest-removed"],
      why: `cancel takes out the client that came last, whichever has left: one variable holds the client of all streams. ${first}: the count fell by one, and ${newer.name}, which is still connected, gets no new task`,
    };
  newer.close();
  await noticed();
  const withoutBoth = await countOf(http);
  // The client that comes last and leaves first is the one whom a single variable holds.
  const last = await watch(sse, place);
  const withLast = await countOf(http);
  last.close();
  await noticed();
  const isLastRemoved = (await countOf(http)) === withLast - 1;
  if (withoutOlder === both && isLastRemoved)
    return {
      code: failures["newest-removed"],
      why: `cancel takes out the client that came last, whichever has left: one variable holds the client of all streams. ${first}: the count stayed. ${last.name} came last of all and left: the count fell`,
    };
  if (withoutOlder === both && withoutBoth === both && !isLastRemoved)
    return {
      why: `no client is ever removed: cancel removes nothing, looks for something else than what start put in, or throws before it has removed it. ${first}: the count stayed, and it did when ${newer.name} left, and when ${last.name}, which came last, did`,
    };
  return undefined;
}

/**
 * Why a client that has left is still counted, where others were not. The question, to a new process: is the one that came last
 * removed while nobody has left, and another one that came last but one once the first has?
 */
export async function whyKeptLater(
  { http, sse }: Pick<Asking, "http" | "sse">,
  place: Place,
  server: Tools["server"],
): Promise<Explanation | undefined> {
  await server.restart({ keepData: true });
  const clients = [await watch(sse, place), await watch(sse, place), await watch(sse, place), await watch(sse, place)];
  const [oldest, , newer, newest] = clients as [EventStream, EventStream, EventStream, EventStream];
  const counts = [await countOf(http)];
  for (const client of [newest, oldest, newer]) {
    client.close();
    await noticed();
    counts.push(await countOf(http));
  }
  if (counts.join() !== "4,3,2,2") return undefined;
  return {
    code: failures["place-in-a-list"],
    why: `asked again after a start, ${clients.map(({ name }) => name).join(", ")} came one after the other. ${newest.name} left, and then ${oldest.name}: the count fell each time. Then ${newer.name} left, which came later than ${oldest.name}: the count stayed. So a client is removed rightly until one that came before it has left, as by its place in a list`,
  };
}

/** Why a board's stream is refused: does it open for the first client of a new process, and for the next one after that has left? */
export async function whyOpensOnce(
  { http, sse }: Pick<Asking, "http" | "sse">,
  place: Place,
  server: Tools["server"],
): Promise<Explanation | undefined> {
  await server.restart({ keepData: true });
  const first = await watch(sse, place);
  const second = await watch(sse, place);
  first.close();
  second.close();
  await noticed();
  const { status } = await http.request(eventsOf(place), { enough: (body) => body !== "" });
  if (status < 500) return undefined;
  return {
    code: failures["board-opens-once"],
    why: `asked again after a start, ${first.name} and ${second.name} were both welcomed, and once both had left, the next request for the stream of this board was answered with ${status}: what cancel removes with the last client of a board is not made again`,
  };
}

/** Why a client that is connected gets nothing: is it in the list, and would one that comes now get something? */
export async function whyNothingCame(
  { http, sse }: Pick<Asking, "http" | "sse">,
  place: Place,
  deaf: EventStream,
): Promise<Explanation | undefined> {
  const before = await countOf(http);
  const next = await watch(sse, place);
  const isCounted = (await countOf(http)) > before;
  const isTold = await getsTheNext(http, place, next);
  const isDeafStill = !(await getsTheNext(http, place, deaf));
  if (isTold && isDeafStill)
    return {
      code: failures["removed-with-an-older-one"],
      why: `${deaf.name} is connected and gets nothing, and ${next.name}, which came to the same board later, gets every event. Before ${deaf.name}, other clients of this board had left: it was put in, and taken out again by what runs for one of them`,
    };
  if (isTold) return undefined;
  const both = `${deaf.name} is connected and gets nothing, and so does ${next.name}, which came to the same board later`;
  const left = "Other clients of this board had left before";
  if (before > 0 && !isCounted)
    return {
      code: failures["board-not-made-again"],
      why: `${both} and is not counted either. ${left}. So a client that comes to this board is put into no list: the list was removed with the last client, and is not made again`,
    };
  if (before > 0)
    return {
      code: failures["board-not-made-again"],
      why: `${both}, though it is counted. ${left}. So clients of this board are put into a list that broadcast does not look at, such as one that was removed from the map`,
    };
  return {
    code: failures["board-not-made-again"],
    why: `${both}. ${left}, and GET /debug/connections says ${await countOf(http)} while these two are open. So what was removed with the last client is not made again, or is not what broadcast looks at`,
  };
}

async function getsTheNext(http: HttpClient, place: Place, stream: EventStream): Promise<boolean> {
  const { json } = await http.post("/tasks", { json: { listId: place.list.id, title: "One more" } });
  const { id = "" } = (json as { data?: { id?: string } } | undefined)?.data ?? {};
  const task = { id, title: "One more" };
  return (await observed(expect(stream).toReceive(taskCreated(place.id, task), { withinMs: 300 }))) === undefined;
}

async function statusOfChange(http: HttpClient, place: Place): Promise<number> {
  return (await http.post("/tasks", { json: { listId: place.list.id, title: "One more" } })).status;
}

async function countOf(http: HttpClient): Promise<number> {
  const count = countIn((await http.get("/debug/connections")).json);
  return typeof count === "number" ? count : Number.NaN;
}

async function noticed(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, NOTICED_WITHIN_MS));
}
