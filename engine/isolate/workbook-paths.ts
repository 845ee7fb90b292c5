/** Which files of a workbook are visible inside a sandbox. */
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

/** The paths of a workbook that a sandbox needs, all absolute. A `Workbook` has them. */
export interface WorkbookPaths {
  readonly modules: string;
  readonly childFile: string;
  readonly cache: string;
}

/** A folder or file that is shown read-only. */
export type Shown = readonly [outside: string, inside: string];

/** The files of /etc that Node and libc read, without any data of this machine. */
const ETC = {
  hosts: "127.0.0.1 localhost\n::1 localhost\n",
  passwd: "nobody:x:65534:65534:nobody:/tmp:/bin/sh\n",
  group: "nogroup:x:65534:\n",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
};

/**
 * Creates a folder with the files that are the sandbox's own: `etc`, and the package.json that applies to submissions.
 * @param folder absolute path of a folder of ours, which outlives every sandbox
 * @returns its absolute path
 */
export function createRootfs(folder: string): string {
  const rootfs = mkdtempSync(path.join(folder, "rootfs-"));
  const etc = path.join(rootfs, "etc");
  mkdirSync(etc);
  for (const [name, content] of Object.entries(ETC)) writeFileSync(path.join(etc, name), content);
  // Lessons are ES modules; a submission may override that with its own package.json.
  writeFileSync(path.join(rootfs, "package.json"), '{"type":"module"}\n');
  // The account inside must be able to read these, whatever our umask is.
  for (const name of ["etc", "package.json", ...Object.keys(ETC).map((file) => `etc/${file}`)])
    chmodSync(path.join(rootfs, name), name === "etc" ? 0o755 : 0o644);
  return rootfs;
}

/** Tools' folders in node_modules, one of which holds the compiled checks. */
export function hiddenIn(modules: string): string[] {
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(".") && entry.name !== ".bin")
    .map(({ name }) => name);
}

/** Packages that are symbolic links, such as workspaces, shown at the path inside that the link points to. */
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
    // The link is followed inside, so its target must exist relative to it there.
    const target = readlinkSync(link);
    if (path.isAbsolute(target)) return [];
    return [[realpathSync(link), path.posix.join(path.posix.dirname(path.posix.join(MODULES, name)), target)] as const];
  });
}

/** The prebundled packages that servers import, the only part of the cache that is visible. */
export function bundles({ cache, modules }: WorkbookPaths): Shown[] {
  const inside = path.relative(modules, cache);
  if (inside.startsWith("..") || !existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((name) => /^prebundle-[0-9a-f]+$/.test(name))
    .map((name) => [path.join(cache, name), path.posix.join(MODULES, inside, name)] as const);
}

/** The modules that child.mjs imports from its own folder. */
export function besideChild(childFile: string): Shown[] {
  return [
    "describe-crash.mjs",
    "stack-frames.mjs",
    "warm-up.mjs",
    "observe.mjs",
    "observe-http.mjs",
    "watch-event-loop.mjs",
    "stepped-clock.mjs",
    "date-header.mjs",
  ].flatMap((name) => {
    const file = path.join(path.dirname(childFile), name);
    return existsSync(file) ? [[file, path.posix.join(path.posix.dirname(CHILD), name)] as const] : [];
  });
}

/** Converts the path of a file of this project to the one inside. @throws Error for a file that is not visible there */
export function insideName({ modules, childFile }: WorkbookPaths, file: string): string {
  if (file === childFile) return CHILD;
  const name = path.relative(modules, file);
  if (name.startsWith("..")) throw new Error(`${file} is not visible in a sandbox`);
  return path.posix.join(MODULES, name);
}
