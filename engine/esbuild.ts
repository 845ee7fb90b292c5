import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { compileFunction } from "node:vm";
import type * as Esbuild from "esbuild";

/**
 * The compiler for files of this workbook, loaded on first use. By `require`, because it is CommonJS: to import it, Node
 * would read it twice, once to find its exports, and every first verdict would take 15 ms longer.
 */
export function esbuild(): typeof Esbuild {
  return createRequire(import.meta.url)("esbuild") as typeof Esbuild;
}

/** Starts esbuild's program with pipes for its first three descriptors. */
export type StartEsbuild = (program: string, args: readonly string[]) => ChildProcess;

/**
 * A copy of esbuild's client whose service is started by `start`. The package starts its service itself, with our
 * environment and without limits, one for each copy of its code, and has no option to change that. So this copy of its code
 * gets a different `node:child_process`, which contains only `spawn`.
 */
export function esbuildStartedBy(start: StartEsbuild): typeof Esbuild {
  const file = createRequire(import.meta.url).resolve("esbuild");
  const own = createRequire(file);
  const requireOther = (name: string): unknown => (name === "child_process" ? { spawn: start } : own(name));
  const module = { exports: {} };
  const run = compileFunction(readFileSync(file, "utf8"), ["exports", "require", "module", "__filename", "__dirname"], {
    filename: file,
  }) as (...args: unknown[]) => void;
  run(module.exports, Object.assign(requireOther, own), module, file, path.dirname(file));
  return module.exports as typeof Esbuild;
}
