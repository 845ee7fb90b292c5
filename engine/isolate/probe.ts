/**
 * Whether this machine can make sandboxes from namespaces: found out by making one, because an installed bubblewrap says
 * nothing about what the kernel, AppArmor or a surrounding container allow.
 */
import { execFile, type ExecFileException } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PROBE_LIMIT_MS } from "./limits.ts";
import { thisMachine } from "./machine.ts";
import { inOuterLayer, tryOut } from "./namespaces.ts";
import type { Premises } from "./premises.ts";
import { notInstalled, notLinux, sandboxFailed, tooOld, type Refusal } from "./refusal.ts";

export type Found = { readonly bubblewrap: string } | { readonly refusal: Refusal };

const tried = new Map<string, Promise<Found>>();

/** Tries it out once for each workbook in the life of this process. Never rejects. */
export function probeNamespaces(premises: Premises): Promise<Found> {
  const known = tried.get(premises.modules) ?? probe(premises);
  tried.set(premises.modules, known);
  return known;
}

async function probe(premises: Premises): Promise<Found> {
  const machine = thisMachine();
  if (machine.platform !== "linux") return { refusal: notLinux(machine) };
  const bubblewrap = programNamed("bwrap");
  if (bubblewrap === undefined) return { refusal: notInstalled(machine) };
  const version = await run([bubblewrap, "--version"]);
  const old = tooOld(version.stdout);
  if (old !== undefined) return { refusal: old };
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "workbook-probe-")));
  try {
    const inner = tryOut(bubblewrap, premises, folder);
    const { stdout, stderr } = await run(inOuterLayer(bubblewrap, inner, [folder]));
    return stdout.trim() === "sandboxed" ? { bubblewrap } : { refusal: sandboxFailed(stderr, machine) };
  } catch (error) {
    return { refusal: sandboxFailed(error instanceof Error ? error.message : String(error), machine) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run([program = "", ...args]: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) =>
    execFile(
      program,
      args,
      { timeout: PROBE_LIMIT_MS, killSignal: "SIGKILL" },
      (error: ExecFileException | null, stdout, stderr) =>
        resolve({ stdout, stderr: stderr === "" ? (error?.message ?? "") : stderr }),
    ),
  );
}

/** Absolute path of a program, looked up as a shell does; undefined when it is not there. */
export function programNamed(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
