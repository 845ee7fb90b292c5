import { spawn, type ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { CPU_LIMIT_SECONDS } from "./limits.ts";
import { tagOf } from "./process-tree.ts";

export const LOOPBACK = "127.0.0.1";

/** Environment variable that marks a server and every process it starts. */
export const MARK_VARIABLE = "WORKBOOK_RUN";

/** What of our own environment a submission sees. */
const PASSED_ON = ["PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot"];

export interface SpawnOptions {
  /** Absolute path of child.mjs. */
  readonly childFile: string;
  /** What child.mjs does before it is told what to run. */
  readonly order: {
    /** Absolute path of the folder that is removed when we are gone. */
    readonly home: string;
    /** Packages the learner's code will probably import: from their names to absolute paths. */
    readonly preload: Readonly<Record<string, string>>;
    readonly rehearse: boolean;
  };
  /** What PORT says. */
  readonly port: number;
  /** See `MARK_VARIABLE`. */
  readonly mark: string;
}

/**
 * Starts a process that waits to become a learner's server: a group of its own, an allow-listed environment, limits that
 * hold even when this process is killed. Its file descriptor 3 is a socket to us.
 */
export function spawnServer({ childFile, order, port, mark }: SpawnOptions): ChildProcess {
  const environment: NodeJS.ProcessEnv = {
    PORT: String(port),
    HOST: LOOPBACK,
    [MARK_VARIABLE]: mark.slice(MARK_VARIABLE.length + 1),
  };
  for (const name of PASSED_ON) if (process.env[name] !== undefined) environment[name] = process.env[name];
  const tag = tagOf(mark);
  const node = [process.execPath, "--enable-source-maps", childFile, JSON.stringify(order)];
  // A shell that sets the limits and becomes node: no core dumps, a processor limit that holds without us, and a
  // limit on file locks, which Linux ignores, as a mark that a child with an empty environment carries as well.
  const command =
    process.platform === "win32"
      ? node
      : [
          "/bin/sh",
          "-c",
          `ulimit -c 0; ulimit -t ${CPU_LIMIT_SECONDS}; { ulimit -w ${tag} || ulimit -x ${tag}; } 2>/dev/null; exec "$@"`,
          "sh",
          ...node,
        ];
  return spawn(command[0] as string, command.slice(1), {
    detached: true,
    env: environment,
    // Until it is told where to run; nothing of this project lies there.
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}
