/** Runs one command and measures the time and memory that it and its descendants took. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

const SAMPLE_MS = 100;
const PAGE_BYTES = 4096;

/**
 * @param {string[]} command
 * @param {{ cwd: string, env?: Record<string, string>, memory?: boolean }} options `memory`: sample the memory too
 * @returns {Promise<{ ms: number, cpuMs: number, peakBytes: number, treeBytes: number, output: string, code: number }>}
 *   `cpuMs`: user and system time of all processes that were waited for; `peakBytes`: the largest resident set of the
 *   command's own process; `treeBytes`: the same of the whole process tree, counting shared pages once per process
 */
export async function runCommand([file, ...words], { cwd, env, memory = false }) {
  const startedAt = performance.now();
  // The shell waits for the command and prints the processor time of the command and its descendants.
  const child = spawn("/bin/bash", ["-c", '"$@"; code=$?; times >&2; exit $code', "bash", file, ...words], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collect(child.stdout);
  const errors = collect(child.stderr);
  const peak = { own: 0, tree: 0 };
  const timer = memory ? setInterval(() => sample(child.pid, peak), SAMPLE_MS) : undefined;
  const [code] = await once(child, "close");
  clearInterval(timer);
  return {
    ms: performance.now() - startedAt,
    cpuMs: cpuOf(errors()),
    peakBytes: peak.own,
    treeBytes: peak.tree,
    output: output(),
    code,
  };
}

function collect(stream) {
  const chunks = [];
  stream.on("data", (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

/** The last line of `times`: user and system time of the shell's children, as `0m1.234s 0m0.567s`. */
function cpuOf(errors) {
  const line = errors.trim().split("\n").at(-1) ?? "";
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + (minutes * 60 + Number(seconds)) * 1000,
    0,
  );
}

function sample(shell, peak) {
  const parents = new Map();
  const resident = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      parents.set(Number(name), Number(fields[1]));
      resident.set(Number(name), Number(fields[21]) * PAGE_BYTES);
    } catch {
      // It has ended.
    }
  }
  const isBelow = (pid) => {
    for (let at = parents.get(pid); at > 1; at = parents.get(at)) if (at === shell) return true;
    return false;
  };
  const tree = [...parents.keys()].filter(isBelow);
  const own = tree.find((pid) => parents.get(pid) === shell);
  peak.own = Math.max(peak.own, resident.get(own) ?? 0);
  peak.tree = Math.max(
    peak.tree,
    tree.reduce((sum, pid) => sum + (resident.get(pid) ?? 0), 0),
  );
}
