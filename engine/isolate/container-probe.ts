/**
 * Finds out whether Docker or Podman can run a server here by running a command in a container with the same options.
 */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { containerCommand, containerImage, IMAGE_VARIABLE } from "./container.ts";
import { CONTAINER_PROBE_LIMIT_MS } from "./limits.ts";
import type { WorkbookPaths } from "./workbook-paths.ts";
import { programNamed, run } from "./programs.ts";
import type { Refusal } from "./refusal.ts";

const ENGINES = ["docker", "podman"] as const;

/** Tries the installed engines one after the other. A missing image is pulled, which may take minutes. */
export async function probeContainer(
  workbookPaths: WorkbookPaths,
): Promise<{ readonly engine: string } | { readonly refusal: Refusal }> {
  const engines = ENGINES.flatMap((name) => programNamed(name) ?? []);
  if (engines.length === 0)
    return {
      refusal: {
        cause: "neither docker nor podman is installed",
        fix: "Install one of them, or use --isolation namespaces.",
      },
    };
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "workbook-probe-")));
  try {
    const complaints: string[] = [];
    for (const engine of engines) {
      const command = containerCommand(workbookPaths, folder)(["node", "-e", "console.log('sandboxed')"]);
      const { stdout, stderr } = await run([engine, ...command], CONTAINER_PROBE_LIMIT_MS);
      if (stdout.trim() === "sandboxed") return { engine };
      complaints.push(`${path.basename(engine)}: ${stderr.trim().split("\n", 1)[0]?.slice(0, 200)}`);
    }
    return {
      refusal: {
        cause: `no container started (${complaints.join("; ")})`,
        fix: `Is the engine running, and may you use it? ${containerImage(process.env)} is what it runs; ${IMAGE_VARIABLE} names another image.`,
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
