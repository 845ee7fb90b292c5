/**
 * The options of bubblewrap for the two layers, as pure functions. engine/test/isolate proves with hostile submissions
 * what they protect.
 */
import path from "node:path";
import type { Shown } from "./workbook-paths.ts";
import { MOUNT_VIEW, viewArguments } from "./view.ts";
import { BUBBLEWRAP, CHILD, DATA_DIR, SUBMISSION_DIR, MODULES, NODE } from "./sandbox-paths.ts";

/** The unprivileged account that owns no files. */
const NOBODY = "65534";

export interface OuterLayer {
  readonly bubblewrap: string;
  /** Absolute paths of the folders that the grading process writes to. */
  readonly writable: readonly string[];
  /** Absolute path of a folder inside a writable one, and the folders visible through it: see view.ts. */
  readonly view: string;
  readonly folders: readonly string[];
  /** Absolute path of a folder in one of them for databases, and how much they may hold together. */
  readonly data: string;
  readonly dataBytes: number;
  /** The ids of the user who grades. */
  readonly user: number;
  readonly group: number;
}

/**
 * The command line prefix for a process that grades. The process gets a network of its own with only loopback, and may
 * write to its own folders only. It may read the whole machine, because it reads checks and submissions.
 */
export function outerCommand(layer: OuterLayer): string[] {
  const { bubblewrap, writable, view, folders, data, dataBytes, user, group } = layer;
  const root = user === 0;
  return [
    [bubblewrap, "--unshare-net"],
    // Root needs no user namespace for the network, and without one it can run submissions as an unprivileged account.
    ...(root ? [] : ["--unshare-user", "--uid", "0", "--gid", "0"]),
    // CAP_SYS_ADMIN mounts the view. Without CAP_SETFCAP, uid 0 could not be mapped in the layer below
    // (user_namespaces(7)).
    ...(root ? [] : ["--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SETFCAP"]),
    "--die-with-parent",
    ["--ro-bind", "/", "/"],
    ["--dev-bind", "/dev", "/dev"],
    // The inner layer writes its uid and gid maps there.
    ["--dev-bind", "/proc", "/proc"],
    ...writable.flatMap((folder) => ["--bind", folder, folder]),
    // A tmpfs of its own has a size limit, ends with the layer, and reveals no path of this machine in mountinfo.
    ["--size", String(dataBytes), "--perms", "0755", "--tmpfs", data],
    ...viewArguments(view, folders),
    ["--", "/bin/sh", "-c", MOUNT_VIEW, "sh", view],
    // The right to mount ends after the view, and the grading process gets the user's own ids back.
    ...(root ? [] : [bubblewrap, "--unshare-user", "--uid", String(user), "--gid", String(group)]),
    ...(root ? [] : ["--die-with-parent", "--dev-bind", "/", "/", "--"]),
  ].flat();
}

