import { constants } from "node:os";
import type { ServerEnd } from "../kit/run.ts";
import { readCrash } from "./crash.ts";
import { CPU_LIMIT_SECONDS } from "./limits.ts";

/** What is known about a process that has ended. */
interface Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The limit for which the grader ended it. */
  readonly killedFor: string | undefined;
  readonly stderr: string;
  /** Where the submission was staged. */
  readonly folder: string;
}

/** A sandbox ends as its server did, with 128 plus the number of a signal for its code, as in a shell. */
export function endInSandbox(
  code: number | null,
  signal: string | null,
): { exitCode: number | null; signal: string | null } {
  const [name] = Object.entries(constants.signals).find(([, number]) => code === 128 + number) ?? [];
  return name === undefined ? { exitCode: code, signal } : { exitCode: null, signal: name };
}

/** How a process ended, in words a learner can use. */
export function describeEnd({ exitCode, signal, killedFor, stderr, folder }: Ending): ServerEnd {
  if (killedFor !== undefined)
    return { code: "server-killed", sentence: `your server was stopped: ${killedFor}`, exitCode, signal };
  const crash = readCrash(stderr, folder);
  if (crash !== undefined && exitCode !== 0) {
    const { error, ...place } = crash;
    return { code: "server-stopped", sentence: `your server stopped: ${error}`, exitCode, signal, ...place };
  }
  if (signal === "SIGXCPU")
    return {
      code: "server-killed",
      sentence: `your server was stopped: it used ${CPU_LIMIT_SECONDS} s of processor time`,
      exitCode,
      signal,
    };
  if (signal !== null)
    return { code: "server-signalled", sentence: `your server was ended by ${signal}`, exitCode, signal };
  if (exitCode === 13)
    return {
      code: "server-exited",
      sentence: "your server ended with code 13: a top-level await never settled",
      exitCode,
      signal,
    };
  return { code: "server-exited", sentence: `your server ended by itself with code ${exitCode}`, exitCode, signal };
}
