/** What each network does: to every connection, and by the clock. */
import type { Relay } from "../kit/proxy/relay.ts";
import type { Random } from "../kit/random.ts";
import type { NetworkFact } from "../transcript-event.ts";
import { LOSSY_BYTES, SLOW_BYTES_PER_SECOND, SLOW_DELAY_MS, type NetworkName, type NetworkTimes } from "./networks.ts";

export interface ConnectionTools {
  readonly times: NetworkTimes;
  /** Its values depend on the seed, the network and the number of the connection. */
  readonly random: Random;
  readonly report: (fact: NetworkFact) => void;
}

export interface Behaviour {
  /** Called for each connection: those that are open when the network begins, and new ones. */
  readonly onConnection?: (relay: Relay, tools: ConnectionTools) => void;
  /** What happens to all of them again and again. */
  readonly repeats?: { readonly every: keyof NetworkTimes & `${string}Every`; readonly act: "restart" | "offline" };
}

export const BEHAVIOURS: Readonly<Record<NetworkName, Behaviour>> = {
  good: {},
  "slow-3g": {
    onConnection: (relay) =>
      relay.conditions.change({
        delayMs: SLOW_DELAY_MS,
        bytesPerSecond: SLOW_BYTES_PER_SECOND,
        requestBytesPerSecond: SLOW_BYTES_PER_SECOND,
      }),
  },
  lossy: { onConnection: loseNow },
  "server-restarts": { repeats: { every: "restartEvery", act: "restart" } },
  offline: { repeats: { every: "offlineEvery", act: "offline" } },
  "half-open": {
    onConnection: (relay, { times, report }) =>
      relay.afterMs(times.dieAfter, () => {
        report({ did: "die", afterBytes: relay.passed });
        relay.vanish();
        relay.afterMs(times.keepDead, () => relay.reset());
      }),
  },
};

/** Whether the network restarts the server, which then loses what it keeps in memory. */
export function restartsServer(name: NetworkName): boolean {
  return BEHAVIOURS[name].repeats?.act === "restart";
}

/** A client that has read everything sees the reset itself; with bytes to read, Node shows it the end of the connection instead. */
const RESET_AFTER_MS = 20;

/** Stalls or resets the connection after some bytes; after a stall, again. */
function loseNow(relay: Relay, tools: ConnectionTools): void {
  const { times, random, report } = tools;
  const bytes = random.integer(LOSSY_BYTES.from, LOSSY_BYTES.to);
  const ms = random.integer(times.stall.from, times.stall.to);
  const isReset = random.pick([true, false]);
  relay.afterBytes(bytes, () => {
    relay.conditions.change({ silent: true });
    if (isReset) {
      return relay.afterMs(RESET_AFTER_MS, () => {
        report({ did: "reset", afterBytes: relay.passed });
        relay.reset();
      });
    }
    report({ did: "stall", afterBytes: relay.passed, ms });
    relay.afterMs(ms, () => {
      relay.conditions.change({});
      loseNow(relay, tools);
    });
  });
}
