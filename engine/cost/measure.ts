/** Measures one way after the other, each with a server of its own, so that none finds what another has left behind. */
import { setTimeout as sleep } from "node:timers/promises";
import { startServer, type StartedServer } from "../grade/start-server.ts";
import type { CostEndpoints, Lesson, LessonDefinition } from "../lesson.ts";
import type { Workbook } from "../workbook.ts";
import { CostClient } from "./cost-client.ts";
import { APPROACHES, IDLE_CLIENTS, type Approach, type Cost, type CostPlan } from "./cost.ts";

/** After connections were opened, until the server's memory is read. */
const SETTLE_MS = 500;
/** How long an update may still be on its way after the last one was made. */
const LATE_MS = 2_000;
const LOOK_EVERY_MS = 20;

export interface MeasureOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly endpoints: CostEndpoints;
  readonly plan: CostPlan;
  readonly signal: AbortSignal;
  readonly onBegin: (approach: Approach) => void;
  readonly onCost: (cost: Cost) => void;
}

/** The measuring cannot go on. The message is one sentence for the reader. */
export class CostError extends Error {
  override name = "CostError";
}

/** @throws CostError when a server does not start or refuses; the signal's reason. Every server has stopped then. */
export async function measureAll(options: MeasureOptions): Promise<void> {
  for (const approach of APPROACHES) {
    options.signal.throwIfAborted();
    options.onBegin(approach);
    const server = await serverFor(options);
    try {
      options.onCost(await measure(approach, server, options));
    } finally {
      await server.stop();
    }
  }
}

async function serverFor({ workbook, lesson, definition, plan, signal }: MeasureOptions): Promise<StartedServer> {
  const source = plan.against === "mine" ? lesson.folder : lesson.solution;
  const server = await startServer({ workbook, lesson, definition, source, display: source, signal });
  if ("reason" in server) throw new CostError(`The server did not start: ${server.reason.message}`);
  return server;
}

async function measure(
  approach: Approach,
  server: StartedServer,
  { endpoints, plan, signal }: MeasureOptions,
): Promise<Cost> {
  const origin = `http://127.0.0.1:${server.port}`;
  const before = await settled(server, signal);
  const idle = await opened(IDLE_CLIENTS, approach, origin, endpoints, plan);
  const after = await settled(server, signal);
  for (const client of idle) client.close();
  // The server is still forgetting them.
  await settled(server, signal);

  const clients = await opened(plan.clients, approach, origin, endpoints, plan);
  try {
    const made = await makeUpdates(origin, endpoints, plan, signal);
    const expected = made * clients.length;
    const arrived = () => clients.reduce((sum, { ages }) => sum + ages.length, 0);
    const latest = performance.now() + LATE_MS + (approach === "short polling" ? plan.intervalMs : 0);
    while (arrived() < expected && performance.now() < latest) await sleep(LOOK_EVERY_MS, undefined, { signal });
    const ages = clients.flatMap((client) => client.ages).toSorted((a, b) => a - b);
    return {
      approach,
      requests: clients.reduce((sum, { requests }) => sum + requests, 0),
      bytes: clients.reduce((sum, { bytes }) => sum + bytes, 0),
      memoryBytes: before === 0 ? null : Math.max(0, Math.round((after - before) / IDLE_CLIENTS)),
      p50Ms: percentile(ages, 50),
      p95Ms: percentile(ages, 95),
      meanStalenessMs: ages.length === 0 ? null : ages.reduce((sum, age) => sum + age, 0) / ages.length,
      arrived: ages.length,
      expected,
    };
  } finally {
    for (const client of clients) client.close();
  }
}

/** The server's memory once it has had time to do what was asked. */
async function settled(server: StartedServer, signal: AbortSignal): Promise<number> {
  await sleep(SETTLE_MS, undefined, { signal });
  return server.memoryBytes();
}

async function opened(
  count: number,
  approach: Approach,
  origin: string,
  endpoints: CostEndpoints,
  { intervalMs }: CostPlan,
): Promise<CostClient[]> {
  const clients = Array.from({ length: count }, () => new CostClient(origin));
  try {
    await Promise.all(clients.map((client) => client.open(approach, endpoints, intervalMs)));
    return clients;
  } catch (error) {
    for (const client of clients) client.close();
    throw new CostError(`No ${approach}: ${(error as Error).message}.`);
  }
}

/** Makes updates at the chosen rate. @returns how many */
async function makeUpdates(
  origin: string,
  { create }: CostEndpoints,
  { rate, seconds }: CostPlan,
  signal: AbortSignal,
): Promise<number> {
  const updates = Math.max(1, Math.round(rate * seconds));
  const begun = performance.now();
  for (let index = 0; index < updates; index++) {
    await sleep(Math.max(0, begun + (index * 1000) / rate - performance.now()), undefined, { signal });
    const response = await fetch(origin + create.path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(create.json),
      signal,
    });
    await response.arrayBuffer();
    if (!response.ok) throw new CostError(`The server answered POST ${create.path} with ${response.status}.`);
  }
  return updates;
}

/** The smallest value that at least `percent` of 100 do not exceed. @param sorted ascending */
function percentile(sorted: readonly number[], percent: number): number | null {
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? null;
}
