/**
 * The options of bubblewrap for the two layers, as pure functions. What they keep out, and why each line is there, is
 * what engine/test/isolate proves with hostile submissions.
 */
import path from "node:path";
import type { Shown } from "./workbook-paths.ts";
import { MOUNT_VIEW, viewArguments } from "./view.ts";
import { BUBBLEWRAP, CHILD, DATA_DIR, SUBMISSION_DIR, MODULES, NODE } from "./sandbox-paths.ts";

/** The account that owns nothing. */
const NOBODY = "65534";

export interface OuterLayer {
  readonly bubblewrap: string;
  /** Absolute paths of folders that the grading process writes to. */
  readonly writable: readonly string[];
  /** Absolute path of a folder in one of them, and the folders seen through it: see view.ts. */
  readonly view: string;
  readonly folders: readonly string[];
  /** Absolute path of a folder in one of them for databases, and how much they may hold together. */
  readonly data: string;
  readonly dataBytes: number;
  /** Who grades. */
  readonly user: number;
  readonly group: number;
}

/**
 * The words around the command of a process that grades: a network of its own, in which only loopback exists, and nothing
 * to write to but its own folders. It reads the whole machine, because it reads checks and submissions.
 */
export function outerCommand(layer: OuterLayer): string[] {
  const { bubblewrap, writable, view, folders, data, dataBytes, user, group } = layer;
  const root = user === 0;
  return [
    [bubblewrap, "--unshare-net"],
    // Root needs no user namespace for that, and without one it can hand its submissions to an account without rights.
    ...(root ? [] : ["--unshare-user", "--uid", "0", "--gid", "0"]),
    // To mount the view; and without the second right, root here could be nobody in the layer below (user_namespaces(7)).
    ...(root ? [] : ["--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SETFCAP"]),
    "--die-with-parent",
    ["--ro-bind", "/", "/"],
    ["--dev-bind", "/dev", "/dev"],
    // The next layer writes its own maps of user ids there.
    ["--dev-bind", "/proc", "/proc"],
    ...writable.flatMap((folder) => ["--bind", folder, folder]),
    // A file system of its own: it is limited, it goes with the layer, and a mount of it tells nothing of this machine.
    ["--size", String(dataBytes), "--perms", "0755", "--tmpfs", data],
    ...viewArguments(view, folders),
    ["--", "/bin/sh", "-c", MOUNT_VIEW, "sh", view],
    // The right to mount ends with the view, and the grading process is who it would be without a sandbox.
    ...(root ? [] : [bubblewrap, "--unshare-user", "--uid", String(user), "--gid", String(group)]),
    ...(root ? [] : ["--die-with-parent", "--dev-bind", "/", "/", "--"]),
  ].flat();
}

export interface InnerLayer {
  readonly bubblewrap: string;
  /** The links and folders at the top that lead into /usr, such as /lib64: to where a link points, or null for a folder. */
  readonly roots: readonly (readonly [name: string, target: string | null])[];
  /** Absolute path of the node binary outside, and of libraries of its own that do not lie in /usr. */
  readonly node: string;
  readonly libraries: readonly string[];
  readonly childFile: string;
  readonly modules: string;
  /** Folders inside `modules`, relative to it, that stay empty: caches hold the compiled checks. */
  readonly hidden: readonly string[];
  /** Further folders to be seen read-only: from the path outside to the path inside. */
  readonly shown: readonly Shown[];
  /** A folder with `etc/` and `package.json`, see `createRootfs`. */
  readonly rootfs: string;
  readonly diskBytes: number;
  /** Absolute path outside of the folder that is seen as `DATA_DIR`. */
  readonly data?: string | undefined;
  /** The number of a descriptor that the filter for system calls is read from. */
  readonly filterDescriptor: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** What of /usr a server needs. Not /usr/src or /usr/local, where whole projects lie in many images. */
const RUNTIME = ["bin", "sbin", "lib", "lib32", "lib64", "libx32", "share/zoneinfo", "share/nodejs"];

/** The layer around one server, as far as it is made of mounts. */
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
    // Mapped to be shared, /dev/zero is memory that nothing counts; this one reads the same and cannot be mapped.
    ["--dev-bind", "/dev/full", "/dev/zero"],
    // Both are file systems in memory without a limit, and belong to whoever is inside.
    ["--remount-ro", "/dev"],
    ["--remount-ro", "/"],
  ].flat();
}

/** The folders above some paths, outermost first: those that bubblewrap makes unasked are for their owner only. */
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

/** Options for the layer around one server. Paths are in them, so they go through a file descriptor, not a command line. */
export function innerArguments(layer: InnerLayer, root: boolean): string[] {
  return [
    ...OWN_NAMESPACES,
    ...(root ? [] : NO_RIGHTS),
    "--die-with-parent",
    // The server and what it starts are a group of their own, which a signal reaches without reaching bubblewrap.
    "--new-session",
    ["--hostname", "sandbox"],
    ["--seccomp", String(layer.filterDescriptor)],
    ...innerMounts(layer),
    ...Object.entries(layer.environment).flatMap(([name, value]) => ["--setenv", name, value]),
    ["--chdir", "/tmp"],
  ].flat();
}

/**
 * What is started inside, before the command itself. The kernel does not limit how many processes root has, whatever
 * name it goes by in a namespace; so root first becomes an account without rights, and that one gets the namespace.
 */
export function innerPrefix(root: boolean): string[] {
  if (!root) return [];
  return [
    ["/usr/bin/setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"],
    ["--inh-caps=-all", "--bounding-set=-all", "--"],
    [BUBBLEWRAP, ...NO_RIGHTS, "--die-with-parent", "--new-session", "--dev-bind", "/", "/", "--"],
  ].flat();
}
