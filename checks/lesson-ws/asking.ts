/** Asking with bad messages, one by one or between pings, so that nothing but the one that is asked with counts. */
import { CheckFailure, expect, pattern, type CodeHints, type WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { errorMessage, pong } from "./messages.ts";

/** What a client may get that asked once, and must not get beside its answer. */
const furtherAnswer = pattern(
  "answer",
  "no further answer",
  (message) => errorMessage.matches(message) || pong.matches(message),
);

/**
 * A client asks with one input after the other, while two others are there, one that has connected before and one that has
 * connected after it; none gets more than the answers. Each input counts for itself: whether a connection survives the one
 * before is for another check to say. So what fails on a connection that was used before is asked again on a new one, and from
 * then on each input has its own.
 */
export async function askInTurn<Input>(
  connect: () => Promise<WebSocketClient>,
  inputs: readonly Input[],
  ask: (client: WebSocketClient, input: Input) => Promise<void>,
): Promise<void> {
  const earlier = await connect();
  let [client, later] = [await connect(), await connect()];
  const left: WebSocketClient[] = [earlier];
  let areAlone = false;
  let isProvable = true;
  for (const input of inputs) {
    const isNew = client.lastSent === undefined;
    if (!isNew && (areAlone || client.closed !== undefined)) {
      left.push(client);
      [client, later] = [later, await connect()];
    }
    try {
      await ask(client, input);
      if (areAlone) continue;
      if (isProvable) isProvable = await expect(client).toReceiveNoMore(furtherAnswer);
      expect(client).toHaveReceivedNoEcho();
    } catch (failure) {
      if (!(failure instanceof CheckFailure) || areAlone || isNew) throw failure;
      areAlone = true;
      // Nothing is asked on the other connection any more.
      client.sent = [];
      const next = await connect().catch(() => {
        throw failure;
      });
      [client, later] = [later, next];
      await ask(client, input);
    }
  }
  await expectNothingFurther([...left, client, later]);
}

/** Each client got its error; proves that neither another answer nor its own message is on its way. */
async function expectNothingFurther(clients: readonly WebSocketClient[]): Promise<void> {
  // All at a time: a connection that reads no more takes the whole limit to show it, and is another check's matter.
  const results = await Promise.allSettled(
    clients.map(async (client) => {
      await expect(client).toReceiveNoMore(furtherAnswer);
      expect(client).toHaveReceivedNoEcho();
    }),
  );
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** Hints for what `askBetweenPings` finds. */
export const hintsBetweenPings = {
  [failures["no-pong"].code]:
    "A ping was answered before the bad messages came, and after them it is not. What do they leave behind in your code: a flag, a text, a promise?",
  "wrong-message":
    "A ping was answered with a pong before the bad messages came, and after them it is not. What do they leave behind in your code: a flag, a text, a promise?",
  "wrong-recipient":
    "Another client asked at the same moment, and got this answer. Where does your code keep who asked until it answers, and how many of these places are there?",
  "too-few":
    "Each of several messages that come at once is answered. What does your code do with the second while it is not yet done with the first?",
} satisfies CodeHints;

type Bad = string | { readonly type: string };

/**
 * A client pings, sends bad messages without waiting in between, and pings again: neither what came before nor what comes at
 * the same time changes an answer, be it from another client. Whether pings are answered is for exercise 1 to say: when the first one gets no pong, the
 * client asks for nothing else.
 */
export async function askBetweenPings(
  client: WebSocketClient,
  beside: WebSocketClient,
  [ofBeside, ...bad]: readonly [Bad, ...Bad[]],
): Promise<void> {
  client.send({ type: "ping" });
  try {
    await expect(client).toReceive(pong);
  } catch (error) {
    if (error instanceof CheckFailure) return;
    throw error;
  }
  for (const message of bad) client.send(message);
  beside.send(ofBeside);
  await expect(client).toReceive(errorMessage, { times: bad.length });
  await expect(beside).toReceive(errorMessage);
  client.send({ type: "ping" });
  await expect(client).toReceive(pong);
  await expect(client).toReceiveNoMore(furtherAnswer);
}
