/** Sandboxes made by bubblewrap from the namespaces of Linux; what each option is for stands in bubblewrap-arguments.ts. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync } from "node:fs";
import type { Writable } from "node:stream";
import { innerArguments, innerPrefix, outerArguments, type InnerLayer } from "./bubblewrap-arguments.ts";
import { DESK, MODULES, NODE } from "./inside.ts";
import { DISK_LIMIT_BYTES, TASK_LIMIT } from "./limits.ts";
import { besideChild, bundles, furnish, hiddenIn, insideName, linkedPackages, type Premises } from "./premises.ts";
import type { Sandbox, SandboxedCommand } from "./sandbox.ts";

/** The number of the descriptor that bubblewrap reads its options from. It closes it before anything runs inside. */
const OPTIONS_FD = 4;

/** Counted in the sandbox alone, and set there: what bubblewrap itself started does not count. bash says -u, dash says -p. */
const TASKS = `{ ulimit -u ${TASK_LIMIT} || ulimit -p ${TASK_LIMIT}; } 2>/dev/null;`;

const isRoot = process.getuid?.() === 0;

/** The command that runs `command` in the outer layer. */
export function inOuterLayer(bubblewrap: string, command: readonly string[], writable: readonly string[]): string[] {
  for (const folder of writable) mkdirSync(folder, { recursive: true });
  // What is reached through a link can be bound only where it really lies.
  const real = writable.map((folder) => realpathSync(folder));
  return [bubblewrap, ...outerArguments({ writable: real, root: isRoot }), "--", ...command];
}

/**
 * The inner sandbox. To be used inside the outer layer, whose network it shares.
 * @param folder absolute path of a folder of ours, which outlives every sandbox
 */
export function namespaceSandbox(bubblewrap: string, premises: Premises, folder: string): Sandbox {
  const layer = layerFor(bubblewrap, premises, folder);
  const start = (
    command: readonly string[],
    stdio: readonly ("ignore" | "pipe")[],
    environment: Readonly<Record<string, string>>,
  ) => {
    const shown = [...layer.shown, ...bundles(premises)];
    const options = innerArguments({ ...layer, shown, environment: { ...environment, TMPDIR: "/tmp" } }, isRoot);
    const child = spawn(
      bubblewrap,
      ["--args", String(OPTIONS_FD), "--", ...innerPrefix(isRoot), ...command],
      // bubblewrap's own first process can be looked at from inside, so its environment is empty as well.
      { env: {}, cwd: "/", detached: true, stdio: [...stdio, "pipe"] },
    );
    const pipe = child.stdio[OPTIONS_FD] as Writable | null | undefined;
    pipe?.on("error", () => {});
    pipe?.end(options.map((option) => `${option}\0`).join(""));
    return child;
  };
  return {
    level: "namespaces",
    keeper: "bwrap",
    desk: DESK,
    modules: MODULES,
    inside: (file) => insideName(premises, file),
    spawn({ limits, arguments: args, environment }: SandboxedCommand): ChildProcess {
      const command = ["/bin/sh", "-c", `${TASKS} ${limits} exec "$@"`, "sh", NODE, ...args];
      return start(command, ["ignore", "pipe", "pipe", "pipe"], environment);
    },
    pipe: (command) => start(command, ["pipe", "pipe", "pipe", "ignore"], {}),
  };
}

/** The command that makes one sandbox of each layer's kind and says `sandboxed` in it; to be run in the outer layer. */
export function tryOut(bubblewrap: string, premises: Premises, folder: string): string[] {
  const layer = { ...layerFor(bubblewrap, premises, folder), environment: {} };
  const script = `require("fs").readdirSync(${JSON.stringify(MODULES)}); console.log("sandboxed")`;
  return [bubblewrap, ...innerArguments(layer, isRoot), "--", ...innerPrefix(isRoot), NODE, "-e", script];
}

function layerFor(
  bubblewrap: string,
  { modules, childFile }: Premises,
  folder: string,
): Omit<InnerLayer, "environment"> {
  return {
    bubblewrap,
    roots: rootFolders(),
    node: realpathSync(process.execPath),
    libraries: librariesOfNode(),
    childFile,
    modules,
    hidden: hiddenIn(modules),
    shown: [...besideChild(childFile), ...linkedPackages(modules)],
    room: furnish(folder),
    diskBytes: DISK_LIMIT_BYTES,
  };
}

/** The top folders that hold programs and libraries: links into /usr on most systems, folders on some. */
function rootFolders(): (readonly [string, string | null])[] {
  return ["bin", "sbin", "lib", "lib32", "lib64", "libx32"].flatMap((name) => {
    const found = lstatSync(`/${name}`, { throwIfNoEntry: false });
    if (found === undefined) return [];
    return [[name, found.isSymbolicLink() ? readlinkSync(`/${name}`) : null] as const];
  });
}

/** Shared libraries of Node that do not lie where every system has them. */
function librariesOfNode(): string[] {
  if (realpathSync(process.execPath).startsWith("/usr/")) return [];
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
  return sharedObjects.filter((file) => file.startsWith("/") && !/^\/(usr\/)?lib/.test(file) && existsSync(file));
}
