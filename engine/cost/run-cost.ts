/** Starts the measuring process, which has limits of its own and leaves nothing behind. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Workbook } from "../workbook.ts";
import type { CostPlan, CostReport } from "./cost.ts";

const MEMORY_LIMIT_MB = 512;
/** What four servers take to start, to be filled and to stop, besides the time that is measured. */
const AROUND_MS = 60_000;
/** After it was asked to stop. */
const END_LIMIT_MS = 10_000;
/** The compiled entry of the process, which the build puts beside this module. */
const ENTRY = fileURLToPath(new URL("cost.mjs", import.meta.url));

export interface CostTask {
  readonly workbook: Workbook;
  readonly slug: string;
  readonly plan: CostPlan;
}

/**
 * Reports what is found as it is found. Resolves when the process and its servers are gone.
 * @throws the signal's reason when aborted
 */
export async function runCost(
  workbook: Workbook,
  slug: string,
  plan: CostPlan,
  { signal, onReport }: { readonly signal: AbortSignal; readonly onReport: (report: CostReport) => void },
): Promise<void> {
  signal.throwIfAborted();
  const task: CostTask = { workbook, slug, plan };
  const child = spawn(process.execPath, [`--max-old-space-size=${MEMORY_LIMIT_MB}`, ENTRY, JSON.stringify(task)], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(child, "close");
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    child.stdin.end();
    killing ??= setTimeout(() => child.kill("SIGKILL"), END_LIMIT_MS);
  };
  const limit = setTimeout(stop, AROUND_MS + 4 * (plan.seconds * 1000 + plan.intervalMs));
  signal.addEventListener("abort", stop, { once: true });
  let finished = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const report = JSON.parse(line) as CostReport;
    finished ||= report.kind === "done" || report.kind === "failed";
    onReport(report);
  }
  await ended;
  clearTimeout(limit);
  clearTimeout(killing);
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (!finished) onReport({ kind: "failed", message: "The measuring took too long or ended by itself." });
}
