/** What is rounded in a sum that is nearly right: found by the numbers that the server gives for several loads. */
import type { HttpClient } from "#kit";
import type { failures } from "./failures.ts";
import { askCost, type Load, type Priced } from "./prices.ts";

type Round = (number: number) => number;

/** The ways to a whole number. A part of one below 1 may be taken for at least 1. */
const ROUNDS: readonly Round[] = [Math.round, Math.floor, Math.ceil];

/** What a sum is when one number in it is rounded. */
interface Rounding {
  readonly what: string;
  readonly sum: (load: Load, round: Round) => number;
  /** @default requests-rounded */
  readonly code?: "interval-raised";
}

const ROUNDINGS: readonly Rounding[] = [
  {
    what: "the polls of one client in a minute are rounded to a whole number before they are multiplied by the clients",
    sum: ({ clients, intervalMs }, round) => clients * round(60_000 / intervalMs),
  },
  {
    what: "the interval is rounded to whole seconds before the minute is divided by it",
    sum: ({ clients, intervalMs }, round) => (clients * 60) / round(intervalMs / 1_000),
  },
  {
    what: "the polls of all clients in a second are rounded to a whole number before they are multiplied by 60",
    sum: ({ clients, intervalMs }, round) => 60 * round((clients * 1_000) / intervalMs),
  },
  {
    what: "`clients` is made a whole number first",
    sum: ({ clients, intervalMs }, round) => (round(clients) * 60_000) / intervalMs,
  },
  {
    what: "`intervalMs` is made a whole number first",
    sum: ({ clients, intervalMs }, round) => (clients * 60_000) / round(intervalMs),
  },
  {
    what: "an interval below 1 ms is taken for one of 1 ms",
    sum: ({ clients, intervalMs }) => (clients * 60_000) / Math.max(1, intervalMs),
    code: "interval-raised",
  },
];

/** Loads in which each of these roundings gives another sum. */
const LOADS: readonly Load[] = [
  { clients: 377, intervalMs: 2_656, updatesPerMinute: 10 },
  { clients: 41, intervalMs: 7_390, updatesPerMinute: 3 },
  { clients: 23.5, intervalMs: 1_733.5, updatesPerMinute: 3 },
  { clients: 23, intervalMs: 2.5, updatesPerMinute: 3 },
  { clients: 40, intervalMs: 0.25, updatesPerMinute: 3 },
];

/** The cause, where one rounding alone explains what the server answers; else undefined. */
export async function whatIsRounded(
  http: HttpClient,
  { load, data }: Priced,
): Promise<{ readonly code: keyof typeof failures; readonly why?: string } | undefined> {
  const answers = await Promise.all(LOADS.map(async (other) => [other, await sumFor(http, other)] as const));
  const known = [[load, data.requestsPerMinute] as const, ...answers];
  // Where a rounding makes the divisor 0, there is no number in the answer.
  const isSum = (wanted: number, number: number | undefined) =>
    Number.isFinite(wanted) ? number !== undefined && Math.abs(number - wanted) < 1 : number === undefined;
  const fits = (sum: Rounding["sum"], round: Round) => known.every(([one, number]) => isSum(sum(one, round), number));
  const found = ROUNDINGS.filter(({ sum }) => ROUNDS.some((round) => fits(sum, round)));
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  if (only.code !== undefined) return { code: only.code };
  const why = `the number \`requestsPerMinute\` is that of a sum in which one number is rounded on the way: ${only.what}`;
  return { code: "requests-rounded", why };
}

async function sumFor(http: HttpClient, load: Load): Promise<number | undefined> {
  const { status, json } = await askCost(http, { ...load });
  const { data } = ((status === 200 ? json : undefined) ?? {}) as { data?: { requestsPerMinute?: unknown } };
  return typeof data?.requestsPerMinute === "number" ? data.requestsPerMinute : undefined;
}
