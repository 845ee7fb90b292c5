import { spawn, type ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import type { Sandbox } from "../isolate/sandbox.ts";
import { CPU_LIMIT_SECONDS, DATA_LIMIT_BYTES, FILE_LIMIT_BYTES, OPEN_FILES_LIMIT } from "./limits.ts";
import { tagOf } from "./process-tree.ts";

export const LOOPBACK = "127.0.0.1";

/** Environment variable that marks a server and every process it starts. */
export const MARK_VARIABLE = "WORKBOOK_RUN";

/** The variables of our own environment that a submission sees. The second list reveals paths of this machine. */
const LOCALE = ["LANG", "LC_ALL", "LC_CTYPE", "TZ"];
const PLACES = ["PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot"];

export interface SpawnOptions {
  /** Absolute path of child.mjs. */
  readonly childFile: string;
  /** What child.mjs does before it gets the file to run. */
  readonly preparation: {
    /** Absolute path of the folder to remove when the grader is gone; undefined in a sandbox, which disappears by itself. */
    readonly serverDir: string | undefined;
    /** The same for a folder that several processes share; a process in a pool learns it with the file to run. */
    readonly dataDir: string | undefined;
    /** Packages that the learner's code will probably import: names, with absolute paths. */
    readonly preload: Readonly<Record<string, string>>;
    readonly warmUp: boolean;
  };
  /** The value of PORT. */
  readonly port: number;
  /** See `MARK_VARIABLE`. */
  readonly mark: string;
  /** The sandbox it runs in; undefined: directly on this machine. */
  readonly sandbox: Sandbox | undefined;
  /** See `SandboxedCommand.data`. */
  readonly data: string | undefined;
}

/**
 * Forbids core dumps, and sets limits that hold even without the grader. Limits that are lower already stay; `-f` counts
 * blocks of 512 bytes, `-d` kilobytes.
 */
export const LIMITS = [
  "ulimit -c 0",
  `ulimit -t ${CPU_LIMIT_SECONDS}`,
  `ulimit -f ${FILE_LIMIT_BYTES / 512}`,
  `ulimit -n ${OPEN_FILES_LIMIT}`,
  // On other systems -d counts memory that is only reserved.
  ...(process.platform === "linux" ? [`ulimit -d ${DATA_LIMIT_BYTES / 1024}`] : []),
]
  .map((limit) => `${limit} 2>/dev/null;`)
  .join(" ");

/** Sets the limit on file locks, -w in dash and -x in bash. Only Linux ignores these limits. */
function tagged(tag: string): string {
  return process.platform === "linux"
    ? `{ ulimit -w ${tag} || ulimit -x ${tag}; } 2>/dev/null; ulimit -m ${tag} 2>/dev/null;`
    : "";
}

/**
 * Starts a process that waits to become a learner's server: a group of its own, an allow-listed environment, limits that
 * hold even when this process is killed. Its file descriptor 3 is a socket to us.
 */
export function spawnServer({ childFile, preparation, port, mark, sandbox, data }: SpawnOptions): ChildProcess {
  const environment: Record<string, string> = { PORT: String(port), HOST: LOOPBACK };
  for (const name of sandbox === undefined ? [...LOCALE, ...PLACES] : LOCALE) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const toNode = ["--enable-source-maps", sandbox?.inside(childFile) ?? childFile, JSON.stringify(preparation)];
  // Nothing outlives a sandbox, so no process has to be recognised by a mark.
  if (sandbox !== undefined) return sandbox.spawn({ limits: LIMITS, arguments: toNode, environment, data });
  environment[MARK_VARIABLE] = mark.slice(MARK_VARIABLE.length + 1);
  const tag = tagOf(mark);
  const node = [process.execPath, ...toNode];
  // A shell sets the limits and replaces itself by node. Two limits that Linux ignores, on file locks and resident memory,
  // serve as marks, which even a child with an empty environment inherits.
  const command =
    process.platform === "win32" ? node : ["/bin/sh", "-c", `${LIMITS} ${tagged(tag)} exec "$@"`, "sh", ...node];
  return spawn(command[0] as string, command.slice(1), {
    detached: true,
    env: environment,
    // Until it gets the file to run. Nothing of this project is there.
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}
