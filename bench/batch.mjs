/** Grades a class, with `npm run grade` and with the naive loop. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { composeClass } from "./class.mjs";
import { runCommand } from "./run-command.mjs";

/**
 * @typedef {{ submissions: number, ms: number, cpuMs: number, peakBytes: number, treeBytes: number, wrong: number }} Graded
 *   `peakBytes` and `treeBytes` as in run-command.mjs; `wrong`: the number of wrong verdicts
 */

/**
 * `npm run grade` on a class.
 * @param {string} root absolute path of this project
 * @param {number} size
 * @param {"mixed" | "right"} kind
 * @param {string[]} flags of the command
 * @returns {Promise<Graded>}
 */
export async function gradeClass(root, size, kind, flags = []) {
  const made = composeClass(root, size, kind);
  const output = mkdtempSync(path.join(tmpdir(), "grades-"));
  try {
    const start = path.join(root, "engine/cli/start.mjs");
    const words = ["grade", "lesson-ws", made.folder, "--output", output, "--json", ...flags];
    const ran = await runCommand([process.execPath, start, ...words], { cwd: root, memory: true });
    const { students } = JSON.parse(ran.output);
    const verdicts = new Map(students.map(({ id, passed }) => [id, passed]));
    const wrong = [...made.passes].filter(([name, passes]) => verdicts.get(name) !== passes).length;
    return { ...ran, submissions: size, wrong };
  } finally {
    made.remove();
    rmSync(output, { recursive: true, force: true });
  }
}

/**
 * The naive way: the cold naive command, once for each submission.
 * @returns {Promise<Graded>}
 */
export async function naiveLoop(root, size, kind) {
  // Inside the project, where its imports resolve.
  const made = composeClass(root, size, kind, path.join(root, "bench/naive"));
  const total = { submissions: size, ms: 0, cpuMs: 0, peakBytes: 0, treeBytes: 0, wrong: 0 };
  try {
    for (const [name, passes] of made.passes) {
      const cwd = path.join(root, "bench/naive");
      const env = { SUBMISSION: path.join(made.folder, name) };
      const ran = await runCommand(["npm", "run", "check"], { cwd, env, memory: true });
      total.ms += ran.ms;
      total.cpuMs += ran.cpuMs;
      total.peakBytes = Math.max(total.peakBytes, ran.peakBytes);
      total.treeBytes = Math.max(total.treeBytes, ran.treeBytes);
      if ((ran.code === 0) !== passes) total.wrong += 1;
    }
    return total;
  } finally {
    made.remove();
  }
}
