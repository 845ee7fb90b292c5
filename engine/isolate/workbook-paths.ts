/** What of a workbook is seen inside a sandbox, and what of it must not be. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { CHILD, MODULES } from "./sandbox-paths.ts";

/** What the sandbox needs to know of a workbook; `Workbook` fits. All absolute paths. */
export interface WorkbookPaths {
  readonly modules: string;
  readonly childFile: string;
  readonly cache: string;
}

/** A folder or file shown read-only inside. */
export type Shown = readonly [outside: string, inside: string];

/** The files of /etc that Node and libc look for, with nothing of this machine in them. */
const ETC = {
  hosts: "127.0.0.1 localhost\n::1 localhost\n",
  passwd: "nobody:x:65534:65534:nobody:/tmp:/bin/sh\n",
  group: "nogroup:x:65534:\n",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
};

/**
 * Makes a folder with what no machine has: an empty `etc`, and the package that submissions lie in.
 * @param folder absolute path of a folder of ours, which outlives every sandbox
 * @returns its absolute path
 */
export function createRootfs(folder: string): string {
  const rootfs = mkdtempSync(path.join(folder, "room-"));
  const etc = path.join(rootfs, "etc");
  mkdirSync(etc);
  for (const [name, content] of Object.entries(ETC)) writeFileSync(path.join(etc, name), content);
  // The lessons lie in a package of this type; a submission with a package.json of its own decides for itself.
  writeFileSync(path.join(rootfs, "package.json"), '{"type":"module"}\n');
  // Whatever our own umask is, the account inside reads these.
  for (const name of ["etc", "package.json", ...Object.keys(ETC).map((file) => `etc/${file}`)])
    chmodSync(path.join(rootfs, name), name === "etc" ? 0o755 : 0o644);
  return rootfs;
}

/** Folders of tools in node_modules: among them are our own compiled checks. */
export function hiddenIn(modules: string): string[] {
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(".") && entry.name !== ".bin")
    .map(({ name }) => name);
}

/** Packages that are links to folders elsewhere, such as workspaces: shown in the link's place, which is bound over it. */
export function linkedPackages(modules: string): Shown[] {
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
export function bundles({ cache, modules }: WorkbookPaths): Shown[] {
  const inside = path.relative(modules, cache);
  if (inside.startsWith("..") || !existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((name) => /^prebundle-[0-9a-f]+$/.test(name))
    .map((name) => [path.join(cache, name), path.posix.join(MODULES, inside, name)] as const);
}

/** What child.mjs loads from beside it. */
export function besideChild(childFile: string): Shown[] {
  return ["describe-crash.mjs", "stack-frames.mjs", "warm-up.mjs"].flatMap((name) => {
    const file = path.join(path.dirname(childFile), name);
    return existsSync(file) ? [[file, path.posix.join(path.posix.dirname(CHILD), name)] as const] : [];
  });
}

/** What a file of this project is called inside. Throws for one that is not there. */
export function insideName({ modules, childFile }: WorkbookPaths, file: string): string {
  if (file === childFile) return CHILD;
  const name = path.relative(modules, file);
  if (name.startsWith("..")) throw new Error(`${file} cannot be seen in a sandbox`);
  return path.posix.join(MODULES, name);
}
