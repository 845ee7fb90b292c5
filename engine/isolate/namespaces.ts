/** Sandboxes that bubblewrap makes from Linux namespaces; bubblewrap-arguments.ts explains each option. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Writable } from "node:stream";
import { innerArguments, innerPrefix, outerCommand, type InnerLayer } from "./bubblewrap-arguments.ts";
import { callFilter } from "./call-filter.ts";
import { SUBMISSION_DIR, MODULES, NODE } from "./sandbox-paths.ts";
import { DATA_LIMIT_BYTES, DISK_LIMIT_BYTES, TASK_LIMIT } from "./limits.ts";
import {
  besideChild,
  bundles,
  createRootfs,
  hiddenIn,
  insideName,
  linkedPackages,
  type WorkbookPaths,
  type Shown,
} from "./workbook-paths.ts";
import type { Sandbox, SandboxedCommand } from "./sandbox.ts";
import { foldersSeen, inView } from "./view.ts";

/** The descriptors from which bubblewrap reads its options and the system call filter. It closes both. */
const OPTIONS_FD = 4;
const FILTER_FD = 5;

/** The PATH of a server; /workbook contains node. */
const PATH = "/workbook:/usr/bin:/bin:/usr/sbin:/sbin";

/**
 * Limits the tasks inside the sandbox, where bubblewrap's own processes do not count. bash has `ulimit -u`, dash has
 * `-p`.
 */
const TASKS = `{ ulimit -u ${TASK_LIMIT} || ulimit -p ${TASK_LIMIT}; } 2>/dev/null;`;

const isRoot = process.getuid?.() === 0;

/**
 * Wraps `command` so that it runs in the outer layer.
 * @param folder absolute path of a folder of ours, which is writable inside
 * @param writable absolute paths of further writable folders
 */
export function inOuterLayer(
  bubblewrap: string,
  workbookPaths: WorkbookPaths,
  command: readonly string[],
  folder: string,
  writable: readonly string[] = [],
): string[] {
  for (const name of [folder, ...writable]) mkdirSync(name, { recursive: true });
  const outer = outerCommand({
    bubblewrap,
    // A path through a symbolic link cannot be bound.
    writable: [folder, ...writable].map((name) => realpathSync(name)),
    view: viewIn(realpathSync(folder)),
    folders: foldersSeen(workbookPaths, programsSeen(bubblewrap)),
    data: dataIn(realpathSync(folder)),
    dataBytes: DATA_LIMIT_BYTES,
    user: process.getuid?.() ?? 0,
    group: process.getgid?.() ?? 0,
  });
  return [...outer, ...command];
}

/** The path of the view in a folder of ours. */
function viewIn(folder: string): string {
  return path.join(folder, "view");
}

/** The path for databases in a folder of ours. */
function dataIn(folder: string): string {
  return path.join(folder, "data");
}

/**
 * The inner sandbox. It must run inside the outer layer, whose network it shares.
 * @param folder absolute path of a folder of ours, which outlives every sandbox
 */
export function namespaceSandbox(bubblewrap: string, workbookPaths: WorkbookPaths, folder: string): Sandbox {
  const view = viewIn(folder);
  const folders = foldersSeen(workbookPaths, programsSeen(bubblewrap));
  const seen = (file: string) => inView(view, folders, file);
  const layer = layerFor(bubblewrap, workbookPaths, view, seen);
  const filter = callFilter(process.arch);
  const start = (
    command: readonly string[],
    stdio: readonly ("ignore" | "pipe")[],
    environment: Readonly<Record<string, string>>,
    data?: string,
  ) => {
    const shown = [...layer.shown, ...throughView(bundles(workbookPaths), seen)];
    const options = innerArguments(
      { ...layer, shown, data, environment: { ...environment, PATH, TMPDIR: "/tmp" } },
      isRoot,
    );
    const child = spawn(
      bubblewrap,
      ["--args", String(OPTIONS_FD), "--", ...innerPrefix(isRoot), ...command],
      // A server can read the environment of bubblewrap's first process, so it is empty.
      { env: {}, cwd: "/", detached: true, stdio: [...stdio, "pipe", "pipe"] },
    );
    feed(child, OPTIONS_FD, options.map((option) => `${option}\0`).join(""));
    feed(child, FILTER_FD, filter);
    return child;
  };
  return {
    level: "namespaces",
    sandboxProcessName: "bwrap",
    submissionDir: SUBMISSION_DIR,
    folders: [SUBMISSION_DIR, "/tmp"],
    dataParent: dataIn(folder),
    modules: MODULES,
    inside: (file) => insideName(workbookPaths, file),
    spawn({ limits, arguments: args, environment, data }: SandboxedCommand): ChildProcess {
      const command = ["/bin/sh", "-c", `${TASKS} ${limits} exec "$@"`, "sh", NODE, ...args];
      return start(command, ["ignore", "pipe", "pipe", "pipe"], environment, data);
    },
    pipe: (command) => start(command, ["pipe", "pipe", "pipe", "ignore"], {}),
  };
}

