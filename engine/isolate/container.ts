/** Sandboxes in Docker or Podman containers, each with a network of its own with only loopback. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { containerArguments, INSIDE } from "./container-arguments.ts";
import { ContainerProcess } from "./container-process.ts";
import { SUBMISSION_DIR, MODULES } from "./sandbox-paths.ts";
import { DISK_LIMIT_BYTES, MEMORY_LIMIT_BYTES, TASK_LIMIT } from "./limits.ts";
import {
  besideChild,
  bundles,
  createRootfs,
  hiddenIn,
  insideName,
  linkedPackages,
  type WorkbookPaths,
} from "./workbook-paths.ts";
import type { Sandbox } from "./sandbox.ts";

/** The environment variable for another image. It must contain node, of the version that grades, and /bin/sh. */
export const IMAGE_VARIABLE = "WORKBOOK_IMAGE";

/**
 * The image that servers run in. By default it has the same version of Node as this process, so that servers behave the
 * same.
 */
export function containerImage(environment: NodeJS.ProcessEnv): string {
  return environment[IMAGE_VARIABLE] || `docker.io/library/node:${process.versions.node}-slim`;
}

/**
 * @param engine absolute path of docker or podman
 * @param folder absolute path of a folder of ours, which outlives every sandbox
 */
export function containerSandbox(engine: string, workbookPaths: WorkbookPaths, folder: string): Sandbox {
  const commandFor = containerCommand(workbookPaths, folder);
  return {
    level: "container",
    sandboxProcessName: undefined,
    submissionDir: SUBMISSION_DIR,
    // Only the container sees these folders, and the engine limits their size.
    folders: undefined,
    dataParent: path.join(folder, "data"),
    modules: MODULES,
    inside: (file) => insideName(workbookPaths, file),
    spawn({ limits, arguments: args, environment, data }) {
      const child = spawn(engine, commandFor(["node", INSIDE], data), {
        detached: true,
        cwd: "/",
        stdio: ["pipe", "pipe", "pipe"],
      });
      return new ContainerProcess(child, {
        command: ["/bin/sh", "-c", `${limits} exec "$@"`, "sh", "node", ...args],
        environment: { ...environment, PATH: "/usr/local/bin:/usr/bin:/bin", TMPDIR: "/tmp" },
      }).facade;
    },
    pipe: (command) =>
      spawn(engine, commandFor(command), { detached: true, cwd: "/", stdio: ["pipe", "pipe", "pipe"] }),
  };
}

/**
 * Returns a function that makes the arguments for `docker` or `podman` from a command; each call names a new container.
 */
export function containerCommand(
  workbookPaths: WorkbookPaths,
  folder: string,
): (command: readonly string[], data?: string) => string[] {
  const { modules, childFile } = workbookPaths;
  const rootfs = createRootfs(folder);
  const here = path.join(path.dirname(childFile), "..", "isolate");
  const shown = [
    ...besideChild(childFile),
    ...linkedPackages(modules),
    ...["container-inside.mjs", "container-frames.mjs"].map(
      (name) => [path.join(here, name), path.posix.join(path.posix.dirname(INSIDE), name)] as const,
    ),
  ];
  return (command, data) =>
    containerArguments({
      name: `workbook-${randomBytes(8).toString("hex")}`,
      image: containerImage(process.env),
      modules,
      childFile,
      hidden: hiddenIn(modules),
      shown: [...shown, ...bundles(workbookPaths)],
      rootfs,
      diskBytes: DISK_LIMIT_BYTES,
      memoryBytes: MEMORY_LIMIT_BYTES,
      tasks: TASK_LIMIT,
      data,
      command,
    });
}
