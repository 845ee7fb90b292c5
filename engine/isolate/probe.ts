/**
 * Finds out whether this machine can create namespace sandboxes by creating one, because an installed bubblewrap does
 * not mean that the kernel, AppArmor or a surrounding container allow it.
 */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { filterKnownFor } from "./call-filter.ts";
import { PROBE_LIMIT_MS } from "./limits.ts";
import { thisMachine } from "./machine.ts";
import { inOuterLayer, probeCommand } from "./namespaces.ts";
import type { WorkbookPaths } from "./workbook-paths.ts";
import { programNamed, run } from "./programs.ts";
import { blindRoot, noFilter, notInstalled, notLinux, sandboxFailed, tooOld, type Refusal } from "./refusal.ts";

export type Found = { readonly bubblewrap: string } | { readonly refusal: Refusal };

const tried = new Map<string, Promise<Found>>();

/** Probes once per workbook and process. Never rejects. */
export function probeNamespaces(workbookPaths: WorkbookPaths): Promise<Found> {
  const known = tried.get(workbookPaths.modules) ?? probe(workbookPaths);
  tried.set(workbookPaths.modules, known);
  return known;
}

async function probe(workbookPaths: WorkbookPaths): Promise<Found> {
  const machine = thisMachine();
  if (machine.platform !== "linux") return { refusal: notLinux(machine) };
  if (!filterKnownFor(process.arch)) return { refusal: noFilter(process.arch) };
  const bubblewrap = programNamed("bwrap");
  if (bubblewrap === undefined) return { refusal: notInstalled(machine) };
  const version = await run([bubblewrap, "--version"], PROBE_LIMIT_MS);
  const old = tooOld(version.stdout);
  const refusal = old ?? blindRoot(machine);
  if (refusal !== undefined) return { refusal };
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "workbook-probe-")));
  try {
    const inner = probeCommand(bubblewrap, workbookPaths, folder);
    const { stdout, stderr } = await run(inOuterLayer(bubblewrap, workbookPaths, inner, folder), PROBE_LIMIT_MS);
    return stdout.trim() === "sandboxed" ? { bubblewrap } : { refusal: sandboxFailed(stderr, machine) };
  } catch (error) {
    return { refusal: sandboxFailed(error instanceof Error ? error.message : String(error), machine) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
