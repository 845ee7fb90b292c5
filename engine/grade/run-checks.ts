/**
 * Runs a check file with vitest's own runner package, without Vite, workers and reporters: the same suites that
 * `npx vitest run` runs, started in a few milliseconds.
 */
import { pathToFileURL } from "node:url";
import { startTests, type File, type VitestRunner } from "@vitest/runner";
import { CHECK_LIMIT_MS } from "../kit/limits.ts";
import { setRun, type Run } from "../kit/run.ts";

let loads = 0;

/**
 * @param file absolute path of the compiled check file
 * Throws when the check file itself is broken; checks report to `run`.
 */
export async function runChecks(file: string, run: Run): Promise<void> {
  setRun(run);
  const runner: VitestRunner = {
    config: {
      root: "/",
      setupFiles: [],
      name: undefined,
      passWithNoTests: false,
      testNamePattern: undefined,
      allowOnly: false,
      sequence: { seed: run.seed, hooks: "stack", setupFiles: "list" },
      chaiConfig: undefined,
      // Exercises wait for their own servers most of the time, so all of them may be under way.
      maxConcurrency: 16,
      testTimeout: CHECK_LIMIT_MS,
      hookTimeout: CHECK_LIMIT_MS,
      retry: 0,
      includeTaskLocation: false,
      tags: [],
      tagsFilter: undefined,
      strictTags: false,
    },
    // Declaring suites is a side effect of loading the module, so every run loads it anew.
    importFile: (path) => import(`${pathToFileURL(path).href}?run=${++loads}`) as Promise<unknown>,
  };
  const files = await startTests([file], runner);
  const broken = files.flatMap((loaded) => brokenParts(loaded))[0];
  if (broken !== undefined) throw new Error(broken);
}

/** Errors outside any check: the file did not load, or a hook failed. */
function brokenParts(file: File): string[] {
  const suites = [file, ...file.tasks.filter((task) => task.type === "suite")];
  return suites.flatMap((suite) => suite.result?.errors ?? []).map(({ message }) => message);
}
