export interface Load {
  clients: number;
  intervalMs: number;
  updatesPerMinute: number;
}

type Cost = Record<"requestsPerMinute" | "emptyPerMinute" | "meanStalenessMs" | "worstStalenessMs", number>;

const MINUTE = 60 * 1000;

/** In whole numbers. */
export const cost = (load: Load): Cost => {
  const pollsOfOne = MINUTE / load.intervalMs;
  const filled = Math.min(pollsOfOne, load.updatesPerMinute);
  return {
    requestsPerMinute: Math.round(load.clients * pollsOfOne),
    emptyPerMinute: Math.ceil(load.clients * (pollsOfOne - filled)),
    meanStalenessMs: Math.floor(load.intervalMs / 2),
    worstStalenessMs: Math.round(load.intervalMs),
  };
};
