/** What the checks expect of heartbeats, beside what can be expected of any comment. */
import { CheckFailure, expect, explained, type EventStream, type Explanation, type HttpClient } from "#kit";
import { timersOf, timersUntil } from "./connections.ts";
import { failures } from "./failures.ts";
import { whyHurried, whyNone, type OpenAlone } from "./heartbeat-causes.ts";

const VARIABLE = "SSE_HEARTBEAT_MS";

/** What a busy machine may add to a time, in milliseconds. */
const LATE_MS = 1_500;

/** Comments that are waited for. */
const COMMENTS = 4;

/** How often this server sends a heartbeat, in milliseconds. */
export function heartbeatMs(environment: Readonly<Record<string, string>>): number {
  return Number(environment[VARIABLE]);
}

/** Waits for four heartbeats at the pace that the environment sets. */
export async function expectHeartbeats(stream: EventStream, everyMs: number, openAlone: OpenAlone): Promise<void> {
  await expectFirst(stream, everyMs, openAlone);
  await expect(stream).toReceiveComments(COMMENTS, { withinMs: COMMENTS * everyMs + LATE_MS, setBy: VARIABLE });
  await expectUnhurried(stream, everyMs, openAlone);
}

/** Comments that a stream may have beside its heartbeats: one with `connected`, and a heartbeat at once. */
const OTHER_COMMENTS = 4;

/**
 * No bound on single pauses: a client that is busy reads several comments at once. But the time that has passed here can only
 * be longer than the server's, so more comments than it leaves room for were sent too fast. That shows only after a while: four
 * comments may stand at the beginning of a stream. Heartbeats at the right pace have taken that long already.
 */
async function expectUnhurried(stream: EventStream, everyMs: number, openAlone: OpenAlone): Promise<void> {
  const { count, passedMs, isHurried } = await paceOf(stream, everyMs);
  if (!isHurried) return;
  throw new CheckFailure({
    code: failures["heartbeats-hurried"],
    sent: stream.sent,
    peer: stream.name,
    expected: `a comment every ${everyMs} ms, as ${VARIABLE} says`,
    received: `${count} comments within the first ${passedMs} ms`,
    ...(await whyHurried(everyMs, openAlone, async (alone) => await paceOf(alone, everyMs))),
  });
}

/** Fails when a client gets several heartbeats at a time, where the first client of all got one: what began for others goes on. */
export async function expectOneAtATime(stream: EventStream, everyMs: number): Promise<void> {
  const { count, passedMs, isHurried } = await paceOf(stream, everyMs);
  if (!isHurried) return;
  throw new CheckFailure({
    code: failures["heartbeats-add-up"],
    sent: stream.sent,
    peer: stream.name,
    expected: `a comment every ${everyMs} ms, as ${VARIABLE} says, and as the first client got them`,
    received: `${count} comments within the first ${passedMs} ms, after five clients had come and gone`,
  });
}

async function paceOf(stream: EventStream, everyMs: number) {
  await stream.until(() => undefined, stream.sentAt + COMMENTS * everyMs - stream.link.now());
  const passedMs = Math.round(stream.link.now() - stream.sentAt);
  const count = stream.comments.length;
  return { count, passedMs, isHurried: count > passedMs / (everyMs / 2) + OTHER_COMMENTS };
}

/** Waits for a number of further heartbeats. */
export async function expectMoreHeartbeats(stream: EventStream, more: number, everyMs: number): Promise<void> {
  await expect(stream).toReceiveComments(stream.comments.length + more, { withinMs: more * everyMs + LATE_MS });
}

/**
 * Fails when a stream has no heartbeat after another stream, which was opened earlier, has had two more since. Whether there are
 * heartbeats at all is what exercise 1 is about.
 */
export async function expectSameHeartbeats(stream: EventStream, other: EventStream, everyMs: number): Promise<void> {
  const two = other.comments.length + 2;
  await other.until(() => (other.comments.length >= two ? true : undefined), 2 * everyMs + LATE_MS);
  if (other.comments.length < two) return;
  await expect(stream).toReceiveComments(1, { withinMs: everyMs + LATE_MS });
}

async function expectFirst(stream: EventStream, everyMs: number, openAlone: OpenAlone): Promise<void> {
  await explained(
    () => expect(stream).toReceiveComments(1, { withinMs: everyMs + LATE_MS }),
    async ({ code, why }) => {
      const extra = stream.events.findLast(({ taken }) => !taken);
      if (extra !== undefined) return { code: failures["heartbeat-is-event"], event: extra.entry };
      if (code !== "no-comment") return undefined;
      if (why === undefined) return await whyNone(everyMs, openAlone);
      const isUnfinished = stream.unfinished.line.startsWith(":");
      return { code: failures[isUnfinished ? "comment-not-ended" : "heartbeats-of-some"] };
    },
  );
}

/**
 * Fails when something that was no event has set, or taken away, the id with which a browser would ask after a reconnection.
 * @param id that of the last event; empty before the first one
 */
export function expectLastId(stream: EventStream, id: string): void {
  if (stream.lastEventId === id) return;
  throw new CheckFailure({
    code: failures["heartbeat-moves-id"],
    sent: stream.sent,
    peer: stream.name,
    expected: id === "" ? "no id before the first event of a task" : `still the id of the last event, ${id}`,
    received:
      stream.lastEventId === ""
        ? "an empty id: a browser would reconnect without Last-Event-ID"
        : `an id: a browser would reconnect with Last-Event-ID: ${stream.lastEventId}`,
  });
}

/** Timers that other parts of the server may start meanwhile. */
const OTHER_TIMERS = 3;

/**
 * Fails unless there are, now or within 2 s, no more timers than before, a few of others aside.
 * @param comeAndLeave a client that comes and leaves, with no other meanwhile: what is left of several such tells causes apart
 */
export async function expectNoMoreTimers(
  http: HttpClient,
  before: number,
  when: string,
  comeAndLeave: () => Promise<void>,
): Promise<void> {
  const { answer, timers } = await timersUntil(http, before + OTHER_TIMERS);
  if (timers - before <= OTHER_TIMERS) return;
  const settled = await timersOf(http);
  for (let client = 0; client <= OTHER_TIMERS; client++) await comeAndLeave();
  const isLeftAlone = (await timersOf(http)) - settled > OTHER_TIMERS - 1;
  throw new CheckFailure({
    code: failures[isLeftAlone ? "heartbeats-left" : "timer-overwritten"],
    sent: answer.sent,
    expected: `about ${before} timers ${when}, as before they came`,
    received: `${timers} timers`,
    event: answer.event,
  });
}

/** Why an event after a heartbeat is not as it should be: whether a field of it has come as the end of a comment. */
export function whyNotWhole(stream: EventStream): Explanation | undefined {
  const glued = stream.comments.find(({ text }) => /\S(?:id|event|data):/.test(text));
  if (glued === undefined) return undefined;
  const [, field] = /\S((?:id|event|data):.*)$/.exec(glued.text) ?? [];
  return {
    code: failures["comment-not-ended"],
    why: `the comment ${JSON.stringify(glued.text)} came: your heartbeat has no line end behind it, so the first line of the next event, ${JSON.stringify(field)}, is a part of the comment, and the event has come without it`,
    event: undefined,
  };
}
