import type { ChildProcess } from "node:child_process";

/**
 * Why a process without an id was not started. Node names the reason in a later turn; where too many files are open, it has
 * made no pipes either, whatever its types say.
 */
export function whyNotSpawned({ stdout }: ChildProcess): string {
  return stdout == null ? "EMFILE: too many open files" : "the system gives out no more";
}
