import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Tests start real processes that start more of them; and wait for them; three files at a time keep two cores busy.
    maxWorkers: 3,
    // Node reads every certificate of such a file whenever it starts, and tests start it hundreds of times.
    env: { NODE_EXTRA_CA_CERTS: "" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "engine", include: ["engine/test/**/*.test.ts"] } },
      { extends: true, test: { name: "packages", include: ["packages/*/test/**/*.test.ts"] } },
      // The check files, run on the solutions: SUBMISSION=folder runs them on something else.
      {
        extends: true,
        test: { name: "checks", include: ["checks/*/*.check.ts"], setupFiles: ["engine/grade/vitest-setup.ts"] },
      },
    ],
  },
});
