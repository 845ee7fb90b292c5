/** Why events come more than once: what a check asks once they have. */
import type { Explanation, JsonObject } from "#kit";
import { failures } from "./failures.ts";
import { messagesAt, messagesOn, type Observers } from "./received.ts";
import { created, isSuch } from "./wanted.ts";

/** How long every copy of an event may take to come, in milliseconds. */
const COPIES_MS = 500;

/**
 * How often a task of the given job comes on each transport, and whether one more client makes it more often. The job only
 * publishes, so what comes twice of it has nothing to do with a direct call in a route.
 * @param peer the client that got too much
 */
export async function whyTwice(observers: Observers, peer: string | undefined): Promise<Explanation | undefined> {
  const transport = peer === observers.socket.name ? "socket" : "stream";
  const before = await copiesOf("one of the job", observers);
  await observers.another(transport);
  const after = await copiesOf("another one of the job", observers);
  const [name, opened] =
    transport === "stream" ? ["event stream", "event stream was opened"] : ["WebSocket", "WebSocket joined"];
  const counted = `a task of the import job, which only publishes, came ${times(before.stream)} on the event stream and ${times(before.socket)} on the WebSocket`;
  if (after[transport] > before[transport])
    return {
      code: failures["subscribed-by-client"],
      why: `${counted}. After one more ${opened}, the next one came ${times(after.stream)} on this event stream and ${times(after.socket)} on this WebSocket: each ${name} that is opened subscribes its transport once more`,
    };
  if (before.stream > 1 && before.socket > 1)
    return {
      why: `${counted}: publish calls each subscriber more than once, or both transports are subscribed more than once`,
    };
  if (before[transport] > 1)
    return {
      code: failures["subscribed-twice"],
      why: `${counted}, and one more client changes nothing about that: the transport of the ${name} is subscribed ${times(before[transport])}`,
    };
  return undefined;
}

async function copiesOf(
  title: string,
  { stream, socket, importOne }: Observers,
): Promise<Record<"stream" | "socket", number>> {
  await importOne(title);
  await stream.untilOrSilent(() => undefined, COPIES_MS);
  await socket.untilOrSilent(() => undefined, COPIES_MS);
  const count = (messages: readonly JsonObject[]) => messages.filter((one) => isSuch(one, created(title))).length;
  return { stream: count(messagesOn(stream)), socket: count(messagesAt(socket)) };
}

function times(count: number): string {
  return ["never", "once", "twice"][count] ?? `${count} times`;
}
