/** Linux's files about processes. Any of them can vanish between two looks: that is an answer, never an error. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Undefined for a process that is gone, or that belongs to another user; elsewhere than on Linux always. */
export function readProcFile(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Where a link such as `/proc/<pid>/cwd` leads; empty where that is unknown. */
export function readProcLink(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

/** The names in a folder such as `/proc/<pid>/task`; none where it cannot be listed. */
export function listProcFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The number and the command, arguments separated by spaces, of every process but this one. */
export function otherProcesses(): { readonly pid: number; readonly command: string }[] {
  return listProcFolder("/proc").flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    return [{ pid, command: (readProcFile(`/proc/${pid}/cmdline`) ?? "").replaceAll("\0", " ").trim() }];
  });
}
