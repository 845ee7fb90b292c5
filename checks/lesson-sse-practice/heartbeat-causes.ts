/** What is asked once heartbeats have failed: which of the possible causes it was. */
import type { EventStream, Explanation } from "#kit";
import { failures } from "./failures.ts";

/** A client that is alone, of a server of its own. */
export interface Alone {
  readonly stream: EventStream;
  /** Makes an event of the stream's board. */
  readonly change: () => Promise<unknown>;
}

/** Starts a server with this time in place of the one of the exercise. */
export type OpenAlone = (heartbeatMs: number) => Promise<Alone>;

/** Long enough for a client to come before a timer goes off that was started with the server, in milliseconds. */
const LONG_MS = 1_500;
const LATE_MS = 1_500;

/** Why no comment at all has come on a stream. */
export async function whyNone(everyMs: number, openAlone: OpenAlone): Promise<Explanation> {
  const alone = await ifPossible(() => openAlone(LONG_MS));
  if (alone === undefined) return {};
  const { stream, change } = alone;
  const hasComment = () => (stream.comments.length > 0 ? true : undefined);
  if (await stream.until(hasComment, LONG_MS + LATE_MS))
    return {
      code: failures["heartbeat-once"],
      why: `a client of a server with SSE_HEARTBEAT_MS=${LONG_MS} got a comment, and with ${everyMs} there was none any more when the client came: the timer goes off once after the server has started, and not again`,
    };
  await ifPossible(change);
  if (await stream.until(hasComment, LATE_MS))
    return {
      code: failures["heartbeat-with-event"],
      why: "a comment came when there was an event, and none while nothing happened",
    };
  return {
    code: failures["no-heartbeat"],
    why: `no comment came, neither within ${everyMs + LATE_MS} ms here, nor within ${LONG_MS + LATE_MS} ms on a server with SSE_HEARTBEAT_MS=${LONG_MS}, nor with an event: no timer writes one, or its time is longer and not that of SSE_HEARTBEAT_MS`,
  };
}

/** Why comments come too often: whether they do so for a client that is alone. */
export async function whyHurried(
  everyMs: number,
  openAlone: OpenAlone,
  paceOf: (
    stream: EventStream,
  ) => Promise<{ readonly count: number; readonly passedMs: number; readonly isHurried: boolean }>,
): Promise<Explanation> {
  const pace = await ifPossible(async () => await paceOf((await openAlone(everyMs)).stream));
  if (pace === undefined) return {};
  if (pace.isHurried)
    return {
      code: failures["heartbeats-hurried"],
      why: `a client that is alone gets one about every ${Math.round(pace.passedMs / pace.count)} ms as well: it is the time of the timer that is another one than ${everyMs} ms`,
    };
  return {
    code: failures["heartbeats-multiplied"],
    why: "a client that is alone gets them at the right pace, and one among six far more: the timer that each client starts writes to all of them",
  };
}

/** Nothing when it cannot be asked: no other server can be started where the first one was not started here. */
async function ifPossible<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}
