/**
 * The networks that a learner can put between clients and their server. Pure values, because the page uses them in the
 * browser too.
 */

/** Each way, in milliseconds. */
export const SLOW_DELAY_MS = 200;
/** In each direction of each connection: 400 kbit/s. */
export const SLOW_BYTES_PER_SECOND = 50_000;
/** Bytes in both directions together until the next fault of a connection. */
export const LOSSY_BYTES = { from: 200, to: 4_000 } as const;

/** How long things take, in milliseconds. */
export interface NetworkTimes {
  readonly stall: { readonly from: number; readonly to: number };
  readonly restartEvery: number;
  readonly offline: number;
  readonly offlineEvery: number;
  /** From the beginning of a connection, or of the network, until it dies. */
  readonly dieAfter: number;
  /** How long a dead connection is kept; then both sides are reset. */
  readonly keepDead: number;
}

export const NETWORK_TIMES: NetworkTimes = {
  stall: { from: 1_000, to: 3_000 },
  restartEvery: 10_000,
  offline: 5_000,
  offlineEvery: 15_000,
  dieAfter: 5_000,
  keepDead: 300_000,
};

const { stall, restartEvery, offline, offlineEvery, dieAfter } = NETWORK_TIMES;
const seconds = (ms: number) => `${ms / 1_000} s`;

/** What each network does, in one line. */
export const NETWORKS = {
  good: "everything passes at once",
  "slow-3g": `everything takes ${SLOW_DELAY_MS} ms longer each way, at ${SLOW_BYTES_PER_SECOND / 1_000} KB a second`,
  lossy: `now and then a connection stalls for ${stall.from / 1_000} to ${seconds(stall.to)}, or is reset`,
  "server-restarts": `your server is stopped and started again every ${seconds(restartEvery)}`,
  offline: `no network for ${seconds(offline)}, every ${seconds(offlineEvery)}: all connections are reset, new ones too`,
  "half-open": `a connection goes dead after ${seconds(dieAfter)}: data vanishes, and neither side is told (no FIN)`,
} as const;

export type NetworkName = keyof typeof NETWORKS;

export const NETWORK_NAMES = Object.keys(NETWORKS) as NetworkName[];

export function isNetworkName(text: string): text is NetworkName {
  return Object.hasOwn(NETWORKS, text);
}
