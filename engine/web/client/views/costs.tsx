import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { CHART_WIDTH, CostChart, costSvg } from "../../../cost/cost-chart.tsx";
import { costCsv, costJson } from "../../../cost/cost-files.ts";
import { lostRemark, MEASURES, shown } from "../../../cost/cost-measures.ts";
import { aboutPlan } from "../../../cost/cost-plan.ts";
import { COST_RANGES, type Cost, type CostPlan } from "../../../cost/cost.ts";
import type { LessonView } from "../../api.ts";
import { download } from "../parts/download.ts";
import { useWidth } from "../parts/use-width.ts";
import { action } from "../state/action.ts";
import { announce } from "../state/announce.ts";
import { AskError } from "../state/ask.ts";
import { measure } from "../state/measure.ts";

const NUMBERS = [
  ["clients", "clients"],
  ["rate", "updates a second"],
  ["seconds", "seconds"],
  ["intervalMs", "short polling waits, in ms"],
] as const;

const USUAL: CostPlan = {
  clients: COST_RANGES.clients.usual,
  rate: COST_RANGES.rate.usual,
  seconds: COST_RANGES.seconds.usual,
  intervalMs: COST_RANGES.intervalMs.usual,
  against: "mine",
};

/** What four ways of learning of the same updates cost, measured on this machine when the reader asks for it. */
export function Costs({ lesson: { slug } }: { readonly lesson: LessonView }): JSX.Element {
  const plan = useSignal<CostPlan>(USUAL);
  const result = useSignal<{ readonly plan: CostPlan; readonly costs: readonly Cost[] } | null>(null);
  const now = useSignal("");
  const measuring = useMemo(action, []);
  const stopping = useSignal<AbortController | null>(null);
  const stop = () => stopping.value?.abort();
  // Leaving the view ends the measuring, and the server that is measured.
  useEffect(() => () => stopping.peek()?.abort(), []);

  const start = (event: SubmitEvent) => {
    event.preventDefault();
    const chosen = plan.value;
    const controller = new AbortController();
    stopping.value = controller;
    result.value = { plan: chosen, costs: [] };
    void measuring
      .run(async () => {
        await measure(slug, chosen, controller.signal, (report) => {
          if (report.kind === "measuring") now.value = `Measuring: ${report.approach}.`;
          if (report.kind === "cost" && result.value !== null)
            result.value = { ...result.value, costs: [...result.value.costs, report.cost] };
          if (report.kind === "failed") throw new AskError("workbook-fault", report.message);
          if (report.kind === "done") announce("All four are measured.");
        }).catch((error: unknown) => {
          if (!controller.signal.aborted)
            throw error instanceof AskError ? error : new AskError("no-answer", String(error));
        });
      })
      .finally(() => {
        now.value = "";
        stopping.value = null;
      });
  };

  return (
    <section class="costs" aria-labelledby="costs">
      <h2 id="costs">What each way costs</h2>
      <p>
        Four ways of learning of the same updates, one after the other, each with a server of its own on this machine.
        Another program that is busy meanwhile is measured too.
      </p>
      <form class="cost-plan" onSubmit={start}>
        {NUMBERS.map(([name, title]) => (
          <label key={name}>
            <span>{title}</span>
            <input
              type="number"
              required
              min={COST_RANGES[name].from}
              max={COST_RANGES[name].to}
              step={name === "rate" ? 0.5 : 1}
              value={plan.value[name]}
              onInput={({ currentTarget }) => (plan.value = { ...plan.value, [name]: currentTarget.valueAsNumber })}
            />
          </label>
        ))}
        <label>
          <span>server</span>
          <select
            value={plan.value.against}
            onChange={({ currentTarget }) =>
              (plan.value = { ...plan.value, against: currentTarget.value as CostPlan["against"] })
            }
          >
            <option value="mine">yours</option>
            <option value="solution">the solution's</option>
          </select>
        </label>
        {measuring.busy.value ? (
          <button type="button" onClick={stop}>
            Stop
          </button>
        ) : (
          <button type="submit" class="primary">
            Measure
          </button>
        )}
      </form>
      <p class="soft" role="status">
        {now}
      </p>
      {measuring.fault.value !== "" && <p class="state failed">{measuring.fault}</p>}
      {result.value !== null && result.value.costs.length > 0 && <Results {...result.value} />}
    </section>
  );
}

function Results({ plan, costs }: { readonly plan: CostPlan; readonly costs: readonly Cost[] }): JSX.Element {
  const [place, width = 320] = useWidth<HTMLDivElement>();
  const label = `What each way costs: ${aboutPlan(plan)}`;
  const chart = { costs, width: Math.min(width, CHART_WIDTH), label };
  return (
    <>
      <p class="small">{aboutPlan(plan)}.</p>
      <div class="picture" ref={place} tabIndex={0} role="region" aria-label="Picture of the costs">
        <CostChart {...chart} />
      </div>
      {costs.map(
        (cost) => lostRemark(cost) !== "" && <p key={cost.approach}>{`${cost.approach}: ${lostRemark(cost)}.`}</p>,
      )}
      <p class="figure-head">
        <span>Save as</span>
        <span>
          <button type="button" class="plain" onClick={() => download("costs.svg", "image/svg+xml", costSvg(chart))}>
            SVG
          </button>{" "}
          <button type="button" class="plain" onClick={() => download("costs.csv", "text/csv", costCsv(costs))}>
            CSV
          </button>{" "}
          <button
            type="button"
            class="plain"
            onClick={() => download("costs.json", "application/json", costJson(plan, costs))}
          >
            JSON
          </button>
        </span>
      </p>
      <div class="table" tabIndex={0} role="region" aria-label="Table of the costs">
        <table>
          <caption class="visually-hidden">{label}</caption>
          <thead>
            <tr>
              <td />
              {costs.map(({ approach }) => (
                <th key={approach} scope="col">
                  {approach}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {MEASURES.map((measured) => (
              <tr key={measured.title}>
                <th scope="row">{measured.title}</th>
                {costs.map((cost) => (
                  <td key={cost.approach} class="numeric">
                    {shown(measured, cost)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
