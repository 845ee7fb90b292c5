import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest, longest first: a long file that begins last is waited for alone. */
const LONGEST = [
  "project/lessons",
  "grade/faults",
  "drop-in/clean-copy",
  "watch/terminal",
  "collection/collection",
  "web/learner.e2e",
  "watch/soak",
  "watch/lines",
  "project/tools",
  "grade/waiting",
  "isolate/doctor",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** What a check file speaks when vitest runs it. */
const VITEST_KIT = fileURLToPath(new URL("engine/grade/vitest-kit.ts", import.meta.url));

export default defineConfig({
  test: {
    // Tests start real processes that start more of them, and wait for them: three files at a time keep two cores busy.
    maxWorkers: 3,
    // Each file would load the same modules again. What is shared is code of ours that keeps no state.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Node reads every certificate of such a file whenever it starts, and tests start it hundreds of times.
    env: { NODE_EXTRA_CA_CERTS: "" },
    testTimeout: 60_000,
    // What takes some milliseconds can take seconds beside other tests.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "engine",
          include: ["engine/test/**/*.test.ts"],
          globalSetup: ["engine/test/tools/require-installed.ts"],
        },
      },
      // Whatever the reader's own board is: the tests of task-board open theirs.
      {
        extends: true,
        test: { name: "packages", include: ["packages/*/test/**/*.test.ts"], env: { DB_PATH: "", SEED_FILE: "" } },
      },
      // The check files, run on the solutions: SUBMISSION=folder runs them on something else.
      {
        extends: true,
        resolve: { alias: { "#kit": VITEST_KIT } },
        test: { name: "checks", include: ["checks/*/*.check.ts"], setupFiles: [VITEST_KIT] },
      },
    ],
  },
});
