/**
 * The main module of a worker: a process that grades submissions, several at a time. It is a separate process so that
 * a crash does not end the command that grades a class, and because a process can run in a sandbox.
 *
 * Jobs and verdicts travel over the IPC channel of node:child_process, which no process of a submission inherits.
 */
import process from "node:process";
import { esbuild } from "../esbuild.ts";
import { processCompiler } from "../grade/compiler.ts";
import { grade } from "../grade/grade.ts";
import { ProcessPool } from "../grade/process-pool.ts";
import { closeInherited } from "../isolate/inherited.ts";
import { containerSandbox } from "../isolate/container.ts";
import { namespaceSandbox } from "../isolate/namespaces.ts";
import type { Sandbox } from "../isolate/sandbox.ts";
import type { Workbook } from "../workbook.ts";
import { watchLateness } from "./lateness.ts";
import type { FromWorker, WorkerStart, ToWorker } from "./messages.ts";

const start = JSON.parse(process.argv[2] ?? "") as WorkerStart;
if (process.platform === "linux") closeInherited();
const pools = new Map<string, ProcessPool>();
const running = new Map<number, AbortController>();

process.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "grade":
      void run(message);
      return;
    case "abort":
      running.get(message.number)?.abort(new Error("the grading was cancelled"));
      return;
    case "close":
      // The compilers are separate processes that would briefly outlive this one.
      void Promise.allSettled([esbuild().stop(), processCompiler.stop()]).finally(() => process.exit(0));
  }
});
// The process that started this worker is gone. Exiting ends the servers as well.
process.on("disconnect", () => process.exit(1));

async function run({ number, job }: Extract<ToWorker, { kind: "grade" }>): Promise<void> {
  const controller = new AbortController();
  running.set(number, controller);
  const lateness = watchLateness();
  try {
    const verdict = await grade({ ...job, pool: poolFor(job.workbook), signal: controller.signal });
    send({ kind: "verdict", number, verdict, lateMs: lateness.stop() });
  } catch (error) {
    send({ kind: "error", number, message: error instanceof Error ? error.message : String(error) });
  } finally {
    lateness.stop();
    running.delete(number);
  }
}

/** One pool per workbook, because the file system of a sandbox is built for one workbook. */
function poolFor(workbook: Workbook): ProcessPool {
  const known = pools.get(workbook.root);
  if (known !== undefined) return known;
  const pool = new ProcessPool(workbook, 0, sandboxFor(workbook));
  pools.set(workbook.root, pool);
  return pool;
}

function sandboxFor(workbook: Workbook): Sandbox | undefined {
  const { level, program = "", folder } = start;
  switch (level) {
    case "namespaces":
      return namespaceSandbox(program, workbook, folder);
    case "container":
      return containerSandbox(program, workbook, folder);
    case "process":
      return undefined;
  }
}

function send(message: FromWorker): void {
  process.send?.(message);
}

send({ kind: "ready" });
