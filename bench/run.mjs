/**
 * `npm run bench`: what we claim about speed, as ratios measured in one run. Prints a table and writes results.md.
 * ROUNDS sets how often each command is measured (10).
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { interleaved, quantile } from "./measure.mjs";
import { saveToVerdict } from "./watch.mjs";

const root = path.resolve(import.meta.dirname, "..");
const rounds = Number(process.env.ROUNDS ?? 10);
const passed = (output, code) => code === 0 && output.includes("3 of 3 exercises");
const node = (...words) => [process.execPath, path.join(root, "engine/cli/start.mjs"), ...words];

const measured = await interleaved(
  [
    {
      name: "naive: vitest run, tsx spawned in beforeAll (npm run)",
      command: ["npm", "run", "check"],
      cwd: path.join(root, "bench/naive"),
      right: (_, code) => code === 0,
    },
    {
      name: "npm run check lesson-ws solution",
      command: ["npm", "run", "check", "lesson-ws", "solution"],
      cwd: root,
      right: passed,
    },
    { name: "the same without npm", command: node("check", "lesson-ws", "solution"), cwd: root, right: passed },
    { name: "node -e 0", command: [process.execPath, "-e", "0"], cwd: root },
  ],
  rounds,
);

const table = (rows, head) =>
  [
    `| ${head} | p50 ms | p95 ms | p50 x naive | p95 x naive | wrong verdicts |`,
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
const rowsOf = (contenders) =>
  contenders.map(({ name, ms, wrong }) => {
    const [half, most] = [quantile(ms, 0.5), quantile(ms, 0.95)];
    const [naiveHalf, naiveMost] = [quantile(contenders[0].ms, 0.5), quantile(contenders[0].ms, 0.95)];
    return `| ${name} | ${half.toFixed(0)} | ${most.toFixed(0)} | ${(half / naiveHalf).toFixed(2)} | ${(most / naiveMost).toFixed(2)} | ${wrong} |`;
  });
const saved = await saveToVerdict(root, rounds * 2);
const report = `# Benchmark results

${new Date().toISOString().slice(0, 10)} · ${rounds} interleaved rounds · ${cpus().length} x ${cpus()[0]?.model.trim()} · Node ${process.versions.node}

Milliseconds belong to this machine; the ratios are the claim. A wrong verdict is one that differs from what the server deserves.

## Cold: from the command to its exit

${table(rowsOf(measured), "command")}

## Save to verdict: from the write of a file to the printed result

${table(rowsOf(saved), "watcher")}
`;
console.log(report);
writeFileSync(path.join(root, "bench/results.md"), report);
process.exitCode = [...measured, ...saved].some(({ wrong }) => wrong > 0) ? 1 : 0;
