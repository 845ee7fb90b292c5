/** Runs commands in turn, so that a machine that slows down slows all of them. */
import { runCommand } from "./run-command.mjs";

/**
 * @typedef {{ name: string, command: string[], cwd: string, env?: Record<string, string>, right?: (output: string, code: number) => boolean }} Contender
 * @typedef {{ name: string, ms: number[], cpuMs: number[], wrong: number }} Measured
 */

/**
 * Times each contender `rounds` times, interleaved, after one warm-up round.
 * @param {Contender[]} contenders
 * @param {number} rounds
 * @returns {Promise<Measured[]>} milliseconds from start to exit, processor milliseconds, and how many runs ended with a
 *   wrong verdict
 */
export async function interleaved(contenders, rounds) {
  const measured = contenders.map(({ name }) => ({ name, ms: [], cpuMs: [], wrong: 0 }));
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { command, cwd, env, right }] of contenders.entries()) {
      const { ms, cpuMs, output, code } = await runCommand(command, { cwd, env });
      if (!(right ?? ((_, exit) => exit === 0))(output, code)) measured[index].wrong += 1;
      if (round === 0) continue;
      measured[index].ms.push(ms);
      measured[index].cpuMs.push(cpuMs);
    }
  }
  return measured;
}

/** The value that `share` (0 to 1) of the values are below. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
