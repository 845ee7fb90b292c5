import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { sanitizeLine } from "../text/sanitize-text.ts";
import type { Context } from "./command.ts";

const FAULT_CHARACTERS = 1_000;

/**
 * Runs a command of this workbook that prints JSON, as a process of its own. It has done its work when it has printed that:
 * its exit code may speak of the class.
 * @param words after `npm run` @param cwd absolute path of the folder it is typed in
 * @returns why it failed, as it says itself; empty when it did not
 * @throws Error when it cannot be started
 */
export async function runWorkbook(
  words: readonly string[],
  cwd: string,
  { projectRoot, workbook, env }: Pick<Context, "projectRoot" | "workbook" | "env">,
  signal: AbortSignal,
): Promise<string> {
  const start = path.join(projectRoot, "engine/cli/start.mjs");
  const child = spawn(process.execPath, [start, ...words, "--json"], {
    cwd,
    env: { ...env, WORKBOOK_ROOT: workbook.root },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // It stops cleanly, and can be continued.
  const stop = () => child.kill("SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  try {
    const [printed, said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    return isJson(printed) ? "" : sanitizeLine(said.trim() || "it printed nothing", { maxChars: FAULT_CHARACTERS });
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function isJson(printed: string): boolean {
  try {
    return typeof JSON.parse(printed) === "object";
  } catch {
    return false;
  }
}
