/**
 * The inside of a lane: a thread that grades one submission after the other. The runner that drives the checks keeps its
 * state in its modules, so gradings side by side need a copy of the engine each.
 */
import { parentPort } from "node:worker_threads";
import { esbuild } from "../esbuild.ts";
import { grade } from "../grade/grade.ts";
import type { LaneAnswer, LaneRequest } from "./lanes.ts";

parentPort?.on("message", (message: LaneRequest | "close") => {
  if (message === "close") {
    // The compiler is a process of its own; it would outlive the thread for a moment.
    void esbuild()
      .stop()
      .then(() => parentPort?.close());
    return;
  }
  const { number, ...options } = message;
  grade(options).then(
    (verdict) => parentPort?.postMessage({ number, verdict } satisfies LaneAnswer),
    (error: unknown) =>
      parentPort?.postMessage({
        number,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      } satisfies LaneAnswer),
  );
});
