/** Requests that change nothing, and what clients must not get for them. */
import {
  CheckFailure,
  expect,
  type EventShape,
  type EventStream,
  type Explanation,
  type HttpAnswer,
  type HttpClient,
} from "#kit";
import { createTask, type Place } from "./board-changes.ts";
import { anyEvent } from "./board-events.ts";
import { failures } from "./failures.ts";
import { countIn, eventsOf, observed } from "./streams.ts";

/** A request, and the status with which it is refused. */
interface Refusal {
  /** @default "GET", or "POST" for a request with a body */
  readonly method?: string;
  readonly path: string;
  readonly json?: object;
  readonly status: number;
}

/**
 * Fails when one of these requests made an event. They are sent together; only to name the one that did they are sent one by
 * one. A stream keeps its order: what did not come before an event that was caused after the answers will not come.
 * @param marker causes such an event
 */
export async function expectNothingSentFor(
  http: HttpClient,
  stream: EventStream,
  refusals: readonly Refusal[],
  marker: () => Promise<EventShape>,
): Promise<void> {
  const together = await http.pipeline(...refusals);
  for (const [index, answer] of together.entries()) expect(answer).toHaveStatus(refusals[index]?.status as number);
  const extra = await extraEvent(stream, marker);
  if (extra === undefined) return;
  for (const refusal of refusals) {
    const [answer] = (await http.pipeline(refusal)) as [HttpAnswer];
    const again = await extraEvent(stream, marker);
    if (again !== undefined) throw sentThoughRefused(`${answer.sent}, which was answered with ${answer.status}`, again);
  }
  throw sentThoughRefused("several requests that were refused", extra);
}

type Observed = CheckFailure["observation"];

/** An event that came before the marker; undefined when none did. */
async function extraEvent(stream: EventStream, marker: () => Promise<EventShape>): Promise<Observed | undefined> {
  const observation = await observed(expect(stream).toReceiveNoMoreBefore(await marker(), anyEvent));
  if (observation === undefined || observation.code === "sse-extra-event" || observation.code === "doubled")
    return observation;
  throw new CheckFailure(observation);
}

function sentThoughRefused(sent: string, { received, event, peer }: Observed): CheckFailure {
  const expected = `no event on ${peer ?? "the stream"}, as nothing has changed`;
  return new CheckFailure({ code: failures["sent-though-refused"], sent, expected, received, event });
}

/**
 * Why a task is refused on a board with two clients, after one was created while the first of them was alone there. The
 * question: is one created again once the second client has left?
 */
export async function whyRefused(http: HttpClient, place: Place, second: EventStream): Promise<Explanation> {
  second.close();
  await http.getUntil("/debug/connections", ({ json }) => countIn(json) === 1);
  await createTask(http, place.list, "One client");
  return {
    code: failures["fails-with-two-clients"],
    why: "this board has two clients. With one client, before the second came and after it had left, the same request was answered with 201 and the client got the event",
  };
}

/** Why the stream of a board that does not exist got no answer: does the connection end before any of it is there? */
export async function whetherStreamFails(http: HttpClient, id: string): Promise<Explanation | undefined> {
  const held = await http.hold(eventsOf({ id }));
  await held.untilOrSilent(() => (held.failure === undefined ? undefined : true), ANSWER_MS);
  if (held.failure?.isCut !== true) return undefined;
  return {
    code: failures["board-asked-in-the-stream"],
    why: "the server gave the connection up before it had sent a status: the route had returned its Response, and then the body of that failed. So the board is looked up in the stream, as in a start that is async, and not before it",
  };
}

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 1_000;
