/** Runs a program in this terminal and ends all its processes afterwards. */
import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { signalGroup } from "../grade/process-tree.ts";

/** How long a program may take to end after Ctrl-C, or before it is restarted, until it is killed. */
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
export async function runNode(args: readonly string[], options: ChildOptions): Promise<number> {
  return await new TerminalProgram(args, options).run();
}

/** The same, for a program that is ended and started again on request. */
export class TerminalProgram {
  readonly #args: readonly string[];
  readonly #options: ChildOptions;
  #child: ChildProcess | undefined;
  #state: "running" | "restarting" | "stopping" = "running";
  #deadline: NodeJS.Timeout | undefined;

  constructor(args: readonly string[], options: ChildOptions) {
    this.#args = args;
    this.#options = options;
  }

  /** Resolves with the exit code once it has ended and is not restarted. To be called once. */
  async run(): Promise<number> {
    const killAll = () => this.#signal("SIGKILL");
    const stop = (name: NodeJS.Signals) => this.#stop(name);
    for (const name of SIGNALS) process.on(name, stop);
    process.on("exit", killAll);
    try {
      for (;;) {
        const code = await this.#runOnce();
        if (this.#state !== "restarting") return code;
        this.#state = "running";
      }
    } finally {
      process.off("exit", killAll);
      for (const name of SIGNALS) process.off(name, stop);
    }
  }

  /** Asks the program to end, kills it after 1 s, and starts it again. Returns false when it is ending already. */
  restart(): boolean {
    if (this.#state !== "running") return false;
    this.#state = "restarting";
    this.#end("SIGTERM");
    return true;
  }

  async #runOnce(): Promise<number> {
    const { cwd, env } = this.#options;
    const child = spawn(process.execPath, this.#args, { cwd, env, stdio: "inherit", detached: HAS_GROUPS });
    this.#child = child;
    try {
      return await new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code, by) => resolve(code ?? 128 + constants.signals[by ?? "SIGTERM"]));
      });
    } finally {
      clearTimeout(this.#deadline);
      this.#signal("SIGKILL");
    }
  }

  #stop(name: NodeJS.Signals): void {
    // A second Ctrl-C kills.
    if (this.#state === "stopping") return this.#signal("SIGKILL");
    this.#state = "stopping";
    this.#end(name);
  }

  #end(name: NodeJS.Signals): void {
    this.#signal(name);
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#signal("SIGKILL"), STOP_LIMIT_MS);
  }

  /** Sends a signal to all its processes. */
  #signal(name: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid !== undefined) signalGroup(pid, name);
  }
}
