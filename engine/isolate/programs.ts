/** Finds and runs programs of this machine. */
import { execFile, type ExecFileException } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/** Runs a program to its end, or kills it after `limitMs`. Never rejects: `stderr` holds the error message. */
export function run(
  [program = "", ...args]: readonly string[],
  limitMs: number,
): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) =>
    execFile(
      program,
      args,
      { timeout: limitMs, killSignal: "SIGKILL" },
      (error: ExecFileException | null, stdout, stderr) =>
        resolve({ stdout, stderr: stderr === "" ? (error?.message ?? "") : stderr }),
    ),
  );
}

/** The absolute path of a program, searched in PATH; undefined when it is not there. */
export function programNamed(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
