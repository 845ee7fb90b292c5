/** What a client is graded by that others come to and go from all the time: that it is pinged all the same. */
import { CheckFailure, type Explanation, type Tools, type WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { LATE_MS, timesIn, type Times } from "./heartbeats.ts";
import { peopleIn } from "./people.ts";

/** Longer than in the lesson, so that others come often enough on a machine that is busy, too. */
const UNHURRIED = { WS_HEARTBEAT_MS: "1500", PONG_TIMEOUT_MS: "1000" };

/** How often others come, in milliseconds. */
const NEXT_MS = 100;

/** So many of them are there at a time. */
const AT_A_TIME = 2;

/** Others come and go, until one that stays is pinged. Fails when it is not. */
export async function expectPingedMeanwhile(tools: Tools): Promise<void> {
  const server = await tools.servers.start({ env: UNHURRIED });
  const times = timesIn(UNHURRIED);
  const client = await openOn(server);
  const others = await comings(server, client, times, AT_A_TIME);
  if (client.pings.length > 0) return;
  throw new CheckFailure({
    code: failures["not-pinged-meanwhile"],
    sent: `nothing by ${client.name}; meanwhile ${others} others connected, one after the other, and closed their connections again`,
    expected: `a ping frame at ${client.name} within WS_HEARTBEAT_MS=${times.heartbeatMs}`,
    received: `none within ${(2 * times.heartbeatMs + LATE_MS) / 1000} s`,
    peer: client.name,
    ...(await whatStopsIt(tools, server, client, times)),
  });
}

/** Opens one after the other until the client is pinged or the time is over. Returns how many. */
async function comings(server: Tools, client: WebSocketClient, times: Times, most: number): Promise<number> {
  const until = performance.now() + 2 * times.heartbeatMs + LATE_MS;
  const isDecided = () => (client.pings.length > 0 || client.closed !== undefined ? true : undefined);
  const there: WebSocketClient[] = [];
  let count = 0;
  while (isDecided() === undefined && performance.now() < until) {
    there.push(await openOn(server));
    count++;
    if (there.length > most) await there.shift()?.leave();
    await client.until(isDecided, NEXT_MS);
  }
  return count;
}

/** Whether a ping comes once nobody comes or goes, and whether one comes while others come and nobody goes. */
async function whatStopsIt(
  { servers }: Tools,
  server: Tools,
  client: WebSocketClient,
  times: Times,
): Promise<Explanation> {
  const fresh = await servers.start({ env: UNHURRIED });
  const staying = await openOn(fresh);
  const isPinged = () => (client.pings.length > 0 ? true : undefined);
  const [isLate] = await Promise.all([
    client.until(isPinged, times.heartbeatMs + LATE_MS),
    comings(fresh, staying, times, Number.POSITIVE_INFINITY),
  ]);
  const when = staying.pings.length > 0 ? "when a client goes" : "when a client comes";
  const then = isLate === true ? "begins anew" : "is stopped, and does not begin again";
  return {
    received: `none within ${(2 * times.heartbeatMs + LATE_MS) / 1000} s; once nobody came or went at ${server.server.name}, ${isLate === true ? "one came" : "still none"}; at ${fresh.server.name}, where others came and none of them went, ${staying.pings.length > 0 ? "one came" : "none came either"}`,
    why: `the timer of the heartbeat ${then} ${when}, so that clients that are there are not pinged while that happens more often than each WS_HEARTBEAT_MS`,
  };
}

function openOn({ websocket, board }: Tools): Promise<WebSocketClient> {
  return websocket.open(`/ws?token=${peopleIn(board).first.token}`);
}
