import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { placeOf, pollReason, type Place } from "../../live/needs-polling.ts";

const HOME: Place = {
  platform: "linux",
  release: "6.1.0-18-amd64",
  folder: "/home/ada/workbook/lessons/lesson-ws",
  fileSystem: 0xef53,
  forced: false,
};
const WSL = "5.15.153.1-microsoft-standard-WSL2";

describe("uses file system events", () => {
  test.each<[string, Partial<Place>]>([
    ["on a disk of this machine", {}],
    ["on an unknown file system", { fileSystem: 0x9123683e }],
    ["where the system does not say", { fileSystem: undefined }],
    ["in the Linux part of WSL", { release: WSL }],
    ["on macOS", { platform: "darwin", folder: "/Users/ada/workbook", fileSystem: 0x1a }],
    ["on a Windows drive under Windows", { platform: "win32", folder: "C:\\Users\\ada\\workbook" }],
    ["on a long Windows path", { platform: "win32", folder: "\\\\?\\C:\\Users\\ada" }],
    ["in a folder /mnt/data of an ordinary Linux", { folder: "/mnt/data/workbook" }],
  ])("%s", (_name, change) => {
    expect(pollReason({ ...HOME, ...change })).toBeUndefined();
  });
});

describe("polls", () => {
  test.each<[string, Partial<Place>, string]>([
    ["when the environment requests it", { forced: true }, "WORKBOOK_POLL is set"],
    ["on NFS", { fileSystem: 0x6969 }, "the folder is on an NFS mount"],
    ["on SMB", { fileSystem: 0xff534d42 }, "the folder is on an SMB mount"],
    ["on SMB, the number given as signed", { fileSystem: 0xff534d42 | 0 }, "the folder is on an SMB mount"],
    ["on SMB 2", { fileSystem: 0xfe534d42 }, "the folder is on an SMB mount"],
    [
      "on sshfs",
      { fileSystem: 0x65735546 },
      "the folder is on a FUSE mount, such as sshfs or a container's shared folder",
    ],
    ["on 9P", { fileSystem: 0x01021997 }, "the folder is on a 9P mount, such as a Windows drive in WSL"],
    [
      "on a Windows drive in WSL",
      { release: WSL, folder: "/mnt/c/Users/ada/workbook" },
      "the folder is on a Windows drive",
    ],
    [
      "on a Windows drive in WSL 1",
      { release: "4.4.0-19041-Microsoft", folder: "/mnt/d" },
      "the folder is on a Windows drive",
    ],
    [
      "on a network drive of Windows",
      { platform: "win32", folder: "\\\\server\\share\\workbook" },
      "the folder is on a network drive",
    ],
  ])("%s", (_name, change, reason) => {
    expect(pollReason({ ...HOME, ...change })).toBe(reason);
  });
});

test("uses the nearest existing ancestor of a missing folder", async () => {
  const here = await placeOf(tmpdir(), {});
  const below = await placeOf(`${tmpdir()}/not-there-${process.pid}/at/all`, { WORKBOOK_POLL: "1" });
  expect(below).toEqual({ ...here, folder: below.folder, forced: true });
  expect(here.fileSystem).toBeTypeOf("number");
});
