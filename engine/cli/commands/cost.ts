import path from "node:path";
import { costCsv, costJson } from "../../cost/cost-files.ts";
import { lostRemark, MEASURES, shown } from "../../cost/cost-measures.ts";
import { aboutPlan, costFault, type CostNumber } from "../../cost/cost-plan.ts";
import { APPROACHES, COST_RANGES, type Cost, type CostPlan } from "../../cost/cost.ts";
import { runCost } from "../../cost/run-cost.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { writeAtomic } from "../../state/write-atomic.ts";
import { quoteWord } from "../../text/suggest.ts";
import { wrapped } from "../../text/wrap.ts";
import type { Workbook } from "../../workbook.ts";
import { defineCommand, type Context } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const EXIT_NOT_MEASURED = 2;
const usage =
  "npm run cost [solution] [-- --clients N] [--rate N] [--seconds N] [--interval MS] [--json | --csv] [--svg FILE]";
const FLAG_OF: Readonly<Record<CostNumber, "clients" | "rate" | "seconds" | "interval">> = {
  clients: "clients",
  rate: "rate",
  seconds: "seconds",
  intervalMs: "interval",
};

function range(name: CostNumber): string {
  const { from, to, usual } = COST_RANGES[name];
  return `${from} to ${to}, ${usual} unless given`;
}

export const command = defineCommand({
  name: "cost",
  usage,
  summary: "measure what polling, event streams and WebSockets cost on this machine",
  flags: {
    clients: { type: "string", value: "N", about: `how many clients: ${range("clients")}` },
    rate: { type: "string", value: "N", about: `updates in a second: ${range("rate")}` },
    seconds: { type: "string", value: "N", about: `how long updates are made: ${range("seconds")}` },
    interval: { type: "string", value: "MS", about: `how long short polling waits: ${range("intervalMs")}` },
    json: { type: "boolean", about: "print the numbers as one JSON object" },
    csv: { type: "boolean", about: "print the numbers as CSV" },
    svg: { type: "string", value: "FILE", about: "write a picture too" },
  },
  async run({ words, flags }, context) {
    refuseExtraWords(words, 1, usage);
    if (words[0] !== undefined && words[0] !== "solution")
      throw new UsageError(
        `${quoteWord(words[0])} cannot be measured.`,
        "Type solution, or nothing for your own server.",
      );
    if (flags.json === true && flags.csv === true)
      throw new UsageError("--json and --csv each say how the numbers are printed.", "Use one of them.");
    const number = (name: CostNumber) => {
      const typed = flags[FLAG_OF[name]];
      const value = typed === undefined ? COST_RANGES[name].usual : Number(typed);
      const fault = costFault(name, typed === "" ? Number.NaN : value);
      if (fault !== undefined) throw new UsageError(`--${FLAG_OF[name]} ${fault}.`);
      return value;
    };
    const plan: CostPlan = {
      clients: number("clients"),
      rate: number("rate"),
      seconds: number("seconds"),
      intervalMs: number("intervalMs"),
      against: words[0] === "solution" ? "solution" : "mine",
    };
    const lesson = await measuredLesson(context.workbook);
    const isPlain = flags.json !== true && flags.csv !== true;
    if (isPlain) context.stdout.write(`${wrapped(aboutPlan(plan), context.columns, "").join("\n")}\n`);
    return await interruptible(async (signal) => {
      const costs: Cost[] = [];
      let failed: string | undefined;
      await runCost(context.workbook, lesson.slug, plan, {
        signal,
        onReport(report) {
          if (report.kind === "measuring") context.stderr.write(`measuring ${report.approach} ...\n`);
          if (report.kind === "cost") costs.push(report.cost);
          if (report.kind === "failed") failed = report.message;
        },
      });
      if (failed !== undefined) {
        context.stderr.write(`${failed}\n`);
        return EXIT_NOT_MEASURED;
      }
      if (flags.json === true) context.stdout.writeJson(costJson(plan, costs));
      else context.stdout.write(flags.csv === true ? costCsv(costs) : table(costs));
      if (flags.svg !== undefined) await writePicture(flags.svg, costs, plan, context);
      return 0;
    });
  },
});

/** The lesson whose server offers the same updates in four ways. */
async function measuredLesson(workbook: Workbook): Promise<Lesson> {
  for (const lesson of lessonsOf(workbook, await readCourse(workbook))
    .filter(({ built }) => built)
    .toReversed())
    if ((await loadDefinition(workbook, lesson)).costs !== undefined) return lesson;
  throw new UsageError("No lesson of this course has a server whose costs can be compared.");
}

/** A line for each measure, a column for each way. */
function table(costs: readonly Cost[]): string {
  const rows = [
    ["", ...APPROACHES],
    ...MEASURES.map((measure) => [measure.title, ...costs.map((cost) => shown(measure, cost))]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  const remarks = costs.flatMap((cost) => (lostRemark(cost) === "" ? [] : [`${cost.approach}: ${lostRemark(cost)}`]));
  return `\n${[...lines, ...(remarks.length === 0 ? [] : ["", ...remarks])].join("\n")}\n`;
}

async function writePicture(file: string, costs: readonly Cost[], plan: CostPlan, context: Context): Promise<void> {
  const { CHART_WIDTH, costSvg } = await import("../../cost/cost-chart.tsx");
  const picture = costSvg({ costs, width: CHART_WIDTH, label: aboutPlan(plan) });
  await writeAtomic(path.resolve(context.cwd, file), picture).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The picture cannot be written to ${quoteWord(file)} (${error.code}).`);
  });
  context.stderr.write(`picture written to ${file}\n`);
}
