/** Reads Linux's files about processes. Any of them can disappear at any time, which is never an error. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The content of a file; undefined for a process that is gone or belongs to another user, and on other systems. */
export function readProcFile(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** The target of a link such as `/proc/<pid>/cwd`; empty when it is unknown. */
export function readProcLink(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

/** The names in a folder such as `/proc/<pid>/task`; none when it cannot be listed. */
export function listProcFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The id and the command line, separated by spaces, of every process except this one. */
export function otherProcesses(): { readonly pid: number; readonly command: string }[] {
  return listProcFolder("/proc").flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    return [{ pid, command: (readProcFile(`/proc/${pid}/cmdline`) ?? "").replaceAll("\0", " ").trim() }];
  });
}
