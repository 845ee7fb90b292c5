/** Sandboxes made by bubblewrap from the namespaces of Linux: design (inner layer), see engine/isolate/bubblewrap-arguments.ts. */
import { spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Writable } from "node:stream";
import { innerArguments, innerPrefix, outerArguments, type InnerLayer } from "./bubblewrap-arguments.ts";
import { CHILD, DESK, MODULES, NODE } from "./inside.ts";
import { DISK_LIMIT_BYTES, TASK_LIMIT } from "./limits.ts";
import type { Sandbox, SandboxedCommand } from "./sandbox.ts";

/** What the sandbox needs to know of a workbook; `Workbook` fits. All absolute paths. */
export interface Premises {
  readonly modules: string;
  readonly childFile: string;
  readonly cache: string;
}

/** The number of the descriptor that bubblewrap reads its options from. It closes it before anything runs inside. */
const OPTIONS_FD = 4;

/** Counted in the sandbox alone, and set there: what bubblewrap itself started does not count. bash says -u, dash says -p. */
const TASKS = `{ ulimit -u ${TASK_LIMIT} || ulimit -p ${TASK_LIMIT}; } 2>/dev/null;`;

const isRoot = process.getuid?.() === 0;

/** The command that runs `command` in the outer layer. */
export function inOuterLayer(bubblewrap: string, command: readonly string[], writable: readonly string[]): string[] {
  for (const folder of writable) mkdirSync(folder, { recursive: true });
  return [bubblewrap, ...outerArguments({ writable, root: isRoot }), "--", ...command];
}

/**
 * The inner sandbox. To be used inside the outer layer, whose network it shares.
 * @param folder absolute path of a folder of ours, which outlives every sandbox
 */
export function namespaceSandbox(bubblewrap: string, premises: Premises, folder: string): Sandbox {
  const { modules, childFile, cache } = premises;
  const layer = layerFor(bubblewrap, premises, folder);
  return {
    level: "namespaces",
    keeper: "bwrap",
    desk: DESK,
    modules: MODULES,
    inside(file) {
      if (file === childFile) return CHILD;
      const name = path.relative(modules, file);
      if (name.startsWith("..")) throw new Error(`${file} cannot be seen in a sandbox`);
      return path.posix.join(MODULES, name);
    },
    spawn({ limits, arguments: args, environment }: SandboxedCommand): ChildProcess {
      const shown = [...layer.shown, ...bundles(cache, modules)];
      const options = innerArguments({ ...layer, shown, environment: { ...environment, TMPDIR: "/tmp" } }, isRoot);
      const child = spawn(
        bubblewrap,
        [
          ["--args", String(OPTIONS_FD), "--"],
          innerPrefix(isRoot),
          ["/bin/sh", "-c", `${TASKS} ${limits} exec "$@"`, "sh", NODE],
          args,
        ].flat(),
        // bubblewrap's own first process can be looked at from inside, so its environment is empty as well.
        { env: {}, cwd: "/", detached: true, stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"] },
      );
      const pipe = child.stdio[OPTIONS_FD] as Writable | null | undefined;
      pipe?.on("error", () => {});
      pipe?.end(options.map((option) => `${option}\0`).join(""));
      return child;
    },
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
    beside: [path.join(path.dirname(childFile), "rehearsal.mjs")].filter((file) => existsSync(file)),
    modules,
    hidden: hiddenIn(modules),
    shown: linkedPackages(modules),
    room: furnish(folder),
    diskBytes: DISK_LIMIT_BYTES,
  };
}

/** The files of /etc that Node and libc look for, with nothing of this machine in them. */
const ETC = {
  hosts: "127.0.0.1 localhost\n::1 localhost\n",
  passwd: "nobody:x:65534:65534:nobody:/tmp:/bin/sh\n",
  group: "nogroup:x:65534:\n",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
};

function furnish(folder: string): string {
  const room = mkdtempSync(path.join(folder, "room-"));
  const etc = path.join(room, "etc");
  mkdirSync(etc);
  for (const [name, content] of Object.entries(ETC)) writeFileSync(path.join(etc, name), content);
  // The lessons lie in a package of this type; a submission with a package.json of its own decides for itself.
  writeFileSync(path.join(room, "package.json"), '{"type":"module"}\n');
  // Whatever our own umask is, the account inside reads these.
  for (const name of ["etc", "package.json", ...Object.keys(ETC).map((file) => `etc/${file}`)])
    chmodSync(path.join(room, name), name === "etc" ? 0o755 : 0o644);
  return room;
}

/** The top folders that hold programs and libraries: links into /usr on most systems, folders on some. */
function rootFolders(): (readonly [string, string | null])[] {
  return ["bin", "sbin", "lib", "lib32", "lib64", "libx32"].flatMap((name) => {
    const found = lstatSync(`/${name}`, { throwIfNoEntry: false });
    if (found === undefined) return [];
    return [[name, found.isSymbolicLink() ? readlinkSync(`/${name}`) : null] as const];
  });
}

/** Folders of tools in node_modules: among them are our own compiled checks. */
function hiddenIn(modules: string): string[] {
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(".") && entry.name !== ".bin")
    .map(({ name }) => name);
}

/** Packages that are links to folders elsewhere, such as workspaces: shown in the link's place, which is bound over it. */
function linkedPackages(modules: string): (readonly [string, string])[] {
  const scopes = readdirSync(modules).filter((name) => name.startsWith("@"));
  const names = ["", ...scopes].flatMap((scope) =>
    readdirSync(path.join(modules, scope), { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink())
      .map((entry) => path.join(scope, entry.name)),
  );
  return names.flatMap((name) => {
    const link = path.join(modules, name);
    if (!existsSync(link)) return [];
    // A link is followed inside, so its target is shown at the place that the link leads to from there.
    const target = readlinkSync(link);
    if (path.isAbsolute(target)) return [];
    return [[realpathSync(link), path.posix.join(path.posix.dirname(path.posix.join(MODULES, name)), target)] as const];
  });
}

/** The bundles of packages that servers import. Everything else in the cache stays outside. */
function bundles(cache: string, modules: string): (readonly [string, string])[] {
  const inside = path.relative(modules, cache);
  if (inside.startsWith("..") || !existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((name) => /^vendor-[0-9a-f]+$/.test(name))
    .map((name) => [path.join(cache, name), path.posix.join(MODULES, inside, name)] as const);
}

/** Shared libraries of Node that do not lie where every system has them. */
function librariesOfNode(): string[] {
  if (realpathSync(process.execPath).startsWith("/usr/")) return [];
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
  return sharedObjects.filter((file) => file.startsWith("/") && !/^\/(usr\/)?lib/.test(file) && existsSync(file));
}
