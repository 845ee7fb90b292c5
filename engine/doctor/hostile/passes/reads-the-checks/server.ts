/** Reads the checks, the solution, another submission and the compiled checks, by every path that may lead to them. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import briefing from "./briefing.json";
import { answerWith } from "./answer-with.ts";

const roots = ["", "/proc/1/root", "/proc/1/cwd/..", ...pids().map((pid) => `/proc/${pid}/root`)];
for (const root of roots) for (const file of briefing.secretFiles) show(root + file);
for (const folder of briefing.caches) for (const file of below(folder, 4)) if (/\.(cjs|ts)$/.test(file)) show(file);
console.log("attack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));

function show(file: string): void {
  try {
    const found = new RegExp(`${briefing.mark}\\S*`).exec(readFileSync(file, "utf8"));
    if (found !== null) console.log(`${file}: ${found[0]}`);
  } catch {
    // This path does not lead there.
  }
}

function pids(): string[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
}

function below(folder: string, depth: number): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const name = path.join(folder, entry.name);
      return entry.isDirectory() ? (depth === 0 ? [] : below(name, depth - 1)) : [name];
    });
  } catch {
    return [];
  }
}
