/** Pings of several clients, and who gets the pongs. */
import { CheckFailure, expect, type WebSocketClient } from "#kit";
import { pong } from "./messages.ts";

/** Lets each of some clients ping once; fails when one gets no pong, or one that is not its own. */
export type PingInTurn = (clients: readonly WebSocketClient[]) => Promise<void>;

/** A pong too many was found after a round of pings: whose it is, is not known yet. */
class PongTooMany extends Error {}

/** Looks once, after all pings, whether anybody has got more than its own pong. */
const pingAll: PingInTurn = async (clients) => {
  for (const asking of clients) {
    asking.send({ type: "ping" });
    await expect(asking).toReceive(pong);
  }
  try {
    await Promise.all(clients.map((client) => expect(client).toReceiveNoMore(pong)));
  } catch (cause) {
    throw cause instanceof CheckFailure ? new PongTooMany("a pong too many", { cause }) : cause;
  }
};

/** Looks after each ping, which tells whose pong it is that came to another client, and shows that none came. */
export const pingOneByOne: PingInTurn = async (clients) => {
  for (const asking of clients) {
    asking.send({ type: "ping" });
    await expect(asking).toReceive(pong);
    const others = clients.filter((client) => client !== asking);
    await Promise.all(others.map((other) => expect(other).toReceiveNoMore(pong)));
  }
};

/**
 * Clients come, ping and go. Where one has got a pong too many, the same happens again with new clients, now looking after each
 * ping.
 * @param comeAndGo opens clients with `connect`, and lets them ping with `pingInTurn`
 */
export async function expectOwnPongs(
  connect: () => Promise<WebSocketClient>,
  comeAndGo: (connect: () => Promise<WebSocketClient>, pingInTurn: PingInTurn) => Promise<void>,
): Promise<void> {
  const clients: WebSocketClient[] = [];
  const opened = async () => {
    const client = await connect();
    clients.push(client);
    return client;
  };
  try {
    await comeAndGo(opened, pingAll);
  } catch (failure) {
    // A client that got no pong has said so at once, and where its pong went.
    if (!(failure instanceof PongTooMany)) throw failure;
    await Promise.all(clients.map((client) => client.leave()));
    await comeAndGo(connect, pingOneByOne);
    throw failure.cause;
  }
}
