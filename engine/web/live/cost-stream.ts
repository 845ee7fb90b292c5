/** The cost board of a page: a response that grows by a line of JSON for everything that is found. */
import type { CostPlan, CostReport } from "../../cost/cost.ts";
import { runCost } from "../../cost/run-cost.ts";
import type { Workbook } from "../../workbook.ts";
import { ApiFault } from "../api-fault.ts";

/** Two measurements at a time would measure each other. */
let measuring = false;

/**
 * Measures until the page has gone, which ends the processes.
 * @param signal ends it too
 * @throws ApiFault when another page measures
 */
export function costStream(workbook: Workbook, slug: string, plan: CostPlan, signal: AbortSignal): Response {
  if (measuring) throw new ApiFault("busy", "Another page is measuring; wait until it has finished.");
  measuring = true;
  const leaving = new AbortController();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const onReport = (report: CostReport) => {
        if (!leaving.signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(report)}\n`));
      };
      try {
        await runCost(workbook, slug, plan, { signal: AbortSignal.any([signal, leaving.signal]), onReport });
      } catch (error) {
        if (!signal.aborted && !leaving.signal.aborted) onReport({ kind: "failed", message: String(error) });
      } finally {
        measuring = false;
      }
      if (!leaving.signal.aborted) controller.close();
    },
    cancel: () => leaving.abort(),
  });
  return new Response(body, { headers: { "content-type": "application/x-ndjson", "cache-control": "no-store" } });
}
