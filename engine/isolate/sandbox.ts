import type { ChildProcess } from "node:child_process";

/** An isolation stronger than a process. The grader runs one server process after another in it. */
export interface Sandbox {
  readonly level: "namespaces" | "container";
  /**
   * The name of the sandbox's own processes, between the process we start and the server. Undefined when they are not
   * our descendants: then signals are passed on and ports are forwarded by this process.
   */
  readonly sandboxProcessName: string | undefined;
  /** The folder inside into which the submission's files are unpacked, and the server's working directory. */
  readonly submissionDir: string;
  /** The writable folders, as paths inside; undefined where this process cannot see them. */
  readonly folders: readonly string[] | undefined;
  /** Absolute path of the folder, outside, below which a folder for `SandboxedCommand.data` can be made. */
  readonly dataParent: string;
  /** The path inside of the workbook's node_modules. */
  readonly modules: string;
  /**
   * Converts the path of a file of this project to the one inside.
   * @throws Error for a file that is not visible there
   */
  inside(file: string): string;
  /** Starts node. Its stdio are: nothing, stdout, stderr, and as number 3 a pipe to this process. */
  spawn(command: SandboxedCommand): ChildProcess;
  /** Starts another program that uses only its standard streams. Its environment is empty. */
  pipe(command: readonly string[]): ChildProcess;
}

export interface SandboxedCommand {
  /** A line for /bin/sh that sets limits, ending in a semicolon. */
  readonly limits: string;
  /** The arguments of node; paths are those inside. */
  readonly arguments: readonly string[];
  /** Absolute path of a folder outside that the process sees as `DATA_DIR` and may write to; several may share one. */
  readonly data?: string | undefined;
  /** The complete environment of the process, apart from PATH and TMPDIR. */
  readonly environment: Readonly<Record<string, string>>;
}
