/**
 * Runs a check file with vitest's own runner package, without Vite, workers and reporters: the same suites that
 * `npx vitest run` runs, started in a few milliseconds.
 */
import { startTests, type File, type VitestRunner } from "@vitest/runner";
import type { AuthoredFile } from "../authored.ts";
import * as kit from "../kit/index.ts";
import { CHECK_LIMIT_MS } from "../kit/limits.ts";
import { setRun, type Run } from "../kit/run.ts";

/**
 * Runs the suites that a check file declares.
 * Throws when the check file itself is broken; checks report to `run`.
 */
export async function runChecks(checks: AuthoredFile, run: Run): Promise<void> {
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
    importFile: () => checks(kit),
  };
  const files = await startTests(["checks"], runner);
  const broken = files.flatMap((loaded) => brokenParts(loaded))[0];
  if (broken !== undefined) throw new Error(broken);
}

/** Errors outside any check: the file did not load, or a hook failed. */
function brokenParts(file: File): string[] {
  const suites = [file, ...file.tasks.filter((task) => task.type === "suite")];
  return suites.flatMap((suite) => suite.result?.errors ?? []).map(({ message }) => message);
}
