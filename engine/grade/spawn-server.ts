import { spawn, type ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import type { Sandbox } from "../isolate/sandbox.ts";
import { CPU_LIMIT_SECONDS, DATA_LIMIT_BYTES, FILE_LIMIT_BYTES, OPEN_FILES_LIMIT } from "./limits.ts";
import { tagOf } from "./process-tree.ts";

export const LOOPBACK = "127.0.0.1";

/** Environment variable that marks a server and every process it starts. */
export const MARK_VARIABLE = "WORKBOOK_RUN";

/** What of our own environment a submission sees. The second list tells where things lie on this machine. */
const LOCALE = ["LANG", "LC_ALL", "LC_CTYPE", "TZ"];
const PLACES = ["PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot"];

export interface SpawnOptions {
  /** Absolute path of child.mjs. */
  readonly childFile: string;
  /** What child.mjs does before it is told what to run. */
  readonly launchSpec: {
    /** Absolute path of the folder that is removed when we are gone; a sandbox goes by itself. */
    readonly serverDir: string | undefined;
    /** The same of a folder that several processes share; one that waits in a pool is told later. */
    readonly dataDir: string | undefined;
    /** Packages the learner's code will probably import: from their names to absolute paths. */
    readonly preload: Readonly<Record<string, string>>;
    readonly warmUp: boolean;
  };
  /** What PORT says. */
  readonly port: number;
  /** See `MARK_VARIABLE`. */
  readonly mark: string;
  /** Where it runs. @default nothing but a process of its own */
  readonly sandbox: Sandbox | undefined;
  /** See `SandboxedCommand.data`. */
  readonly data: string | undefined;
}

/**
 * No core dumps, and limits that hold without us. Limits that are lower already stay as they are; `-f` counts blocks of
 * 512 bytes, `-d` kilobytes.
 */
export const LIMITS = [
  "ulimit -c 0",
  `ulimit -t ${CPU_LIMIT_SECONDS}`,
  `ulimit -f ${FILE_LIMIT_BYTES / 512}`,
  `ulimit -n ${OPEN_FILES_LIMIT}`,
  // Elsewhere it counts what was only reserved.
  ...(process.platform === "linux" ? [`ulimit -d ${DATA_LIMIT_BYTES / 1024}`] : []),
]
  .map((limit) => `${limit} 2>/dev/null;`)
  .join(" ");

/** dash says -w, bash says -x. Only Linux ignores these limits. */
function tagged(tag: string): string {
  return process.platform === "linux"
    ? `{ ulimit -w ${tag} || ulimit -x ${tag}; } 2>/dev/null; ulimit -m ${tag} 2>/dev/null;`
    : "";
}

/**
 * Starts a process that waits to become a learner's server: a group of its own, an allow-listed environment, limits that
 * hold even when this process is killed. Its file descriptor 3 is a socket to us.
 */
export function spawnServer({ childFile, launchSpec, port, mark, sandbox, data }: SpawnOptions): ChildProcess {
  const environment: Record<string, string> = { PORT: String(port), HOST: LOOPBACK };
  for (const name of sandbox === undefined ? [...LOCALE, ...PLACES] : LOCALE) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const toNode = ["--enable-source-maps", sandbox?.inside(childFile) ?? childFile, JSON.stringify(launchSpec)];
  // Nothing of a sandbox outlives it, so nothing has to be recognised by a mark.
  if (sandbox !== undefined) return sandbox.spawn({ limits: LIMITS, arguments: toNode, environment, data });
  environment[MARK_VARIABLE] = mark.slice(MARK_VARIABLE.length + 1);
  const tag = tagOf(mark);
  const node = [process.execPath, ...toNode];
  // A shell that sets the limits and becomes node; and two limits that Linux ignores, on file locks and on resident memory,
  // as marks that a child with an empty environment carries as well.
  const command =
    process.platform === "win32" ? node : ["/bin/sh", "-c", `${LIMITS} ${tagged(tag)} exec "$@"`, "sh", ...node];
  return spawn(command[0] as string, command.slice(1), {
    detached: true,
    env: environment,
    // Until it is told where to run; nothing of this project lies there.
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}