export interface InnerLayer {
  readonly bubblewrap: string;
  /** The top-level links and folders for /usr, such as /lib64: with the target of a link, or null for a folder. */
  readonly roots: readonly (readonly [name: string, target: string | null])[];
  /** Absolute path of the node binary outside, and of its shared libraries outside of /usr. */
  readonly node: string;
  readonly libraries: readonly string[];
  readonly childFile: string;
  readonly modules: string;
  /**
   * Folders inside `modules`, relative to it, that are hidden by empty ones, because caches hold the compiled checks.
   */
  readonly hidden: readonly string[];
  /** Further folders to show read-only. */
  readonly shown: readonly Shown[];
  /** A folder with `etc/` and `package.json`, see `createRootfs`. */
  readonly rootfs: string;
  readonly diskBytes: number;
  /** Absolute path outside of the folder that is seen as `DATA_DIR`. */
  readonly data?: string | undefined;
  /** The file descriptor from which bubblewrap reads the system call filter. */
  readonly filterDescriptor: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** The parts of /usr that a server needs. Not /usr/src or /usr/local, where many images keep whole projects. */
const RUNTIME = ["bin", "sbin", "lib", "lib32", "lib64", "libx32", "share/zoneinfo", "share/nodejs"];

/** The options for the mounts of the layer around one server. */
export function innerMounts(layer: InnerLayer): string[] {
  const tmpfs = (folder: string) => ["--size", String(layer.diskBytes), "--perms", "1777", "--tmpfs", folder];
  return [
    ...foldersFor(["/usr/share/any", CHILD, ...layer.libraries]),
    ...RUNTIME.flatMap((name) => ["--ro-bind-try", `/usr/${name}`, `/usr/${name}`]),
    ...layer.roots.flatMap(([name, target]) =>
      target === null ? ["--ro-bind", `/${name}`, `/${name}`] : ["--symlink", target, `/${name}`],
    ),
    ...layer.libraries.flatMap((file) => ["--ro-bind", file, file]),
    ["--ro-bind", `${layer.rootfs}/etc`, "/etc"],
    ["--ro-bind", layer.node, NODE],
    ["--ro-bind", layer.bubblewrap, BUBBLEWRAP],
    ["--ro-bind", layer.childFile, CHILD],
    ["--ro-bind", `${layer.rootfs}/package.json`, "/workbook/package.json"],
    ["--ro-bind", layer.modules, MODULES],
    ...layer.hidden.flatMap((name) => ["--tmpfs", `${MODULES}/${name}`]),
    ...foldersFor(layer.shown.map(([, inside]) => inside)),
    ...layer.shown.flatMap(([outside, inside]) => ["--ro-bind", outside, inside]),
    ...layer.hidden.flatMap((name) => ["--remount-ro", `${MODULES}/${name}`]),
    ...tmpfs(SUBMISSION_DIR),
    ...tmpfs("/tmp"),
    ...(layer.data === undefined ? [] : ["--bind", layer.data, DATA_DIR]),
    ["--proc", "/proc"],
    ["--dev", "/dev"],
    // A shared mapping of /dev/zero is memory that no limit counts; /dev/full reads the same and cannot be mapped.
    ["--dev-bind", "/dev/full", "/dev/zero"],
    // Both are tmpfs without a size limit and writable for the account inside.
    ["--remount-ro", "/dev"],
    ["--remount-ro", "/"],
  ].flat();
}

/**
 * Creates the parent folders of the paths, outermost first: those that bubblewrap creates itself are accessible to the
 * owner only.
 */
function foldersFor(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const name of paths) {
    const parts = path.posix.dirname(name).split("/").slice(1);
    for (const [index] of parts.entries()) folders.add(`/${parts.slice(0, index + 1).join("/")}`);
  }
  return [...folders].flatMap((folder) => ["--dir", folder]);
}

const OWN_NAMESPACES = ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"];
const NO_RIGHTS = ["--unshare-user", "--disable-userns", "--uid", NOBODY, "--gid", NOBODY];

/**
 * The options of the layer around one server. They contain paths, so they go through a file descriptor, not a command
 * line.
 */
export function innerArguments(layer: InnerLayer, root: boolean): string[] {
  return [
    ...OWN_NAMESPACES,
    ...(root ? [] : NO_RIGHTS),
    "--die-with-parent",
    // The server and its children form a process group of their own, which can be signalled without bubblewrap.
    "--new-session",
    ["--hostname", "sandbox"],
    ["--seccomp", String(layer.filterDescriptor)],
    ...innerMounts(layer),
    ...Object.entries(layer.environment).flatMap(([name, value]) => ["--setenv", name, value]),
    ["--chdir", "/tmp"],
  ].flat();
}

/**
 * The commands before the server's. The kernel does not limit the number of root's processes, even in a user namespace,
 * so root first switches to an unprivileged account, which then creates the namespace.
 */
export function innerPrefix(root: boolean): string[] {
  if (!root) return [];
  return [
    ["/usr/bin/setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"],
    ["--inh-caps=-all", "--bounding-set=-all", "--"],
    [BUBBLEWRAP, ...NO_RIGHTS, "--die-with-parent", "--new-session", "--dev-bind", "/", "/", "--"],
  ].flat();
}
