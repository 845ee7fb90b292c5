/** Standard output and standard error of a command; ends the process when they fail. */
import { openOutput, type Output } from "../output.ts";
import { EXIT_CANNOT_GRADE } from "../verdict.ts";

/** How long a command may take to stop what it started once its output is lost, before the process ends anyway. */
const STOP_LIMIT_MS = 5_000;

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on its disk",
  EDQUOT: "the disk quota is used up",
  EFBIG: "its file may not grow further",
};

export interface Printer {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Exits once all output was written; with code 2 when some of it was lost. */
  end(code: number): Promise<void>;
}

/** A closed pipe does not end the command: verdict and exit code stay the same. */
export function openPrinter(env: NodeJS.ProcessEnv): Printer {
  let isLost = false;
  const lose = (name: string, { code = "unknown error" }: NodeJS.ErrnoException) => {
    if (isLost) return;
    isLost = true;
    stderr.write(`${name} cannot be written: ${CAUSES[code] ?? "the system refuses"} (${code}).\n`);
    // Only the first failure matters.
    stderr.mute();
    // Stops the command as a signal does, with its processes and files.
    if (!process.emit("SIGTERM", "SIGTERM")) process.exit(EXIT_CANNOT_GRADE);
    setTimeout(() => process.exit(EXIT_CANNOT_GRADE), STOP_LIMIT_MS).unref();
  };
  const stdout = openOutput("stdout", { env, onFailure: (error) => lose("Standard output", error) });
  const stderr = openOutput("stderr", { env, onFailure: (error) => lose("Standard error", error) });
  return {
    stdout,
    stderr,
    async end(code) {
      await Promise.all([stdout.flush(), stderr.flush()]);
      process.exit(isLost ? EXIT_CANNOT_GRADE : code);
    },
  };
}
