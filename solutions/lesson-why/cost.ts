/**
 * What it costs when many clients ask one server at a fixed interval, and how old what they see is.
 */

export interface Load {
  readonly clients: number;
  /** How long each client waits from one poll to the next, in milliseconds. */
  readonly intervalMs: number;
  /** How often something changes, for all clients alike. */
  readonly updatesPerMinute: number;
}

export interface Cost {
  readonly requestsPerMinute: number;
  /** How many of the requests bring nothing, at least: when no two changes fall into one interval. */
  readonly emptyPerMinute: number;
  /** How old a change is on average when a client sees it, in milliseconds. */
  readonly meanStalenessMs: number;
  /** How old it is at most. */
  readonly worstStalenessMs: number;
}

export function cost({ clients, intervalMs, updatesPerMinute }: Load): Cost {
  //#region Exercise 3: work out the four numbers
  //= void [clients, intervalMs, updatesPerMinute];
  //= return { requestsPerMinute: 0, emptyPerMinute: 0, meanStalenessMs: 0, worstStalenessMs: 0 };
  const requestsPerMinute = (clients * 60_000) / intervalMs;
  return {
    requestsPerMinute,
    // At best, each change fills one poll of each client. With more changes than polls, no poll is empty.
    emptyPerMinute: Math.max(0, requestsPerMinute - clients * updatesPerMinute),
    meanStalenessMs: intervalMs / 2,
    worstStalenessMs: intervalMs,
  };
  //#endregion
}
