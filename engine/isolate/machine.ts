import { existsSync, readFileSync } from "node:fs";
import { SETTINGS, type Machine } from "./refusal.ts";

/** Reads the facts about this machine that decide which sandboxes work. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    distributions: distributions(read("/etc/os-release") ?? ""),
    inContainer:
      existsSync("/.dockerenv") || existsSync("/run/.containerenv") || process.env["container"] !== undefined,
    root: process.getuid?.() === 0,
    settings: Object.fromEntries(
      SETTINGS.map((name) => [name, read(`/proc/sys/${name.replaceAll(".", "/")}`)?.trim()]),
    ),
  };
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
