import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { compileFunction } from "node:vm";
import type * as Esbuild from "esbuild";

/**
 * The compiler for files of this workbook, loaded when something has to be compiled. By `require`, because it is CommonJS:
 * Node would read it twice to import it, once to find its exports, and every first verdict would come 15 ms later.
 */
export function esbuild(): typeof Esbuild {
  return createRequire(import.meta.url)("esbuild") as typeof Esbuild;
}

/** Starts esbuild's program with pipes for its first three descriptors. */
export type StartEsbuild = (program: string, args: readonly string[]) => ChildProcess;

/**
 * A copy of esbuild's client whose service is started by `start`: the package starts its service itself, with our
 * environment and without limits, keeps one for each copy of its code, and has no option for any of that. So its code
 * gets another `node:child_process`, in which only `spawn` exists.
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
