/** Whether the lines of the bench have numbers of other clients in them. Asked once a number was wrong. */
import type { Explanation, Tools } from "#kit";
import { BenchRun, type Approach } from "./bench-run.ts";
import { failures } from "./failures.ts";
import type { Summaries } from "./measured.ts";

/** Whether the numbers of requests are those that arrived, and stand in the lines of other clients. */
export function whyOtherRequests(summaries: Summaries, run: BenchRun): Explanation | undefined {
  const lines = [...summaries].map(([approach, { requests }]) => ({
    approach,
    printed: requests,
    arrived: run.requestsOf(approach).length,
  }));
  const inOrder = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b).join();
  if (inOrder(lines.map(({ printed }) => printed)) !== inOrder(lines.map(({ arrived }) => arrived))) return undefined;
  const told = (which: "printed" | "arrived") =>
    lines.map((line) => `${line[which]} ${which === "printed" ? "in the line of" : "of"} ${line.approach}`).join(", ");
  return {
    code: failures["lines-exchanged"],
    expected: `the requests that arrived: ${told("arrived")}`,
    received: told("printed"),
  };
}

/** What a line says of a single update may differ by, where numbers are rounded. */
const ROUNDED_MS = 1.5;

/** Whether a client that has seen a single update, which has one age, is given more than one. */
export async function whyOtherAges(tools: Tools, intervalMs: number): Promise<Explanation | undefined> {
  const run = await BenchRun.start(tools, { updates: 1, intervalMs });
  // Most of an interval old where it is polled for, and young elsewhere.
  await run.answered();
  await run.update();
  const lines = [...(await run.summaries())].map(([approach, { p50Ms, p95Ms, meanStalenessMs }]) => ({
    approach,
    ages: [p50Ms, p95Ms, meanStalenessMs] as const,
  }));
  const isOneAge = (ages: readonly number[]) => Math.max(...ages) - Math.min(...ages) <= ROUNDED_MS;
  const mixed = lines.find(({ ages }) => !isOneAge(ages));
  if (mixed === undefined || !lines.some(({ ages }) => isOneAge(ages))) return undefined;
  const [p50Ms, p95Ms, mean] = mixed.ages.map((age) => Math.round(age));
  return { code: failures["ages-of-others"], why: whyMixed(mixed.approach, `${p50Ms}, ${p95Ms} and ${mean}`) };
}

function whyMixed(approach: Approach, ages: string): string {
  return `after a single update, which has a single age for each client, the line of ${approach} has three for p50Ms, p95Ms and meanStalenessMs: ${ages}. In another line they are equal. So the ages of other clients are among those of this one`;
}
