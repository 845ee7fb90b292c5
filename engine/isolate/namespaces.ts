/** Sandboxes made by bubblewrap from the namespaces of Linux; what each option is for stands in bubblewrap-arguments.ts. */
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

/** The numbers of the descriptors that bubblewrap reads its options from, and the filter for system calls. It closes both. */
const OPTIONS_FD = 4;
const FILTER_FD = 5;

/** What a server finds in its PATH: /workbook holds node. */
const PATH = "/workbook:/usr/bin:/bin:/usr/sbin:/sbin";

/** Counted in the sandbox alone, and set there: what bubblewrap itself started does not count. bash says -u, dash says -p. */
const TASKS = `{ ulimit -u ${TASK_LIMIT} || ulimit -p ${TASK_LIMIT}; } 2>/dev/null;`;

const isRoot = process.getuid?.() === 0;

/**
 * The command that runs `command` in the outer layer.
 * @param folder absolute path of a folder of ours, which is writable inside
 * @param writable absolute paths of further folders that are
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
    // What is reached through a link can be bound only where it really lies.
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

/** Where the view lies in a folder of ours. */
function viewIn(folder: string): string {
  return path.join(folder, "view");
}

/** Where databases lie in a folder of ours. */
function dataIn(folder: string): string {
  return path.join(folder, "data");
}

/**
 * The inner sandbox. To be used inside the outer layer, whose network it shares.
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
      // bubblewrap's own first process can be looked at from inside, so its environment is empty as well.
      { env: {}, cwd: "/", detached: true, stdio: [...stdio, "pipe", "pipe"] },
    );
    hand(child, OPTIONS_FD, options.map((option) => `${option}\0`).join(""));
    hand(child, FILTER_FD, filter);
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

/** Writes all that a process reads from one of its descriptors. */
function hand(child: ChildProcess, descriptor: number, content: string | Uint8Array): void {
  const pipe = child.stdio[descriptor] as Writable | null | undefined;
  // It may have ended.
  pipe?.on("error", () => {});
  pipe?.end(content);
}

/** The command that makes one sandbox of each layer's kind and says `sandboxed` in it; to be run in the outer layer. */
export function tryOut(bubblewrap: string, workbookPaths: WorkbookPaths, folder: string): string[] {
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

/** Programs of ours that run inside, by absolute paths without links. */
function programsSeen(bubblewrap: string): string[] {
  return [process.execPath, bubblewrap].map((file) => realpathSync(file));
}

/**
 * @param place absolute path of a folder for what no machine has
 * @param seen from the path of a file to the one by which the sandbox sees it
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
