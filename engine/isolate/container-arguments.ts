/** The command line of Docker or Podman for one server, as a pure function. */
import path from "node:path";
import { CHILD, DATA_DIR, SUBMISSION_DIR, MODULES } from "./sandbox-paths.ts";
import type { Shown } from "./workbook-paths.ts";

/** The unprivileged account that owns no files. */
const NOBODY = "65534:65534";
export const INSIDE = "/workbook/container-inside.mjs";

export interface ContainerOptions {
  /** The container's name, by which it can be stopped. */
  readonly name: string;
  readonly image: string;
  readonly modules: string;
  readonly childFile: string;
  /** Folders inside `modules` that are hidden by empty ones. */
  readonly hidden: readonly string[];
  readonly shown: readonly Shown[];
  /** See `createRootfs`. */
  readonly rootfs: string;
  readonly diskBytes: number;
  readonly memoryBytes: number;
  /** The limit of processes and threads together. */
  readonly tasks: number;
  /** Absolute path outside of the folder that is seen as `DATA_DIR`. */
  readonly data?: string | undefined;
  /** The command inside, with its arguments. */
  readonly command: readonly string[];
}

/** The arguments for `docker` or `podman`. */
export function containerArguments(options: ContainerOptions): string[] {
  const { name, image, diskBytes, memoryBytes, tasks, data, command } = options;
  const shown: Shown[] = [
    [options.modules, MODULES],
    [options.childFile, CHILD],
    [path.join(options.rootfs, "package.json"), "/workbook/package.json"],
    ...options.shown,
  ];
  const tmpfs = (folder: string, bytes: number) => ["--tmpfs", `${folder}:rw,nosuid,nodev,size=${bytes},mode=1777`];
  return [
    ["run", "--rm", "--interactive", "--init", "--name", name],
    ["--network", "none"],
    ["--read-only"],
    ["--user", NOBODY],
    ["--cap-drop", "ALL"],
    ["--security-opt", "no-new-privileges"],
    ["--pids-limit", String(tasks)],
    // No swap on top.
    ["--memory", String(memoryBytes), "--memory-swap", String(memoryBytes)],
    ["--ulimit", "core=0"],
    // /dev/shm is writable memory that the disk limit does not count, so it gets the smallest useful size.
    ["--shm-size", "64k"],
    // Docker would otherwise log the server's output to the host's disk.
    ["--log-driver", "none"],
    ["--workdir", "/tmp"],
    tmpfs(SUBMISSION_DIR, diskBytes),
    tmpfs("/tmp", diskBytes),
    ...options.hidden.map((folder) => ["--tmpfs", `${MODULES}/${folder}:rw,size=64k,mode=0755`]),
    ...shown.map(([outside, inside]) => ["--mount", `${mount(outside, inside)},readonly`]),
    ...(data === undefined ? [] : [["--mount", mount(data, DATA_DIR)]]),
    ["--entrypoint", command[0] ?? "node", image],
    command.slice(1),
  ].flat();
}

/** The engines parse this as a line of CSV, so a comma in a path needs quotes. */
function mount(outside: string, inside: string): string {
  const field = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return ["type=bind", field(`source=${outside}`), field(`target=${inside}`)].join(",");
}
