/**
 * The measuring process: reads its task from the arguments, writes a line of JSON for everything that it finds, and stops its
 * server before it ends, also when its starter asks it to or is gone.
 */
import { readCourse, lessonsOf } from "../lesson.ts";
import { loadDefinition } from "../load-lesson-code.ts";
import type { CostPlan, CostReport } from "./cost.ts";
import { CostError, measureAll } from "./measure.ts";
import type { CostTask } from "./run-cost.ts";

const { workbook, slug, plan } = JSON.parse(process.argv[2] ?? "") as CostTask;
const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => stopping.abort());
// The starter holds the other end, so it ends with the starter, however that ends.
process.stdin.on("end", () => stopping.abort()).resume();

const report = (line: CostReport) => process.stdout.write(`${JSON.stringify(line)}\n`);

await measureFor(plan).catch((error: unknown) => {
  if (stopping.signal.aborted) return;
  if (!(error instanceof CostError)) throw error;
  report({ kind: "failed", message: error.message });
});
process.stdin.destroy();

async function measureFor(chosen: CostPlan): Promise<void> {
  const lesson = lessonsOf(workbook, await readCourse(workbook)).find((each) => each.slug === slug);
  const definition = lesson === undefined ? undefined : await loadDefinition(workbook, lesson);
  if (lesson === undefined || definition?.costs === undefined)
    throw new CostError("This lesson has nothing to measure.");
  await measureAll({
    workbook,
    lesson,
    definition,
    endpoints: definition.costs,
    plan: chosen,
    signal: stopping.signal,
    onBegin: (approach) => report({ kind: "measuring", approach }),
    onCost: (cost) => report({ kind: "cost", cost }),
  });
  report({ kind: "done" });
}
