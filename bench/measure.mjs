/** Runs commands side by side, one after the other in turn, so that a machine that slows down slows all of them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { performance } from "node:perf_hooks";

/**
 * @typedef {{ name: string, command: string[], cwd: string, env?: Record<string, string>, right?: (output: string, code: number) => boolean }} Contender
 * @typedef {{ name: string, ms: number[], wrong: number }} Measured
 */

/**
 * Times each contender `rounds` times, interleaved, after one round that does not count.
 * @param {Contender[]} contenders
 * @param {number} rounds
 * @returns {Promise<Measured[]>} milliseconds from start to exit, and how many runs ended with a wrong verdict
 */
export async function interleaved(contenders, rounds) {
  const measured = contenders.map(({ name }) => ({ name, ms: [], wrong: 0 }));
  for (let round = 0; round <= rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const { ms, output, code } = await run(contender);
      if (!(contender.right ?? ((_, exit) => exit === 0))(output, code)) measured[index].wrong += 1;
      if (round > 0) measured[index].ms.push(ms);
    }
  }
  return measured;
}

/** One command from spawn to exit. */
async function run({ command: [file, ...words], cwd, env }) {
  const startedAt = performance.now();
  const child = spawn(file, words, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "ignore"] });
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  const [code] = await once(child, "exit");
  return { ms: performance.now() - startedAt, output: Buffer.concat(chunks).toString("utf8"), code };
}

/** The value below which `share` (0 to 1) of the values lie. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
