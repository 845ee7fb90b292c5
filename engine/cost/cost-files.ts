/** The measurements as files for other programs. */
import type { Cost, CostPlan } from "./cost.ts";

const COLUMNS = [
  "approach",
  "requests",
  "bytes",
  "memoryBytes",
  "p50Ms",
  "p95Ms",
  "meanStalenessMs",
  "arrived",
  "expected",
] as const satisfies readonly (keyof Cost)[];

/** One line for each way; what is not known is empty. */
export function costCsv(costs: readonly Cost[]): string {
  const lines = costs.map((cost) => COLUMNS.map((column) => String(cost[column] ?? "")).join(","));
  return `${[COLUMNS.join(","), ...lines].join("\n")}\n`;
}

/** The choices of the reader, and what was measured. */
export function costJson(plan: CostPlan, costs: readonly Cost[]): string {
  return `${JSON.stringify({ plan, costs }, undefined, 2)}\n`;
}
