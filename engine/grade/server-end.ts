import { constants } from "node:os";
import type { ServerEnd } from "../kit/run.ts";
import { crashOf, type Remains } from "./crash.ts";
import { CPU_LIMIT_SECONDS } from "./limits.ts";

/** The facts about a process that has ended. */
interface Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The limit because of which the grader ended it. */
  readonly killedFor: string | undefined;
  readonly remains: Remains;
}

/** Like a shell, a sandbox exits with 128 plus the number of the signal that ended its server. */
export function endInSandbox(
  code: number | null,
  signal: string | null,
): { exitCode: number | null; signal: string | null } {
  const [name] = Object.entries(constants.signals).find(([, number]) => code === 128 + number) ?? [];
  return name === undefined ? { exitCode: code, signal } : { exitCode: null, signal: name };
}

/** How a process ended. */
export function describeEnd({ exitCode, signal, killedFor, remains }: Ending): ServerEnd {
  const state = { exitCode, signal };
  if (killedFor !== undefined) return { code: "server-killed", limit: killedFor, ...state };
  // A process that exited with code 0 has handled every error.
  const crash = exitCode === 0 ? undefined : crashOf(remains);
  if (crash !== undefined) return { code: "server-stopped", ...crash, ...state };
  if (signal === "SIGXCPU")
    return { code: "server-killed", limit: `it used ${CPU_LIMIT_SECONDS} s of processor time`, ...state };
  return { code: signal === null ? "server-exited" : "server-signalled", ...state };
}
