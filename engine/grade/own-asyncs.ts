import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Prints how many handles let other threads wake the event loop of a Node process that has started nothing. */
const COUNT = `process.report.excludeNetwork = true;
console.log(process.report.getReport().libuv.filter(({ type }) => type === "async").length)`;

const LIMIT_MS = 5_000;

let counted: Promise<number> | undefined;

/**
 * How many async handles every process of this Node has; measured once, because it differs between versions. Any more are
 * message ports, workers or addons of the submission. Resolves with 0, which every process exceeds, when measuring fails.
 */
export async function ownAsyncs(): Promise<number> {
  counted ??= promisify(execFile)(process.execPath, ["--eval", COUNT], { timeout: LIMIT_MS, env: {} })
    .then(({ stdout }) => Number.parseInt(stdout, 10) || 0)
    .catch(() => 0);
  return await counted;
}
