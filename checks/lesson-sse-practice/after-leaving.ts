/** Who still gets heartbeats, what still writes, and what fails, once clients have left or were ended: asked after a failure. */
import type { EventStream, Explanation, Tools } from "#kit";
import { eventsOf, eventsOfAll, placesIn, watch } from "./board-changes.ts";
import { streamsLeft, timersOf } from "./connections.ts";
import { failures } from "./failures.ts";

/** What a busy machine may add to a time, in milliseconds. */
const LATE_MS = 1_500;

/** Why a client gets no heartbeats: because all others had left before it came, or because some leave while it is there. */
export async function whyNoneAfterLeaving(
  { servers, board }: Pick<Tools, "servers" | "board">,
  everyMs: number,
): Promise<Explanation | undefined> {
  const { http, sse } = await servers.start();
  const path = eventsOf(placesIn(board).first);
  const getsOneMore = async (stream: EventStream) => {
    const before = stream.comments.length;
    const hasMore = () => (stream.comments.length > before ? true : undefined);
    return (await stream.until(hasMore, everyMs + LATE_MS)) === true;
  };
  const first = await watch(sse, path);
  if (!(await getsOneMore(first))) return undefined;
  first.close();
  await streamsLeft(http, 0);
  const second = await watch(sse, path);
  if (!(await getsOneMore(second)))
    return {
      code: failures["heartbeats-not-begun-again"],
      why: `on a server of its own, the first client got a heartbeat and left, so nobody was there. The next one got none within ${everyMs + LATE_MS} ms, and nobody else came or went: what was stopped with the last client is not begun again`,
    };
  const third = await watch(sse, path);
  third.close();
  await streamsLeft(http, 1);
  if (await getsOneMore(second)) return undefined;
  return {
    code: failures["heartbeats-stopped-with-another"],
    why: `on a server of its own, a client got heartbeats until another one, which had come later, left, and from then on none: what stops the heartbeats of the one that leaves stops those of the other as well`,
  };
}

/** So many clients come. */
const CLIENTS = 6;

/** Why something writes to a stream that was ended. The question: does every client bring a timer of its own? */
export async function whatStillWrites({
  servers,
  board,
}: Pick<Tools, "servers" | "board">): Promise<Explanation | undefined> {
  const { http, sse } = await servers.start();
  const before = await timersOf(http);
  for (let client = 0; client < CLIENTS; client++) await watch(sse, eventsOf(placesIn(board).first));
  const after = await timersOf(http);
  if (!(after - before >= CLIENTS)) return undefined;
  return {
    code: failures["own-timer-goes-on"],
    why: `${CLIENTS} clients that come bring ${after - before} timers more, so each has one of its own. It writes to its stream until something stops it, and after SIGTERM it wrote to one that closeAllClients had closed: the exception ended the process`,
  };
}

/**
 * Why a change is answered with an error. The question, to servers of their own: on which boards of a client that has left does
 * a change fail, while nobody else is there, and while another client still watches the first of them?
 */
export async function whyChangeFails({
  servers,
  board,
}: Pick<Tools, "servers" | "board">): Promise<Explanation | undefined> {
  const { first, third } = placesIn(board);
  const failing = async (isWatched: boolean) => {
    const { http, sse } = await servers.start();
    if (isWatched) await watch(sse, eventsOf(first));
    const leaves = await watch(sse, eventsOfAll(first, third));
    leaves.close();
    await streamsLeft(http, isWatched ? 1 : 0);
    const failed = [];
    for (const place of [first, third]) {
      const { status } = await http.post("/tasks", { json: { listId: place.listId, title: "One more" } });
      if (status !== 201) failed.push(place);
    }
    return failed;
  };
  const [alone, beside] = [await failing(false), await failing(true)];
  const of = `a client of ${first.id} and ${third.id}, in this order,`;
  const code = failures["left-on-some-boards"];
  if (alone.length === 2)
    return {
      why: `on a server of its own, ${of} left, and a change of either board was answered with an error: it is still there for both`,
    };
  if (alone.length === 1)
    return {
      code,
      why: `on a server of its own, ${of} left: a change of ${alone[0]?.id} was answered with an error, and one of the other board was not. So the client is taken off one of its boards, and not off the other`,
    };
  if (beside.length === 0) return undefined;
  return {
    code,
    why: `on a server of its own, ${of} left, and changes of both boards were right. On another one, somebody else watched ${first.id} and stayed: once that client had left, a change of ${beside.map(({ id }) => id).join(" and ")} was answered with an error. So what takes a client off its boards ends at a board that still has others`,
  };
}
