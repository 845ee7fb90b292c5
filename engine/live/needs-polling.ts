/** Decides whether the system reports saves in a folder or the folder must be polled. */
import { statfs } from "node:fs/promises";
import { release } from "node:os";
import path from "node:path";

/** What the decision depends on. */
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
 * File systems that other machines may write to without this kernel noticing. The numbers are those of Linux
 * (statfs(2), include/uapi/linux/magic.h).
 */
const REMOTE_FILE_SYSTEMS: Readonly<Record<number, string>> = {
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

/** Why the folder must be polled, as the end of a sentence; undefined when file system events are reliable there. */
export function pollReason({ platform, release, folder, fileSystem, forced }: Place): string | undefined {
  if (forced) return "WORKBOOK_POLL is set";
  if (platform === "win32")
    return /^[\\/]{2}(?![?.][\\/])/.test(folder) ? "the folder is on a network drive" : undefined;
  if (platform !== "linux") return undefined;
  // Windows drives under WSL: files saved by a Windows program raise no event (microsoft/WSL#4739).
  if (/microsoft/i.test(release) && /^\/mnt\/[a-z](\/|$)/i.test(folder)) return "the folder is on a Windows drive";
  // Node returns a signed number where the system's type is signed.
  const known = fileSystem === undefined ? undefined : REMOTE_FILE_SYSTEMS[fileSystem >>> 0];
  return known === undefined ? undefined : `the folder is on ${known}`;
}

/** Looks up the place of a folder, or of its nearest existing ancestor. Never rejects. */
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
