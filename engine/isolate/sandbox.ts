import type { ChildProcess } from "node:child_process";

/** A kind of place in which submissions run that is stronger than a process. The grader makes one server process after another in it. */
export interface Sandbox {
  readonly level: "namespaces" | "container";
  /**
   * What processes of the sandbox itself are called, between the process we start and the server. Undefined when no
   * process of the sandbox is ours: then signals are handed on, and ports are doors that this very process opened.
   */
  readonly sandboxProcessName: string | undefined;
  /** The folder inside into which the submission's files are unpacked; a server runs in it. */
  readonly submissionDir: string;
  /** The folders a server may write to, as they are called inside; undefined where only the sandbox sees them. */
  readonly folders: readonly string[] | undefined;
  /** Absolute path of the folder, outside, below which a folder for `SandboxedCommand.data` can be made. */
  readonly dataParent: string;
  /** Where the packages of the workbook lie inside. */
  readonly modules: string;
  /** What a file of this project is called inside. Throws for a file that is not there. */
  inside(file: string): string;
  /** Starts a process. Its stdio are: nothing, stdout, stderr, and as number 3 a socket to us. */
  spawn(command: SandboxedCommand): ChildProcess;
  /** Starts another program, which talks over its standard input and output alone. Its environment is empty. */
  pipe(command: readonly string[]): ChildProcess;
}

export interface SandboxedCommand {
  /** A line for /bin/sh that sets limits, ending in a semicolon. */
  readonly limits: string;
  /** What node is started with; paths as they are inside. */
  readonly arguments: readonly string[];
  /** Absolute path of a folder outside that the process sees as `DATA_DIR` and may write to; several may share one. */
  readonly data?: string | undefined;
  /** All that the process finds in its environment. */
  readonly environment: Readonly<Record<string, string>>;
}
