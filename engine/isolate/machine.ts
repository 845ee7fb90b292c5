import { existsSync, readFileSync } from "node:fs";
import { SETTINGS, type Machine } from "./refusal.ts";

/** The bit of CAP_SYS_PTRACE in a set of capabilities (capability.h). */
const SYS_PTRACE = 19n;

/** Reads the facts about this machine that decide which sandboxes work. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    distributions: distributions(read("/etc/os-release") ?? ""),
    inContainer:
      existsSync("/.dockerenv") || existsSync("/run/.containerenv") || process.env["container"] !== undefined,
    root: process.getuid?.() === 0,
    seesOthers: mayTrace(read("/proc/self/status") ?? ""),
    settings: Object.fromEntries(
      SETTINGS.map((name) => [name, read(`/proc/sys/${name.replaceAll(".", "/")}`)?.trim()]),
    ),
  };
}

/** @param status as in /proc/self/status */
function mayTrace(status: string): boolean {
  const [, effective = "0"] = /^CapEff:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  return ((BigInt(`0x${effective}`) >> SYS_PTRACE) & 1n) === 1n;
}

function distributions(release: string): string[] {
  return ["ID", "ID_LIKE"].flatMap((name) => {
    const value = new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(release)?.[1] ?? "";
    return value.split(" ").filter(Boolean);
  });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
