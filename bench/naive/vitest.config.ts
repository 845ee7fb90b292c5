import { defineConfig } from "vitest/config";

const lesson = process.env["NAIVE_LESSON"] ?? "lesson-ws";
const watched = process.env["NAIVE_TRIGGER"];

export default defineConfig({
  test: {
    include: [`${lesson}.naive.ts`],
    // In watch mode a save of the submission, which the suite does not import, starts a run.
    ...(watched === undefined ? {} : { forceRerunTriggers: [`${watched}/**`] }),
  },
});
