/** Reads what the cost board's server finds, as it is found. */
import type { CostPlan, CostReport } from "../../../cost/cost.ts";
import type { ApiError } from "../../api.ts";
import { AskError } from "./ask.ts";
import { session } from "./page.ts";

/** Resolves when everything is measured. Aborting ends the measuring. @throws AskError; the signal's reason */
export async function measure(
  slug: string,
  plan: CostPlan,
  signal: AbortSignal,
  onReport: (report: CostReport) => void,
): Promise<void> {
  const response = await fetch(`/api/lessons/${encodeURIComponent(slug)}/cost`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-workbook-token": session.value.token ?? "" },
    body: JSON.stringify(plan),
    signal,
  });
  if (!response.ok || response.body === null) {
    const { error, message } = (await response.json()) as ApiError;
    throw new AskError(error, message);
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value = "" } = await reader.read();
    const lines = (text + value).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) onReport(JSON.parse(line) as CostReport);
    if (done) return;
  }
}
