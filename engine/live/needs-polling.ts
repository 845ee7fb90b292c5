/** Where the system reports saves, and where somebody has to look for them again and again. */
import { statfs } from "node:fs/promises";
import { release } from "node:os";
import path from "node:path";

/** What the decision is made from. */
export interface Place {
  readonly platform: NodeJS.Platform;
  /** The kernel's release, as `os.release()` gives it. */
  readonly release: string;
  /** Absolute path of the folder to watch. */
  readonly folder: string;
  /** `type` of statfs(2); undefined when the system does not say. */
  readonly fileSystem: number | undefined;
  /** WORKBOOK_POLL=1 */
  readonly forced: boolean;
}

/**
 * File systems that somebody else may write to without this kernel noticing. The numbers are those of Linux
 * (statfs(2), include/uapi/linux/magic.h).
 */
const FAR_AWAY: Readonly<Record<number, string>> = {
  0x6969: "an NFS mount",
  0x517b: "an SMB mount",
  0xff534d42: "an SMB mount",
  0xfe534d42: "an SMB mount",
  0x01021997: "a 9P mount, such as a Windows drive in WSL",
  0x65735546: "a FUSE mount, such as sshfs or a container's shared folder",
  0x786f4256: "a VirtualBox shared folder",
  0xbacbacbc: "a VMware shared folder",
  0x7c7c6673: "a Parallels shared folder",
  0x00c36400: "a Ceph mount",
  0x5346414f: "an AFS mount",
};

/** Why events of the file system cannot be relied on there, as the end of a sentence; undefined when they can. */
export function pollReason({ platform, release, folder, fileSystem, forced }: Place): string | undefined {
  if (forced) return "WORKBOOK_POLL is set";
  if (platform === "win32")
    return /^[\\/]{2}(?![?.][\\/])/.test(folder) ? "the folder is on a network drive" : undefined;
  if (platform !== "linux") return undefined;
  // Drives of Windows under WSL: files saved by a Windows program raise no event (microsoft/WSL#4739).
  if (/microsoft/i.test(release) && /^\/mnt\/[a-z](\/|$)/i.test(folder)) return "the folder is on a Windows drive";
  // Node gives the number as signed where the system's own type is.
  const known = fileSystem === undefined ? undefined : FAR_AWAY[fileSystem >>> 0];
  return known === undefined ? undefined : `the folder is on ${known}`;
}

/** Asks the system about a folder, or about the nearest one above it that exists. Never rejects. */
export async function placeOf(folder: string, env: NodeJS.ProcessEnv): Promise<Place> {
  return {
    platform: process.platform,
    release: release(),
    folder,
    fileSystem: await fileSystemOf(folder),
    forced: env["WORKBOOK_POLL"] === "1",
  };
}

async function fileSystemOf(folder: string): Promise<number | undefined> {
  for (let current = folder; ; current = path.dirname(current)) {
    const found = await statfs(current).catch(() => undefined);
    if (found !== undefined) return found.type;
    if (path.dirname(current) === current) return undefined;
  }
}
