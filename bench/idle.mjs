/** The memory of a process that waits for the next save. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { makeWorkspace } from "./workspace.mjs";

/**
 * Starts watch mode, waits until it is idle, and measures the processes that wait for the next save.
 * @param {string} root absolute path of this project
 * @returns {Promise<number>} private memory of the largest of them in bytes, after its warm-up
 */
export async function waitingBytes(root) {
  const workspace = makeWorkspace(root);
  const child = spawn(process.execPath, [path.join(root, "engine/cli/start.mjs"), "watch", "lesson-ws"], {
    cwd: root,
    env: { ...process.env, WORKBOOK_ROOT: workspace.folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  // They start after the verdict, load packages and warm up: idle once their memory no longer changes.
  let before = -1;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const bytes = Math.max(0, ...waiting(child.pid).map(privateBytes));
    if (bytes > 0 && bytes === before) break;
    before = bytes;
  }
  child.kill("SIGTERM");
  await once(child, "exit");
  workspace.remove();
  return before;
}

function waiting(parent) {
  return readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8")
    .split(" ")
    .filter((pid) => pid !== "" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("child.mjs"));
}

function privateBytes(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return [...text.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB/gm)].reduce(
    (sum, [, kilobytes]) => sum + Number(kilobytes) * 1024,
    0,
  );
}
