/** Compiles `types.ts`, whose expectations about types only the compiler can check. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const COMPILE_LIMIT_MS = 60_000;

test(
  "the sources and the expectations in types.ts compile under the workbook's strict options",
  { timeout: COMPILE_LIMIT_MS },
  () => {
    const compiler = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));
    const project = fileURLToPath(new URL("..", import.meta.url));
    const run = spawnSync(process.execPath, [compiler, "-p", project], { encoding: "utf8" });
    expect({ output: run.stdout + run.stderr, status: run.status }).toEqual({ output: "", status: 0 });
  },
);