/** Writes the content to a descriptor of a child process and closes it. */
function feed(child: ChildProcess, descriptor: number, content: string | Uint8Array): void {
  const pipe = child.stdio[descriptor] as Writable | null | undefined;
  // The process may have ended, and then the write fails.
  pipe?.on("error", () => {});
  pipe?.end(content);
}

/** The command that creates a sandbox and prints `sandboxed` in it; to be run in the outer layer. */
export function probeCommand(bubblewrap: string, workbookPaths: WorkbookPaths, folder: string): string[] {
  const folders = foldersSeen(workbookPaths, programsSeen(bubblewrap));
  const seen = (file: string) => inView(viewIn(folder), folders, file);
  const layer = { ...layerFor(bubblewrap, workbookPaths, folder, seen), environment: {} };
  const filter = path.join(folder, "filter");
  writeFileSync(filter, callFilter(process.arch));
  const script = `require("fs").readdirSync(${JSON.stringify(MODULES)}); console.log("sandboxed")`;
  return [
    ["/bin/sh", "-c", `exec ${FILTER_FD}<"$1"; shift; exec "$@"`, "sh", filter],
    [bubblewrap, ...innerArguments(layer, isRoot), "--", ...innerPrefix(isRoot), NODE, "-e", script],
  ].flat();
}

/** The programs of ours that run inside, by absolute paths without symbolic links. */
function programsSeen(bubblewrap: string): string[] {
  return [process.execPath, bubblewrap].map((file) => realpathSync(file));
}

/**
 * @param place absolute path of the folder for the root file system's own files
 * @param seen converts the path of a file to the one through the view
 */
function layerFor(
  bubblewrap: string,
  { modules, childFile }: WorkbookPaths,
  place: string,
  seen: (file: string) => string,
): Omit<InnerLayer, "environment"> {
  const [node = "", launcher = ""] = programsSeen(bubblewrap);
  return {
    bubblewrap: seen(launcher),
    roots: rootFolders(),
    node: seen(node),
    libraries: librariesOfNode(),
    childFile: seen(childFile),
    modules: seen(modules),
    hidden: hiddenIn(modules),
    shown: throughView([...besideChild(childFile), ...linkedPackages(modules)], seen),
    rootfs: createRootfs(place),
    diskBytes: DISK_LIMIT_BYTES,
    filterDescriptor: FILTER_FD,
  };
}

function throughView(shown: readonly Shown[], seen: (file: string) => string): Shown[] {
  return shown.map(([outside, inside]) => [seen(outside), inside]);
}

/** The top-level folders of programs and libraries: symbolic links into /usr on most systems, folders on some. */
function rootFolders(): (readonly [string, string | null])[] {
  return ["bin", "sbin", "lib", "lib32", "lib64", "libx32"].flatMap((name) => {
    const found = lstatSync(`/${name}`, { throwIfNoEntry: false });
    if (found === undefined) return [];
    return [[name, found.isSymbolicLink() ? readlinkSync(`/${name}`) : null] as const];
  });
}

/** Node's shared libraries outside of the standard folders. */
function librariesOfNode(): string[] {
  if (realpathSync(process.execPath).startsWith("/usr/")) return [];
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
  return sharedObjects.filter((file) => file.startsWith("/") && !/^\/(usr\/)?lib/.test(file) && existsSync(file));
}
