/** Runs a program in this terminal and ends all its processes afterwards. */
import { spawn } from "node:child_process";
import { constants } from "node:os";

/** How long a program may take to end after Ctrl-C before it is killed. */
const STOP_LIMIT_MS = 1_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Windows has no process groups, and would open a second console window. */
const HAS_GROUPS = process.platform !== "win32";

export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs `node <args>` with this terminal as its input and output, passing on every signal that asks to stop.
 * The child leads its own process group, so that a signal reaches each of its processes exactly once, and so that
 * remaining processes can be killed when it ends.
 * @returns its exit code; 128 + the signal's number when a signal ended it
 * @throws Error when it cannot be started
 */
export async function runNode(args: readonly string[], { cwd, env }: ChildOptions): Promise<number> {
  const child = spawn(process.execPath, args, { cwd, env, stdio: "inherit", detached: HAS_GROUPS });
  const signal = (name: NodeJS.Signals): void => signalGroup(child.pid, name);
  const killAll = (): void => signal("SIGKILL");
  let deadline: NodeJS.Timeout | undefined;
  const stop = (name: NodeJS.Signals): void => {
    // A second Ctrl-C kills.
    if (deadline !== undefined) return killAll();
    signal(name);
    deadline = setTimeout(killAll, STOP_LIMIT_MS);
  };
  for (const name of SIGNALS) process.on(name, stop);
  process.on("exit", killAll);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, by) => resolve(code ?? 128 + constants.signals[by ?? "SIGTERM"]));
    });
  } finally {
    clearTimeout(deadline);
    killAll();
    process.off("exit", killAll);
    for (const name of SIGNALS) process.off(name, stop);
  }
}

function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(HAS_GROUPS ? -pid : pid, name);
  } catch {
    // The group is empty.
  }
}
