import { accessSync, constants, realpathSync } from "node:fs";
import path from "node:path";
import type { Sandbox } from "../../isolate/sandbox.ts";

/** Both speak the protocol of Redis 7, and take the same options. */
const PROGRAMS = ["redis-server", "valkey-server"];

/** What a sandbox shows of this machine's programs, at the same paths. */
const SEEN_IN_SANDBOX = ["/usr/bin/", "/usr/sbin/"];

/** Absolute path of the first `redis-server` or `valkey-server` on PATH that can run there; undefined when there is none. */
export function findRedis(sandbox: Sandbox | undefined): string | undefined {
  // What ties it to the grader is a shell.
  if (process.platform === "win32") return undefined;
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  for (const program of PROGRAMS)
    for (const folder of folders) {
      const file = executable(path.join(folder, program));
      if (file !== undefined && (sandbox === undefined || SEEN_IN_SANDBOX.some((seen) => file.startsWith(seen))))
        return file;
    }
  return undefined;
}

/** Debian's redis-server is a link to a program that goes by its name, so the name stays and the folder is resolved. */
function executable(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return path.join(realpathSync(path.dirname(file)), path.basename(file));
  } catch {
    return undefined;
  }
}
