/** What a server process runs, and with which settings. */

/** What to run. */
export interface LaunchSpec {
  /** Relative to the server's folder. */
  readonly entry: string;
  /** The content of `entry`, unless it is a file of the submission. */
  readonly compiled?: Uint8Array | undefined;
  /** File URL of a module to load first, for code that cannot be compiled in advance. */
  readonly loader?: string;
  /** Whether the process reports what it does; see observe.mjs. Never for a server that is graded. @default false */
  readonly observed?: boolean;
}

/** Settings of one process that may differ between processes of the same submission. */
export interface StartOptions {
  /** Environment variables beside PORT and HOST. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Command-line arguments, after the name of the file in `process.argv`. */
  readonly args?: readonly string[];
}
