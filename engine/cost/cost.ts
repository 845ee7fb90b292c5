/** What is measured to compare four ways of learning of the same updates. Types and limits only: the page uses them too. */

export const APPROACHES = ["short polling", "long polling", "event stream", "WebSocket"] as const;

export type Approach = (typeof APPROACHES)[number];

/** What the reader chooses. */
export interface CostPlan {
  readonly clients: number;
  /** How many updates are made in a second. */
  readonly rate: number;
  readonly seconds: number;
  /** How long short polling waits after an answer, in milliseconds. */
  readonly intervalMs: number;
  readonly against: "mine" | "solution";
}

/** The range of each choice, and what it is when nothing is chosen. More would measure this program and not the server. */
export const COST_RANGES = {
  clients: { from: 1, to: 200, usual: 20 },
  rate: { from: 0.5, to: 20, usual: 5 },
  seconds: { from: 2, to: 30, usual: 5 },
  intervalMs: { from: 100, to: 10_000, usual: 1000 },
} as const;

/** What one way cost. All clients together, from their first connection to the last update. */
export interface Cost {
  readonly approach: Approach;
  readonly requests: number;
  /** What went over the connections in both directions: request lines, headers, bodies and frames. */
  readonly bytes: number;
  /** How much the server's memory grew with each of IDLE_CLIENTS that waited, in bytes; null where it cannot be read. */
  readonly memoryBytes: number | null;
  /** Half of the updates were no older than this when a client had them, in milliseconds; null when none arrived. */
  readonly p50Ms: number | null;
  /** And 95 of 100. */
  readonly p95Ms: number | null;
  /** How old they were on average. */
  readonly meanStalenessMs: number | null;
  /** How many updates arrived, and how many should have: one for each client and update. */
  readonly arrived: number;
  readonly expected: number;
}

/** So many, whatever is chosen: the growth of a process is too coarse for a few. */
export const IDLE_CLIENTS = 200;

/** What the measuring process reports, one line of JSON each. */
export type CostReport =
  | { readonly kind: "measuring"; readonly approach: Approach }
  | { readonly kind: "cost"; readonly cost: Cost }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "done" };
