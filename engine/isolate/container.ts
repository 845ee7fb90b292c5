/** Sandboxes that Docker or Podman make, with a network of their own in which only loopback exists. */
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

/** Environment variable that names another image than Node's own. It needs node, of this version, and /bin/sh. */
export const IMAGE_VARIABLE = "WORKBOOK_IMAGE";

/** The image that servers run in: the same Node as here, so that they behave as they would here. */
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
    // The engine counts what is in them.
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

/** Makes the words after `docker` for a command inside, each time for a container of its own. */
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
