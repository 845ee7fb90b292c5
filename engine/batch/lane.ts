/**
 * The inside of a lane: a process that grades one submission after the other. It is a process of its own because the
 * runner that drives the checks keeps its state in its modules, and because a process can be put into a sandbox.
 *
 * Jobs come and verdicts go over the channel of node:child_process. Nothing that a submission starts inherits it.
 */
import process from "node:process";
import { grade } from "../grade/grade.ts";
import type { FromLane, ToLane } from "./lane-messages.ts";

const running = new Map<number, AbortController>();

process.on("message", (message: ToLane) => {
  switch (message.kind) {
    case "grade":
      void run(message);
      return;
    case "abort":
      running.get(message.number)?.abort(new Error("the grading was called off"));
      return;
    case "close":
      // The compiler is a process of its own; it would outlive this one for a moment.
      void import("esbuild").then(({ stop }) => stop()).finally(() => process.exit(0));
  }
});
// Whoever opened this lane is gone, however that happened. Ending ends the servers as well.
process.on("disconnect", () => process.exit(1));

async function run({ number, job }: Extract<ToLane, { kind: "grade" }>): Promise<void> {
  const controller = new AbortController();
  running.set(number, controller);
  try {
    tell({ kind: "verdict", number, verdict: await grade({ ...job, signal: controller.signal }) });
  } catch (error) {
    tell({ kind: "error", number, message: error instanceof Error ? error.message : String(error) });
  } finally {
    running.delete(number);
  }
}

function tell(message: FromLane): void {
  process.send?.(message);
}

tell({ kind: "ready" });
