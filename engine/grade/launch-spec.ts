/** What a process of the grader runs, and what it finds. */

/** What to run. */
export interface LaunchSpec {
  /** Relative to the server's folder. */
  readonly entry: string;
  /** What `entry` holds, unless the submission has that file itself. */
  readonly compiled?: Uint8Array | undefined;
  /** File URL of a module to load first, for code that cannot be compiled ahead. */
  readonly loader?: string;
  /** Whether the process reports what it does; see observe.mjs. Never for a server that is graded. @default false */
  readonly observed?: boolean;
}

/** What one process finds that another one of the same submission may not. */
export interface StartOptions {
  /** Environment variables beside PORT and HOST. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What follows the name of the file in `process.argv`. */
  readonly args?: readonly string[];
}
