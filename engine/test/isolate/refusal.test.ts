import { expect, test } from "vitest";
import { blindRoot, notInstalled, notLinux, sandboxFailed, tooOld, type Machine } from "../../isolate/refusal.ts";

const debian: Machine = {
  platform: "linux",
  distributions: ["debian"],
  inContainer: false,
  root: false,
  seesOthers: false,
  settings: {},
};

test("names a missing package with the install command of the distribution", () => {
  const fixes = [["ubuntu", "debian"], ["rocky", "rhel", "centos", "fedora"], ["arch"], ["alpine"], ["plan9"], []].map(
    (distributions) => notInstalled({ ...debian, distributions }).fix,
  );
  expect(fixes).toEqual([
    "Install it: sudo apt install bubblewrap",
    "Install it: sudo dnf install bubblewrap",
    "Install it: sudo pacman -S bubblewrap",
    "Install it: sudo apk add bubblewrap setpriv",
    "Install the package bubblewrap.",
    "Install the package bubblewrap.",
  ]);
});

test("tells users of other systems where sandboxes work", () => {
  expect(notLinux({ ...debian, platform: "darwin" })).toEqual({
    cause: "namespaces exist on Linux only, and this is macOS",
    fix: "Grade on a Linux machine or in a Linux VM.",
  });
  expect(notLinux({ ...debian, platform: "win32" }).fix).toBe("Grade in WSL 2.");
});

test("refuses a bubblewrap that is too old to limit a tmpfs", () => {
  expect(tooOld("bubblewrap 0.8.0\n")).toBeUndefined();
  expect(tooOld("bubblewrap 0.11.0\n")).toBeUndefined();
  expect(tooOld("bubblewrap 1.0\n")).toBeUndefined();
  expect(tooOld("bubblewrap 0.6.1\n")?.cause).toBe("bubblewrap 0.6 cannot limit what a server writes");
  expect(tooOld("")?.cause).toBe("bwrap --version prints no version");
});

test.each([
  {
    that: "Ubuntu's AppArmor",
    machine: { ...debian, settings: { "kernel.apparmor_restrict_unprivileged_userns": "1" } },
    complaint: "bwrap: setting up uid map: Permission denied",
    message:
      /^AppArmor does not let users .* Allow it: sudo sysctl -w kernel\.apparmor_restrict_unprivileged_userns=0$/,
  },
  {
    that: "Debian's older switch",
    machine: { ...debian, settings: { "kernel.unprivileged_userns_clone": "0" } },
    complaint: "bwrap: No permissions to create new namespace",
    message: /^the kernel does not let users .* kernel\.unprivileged_userns_clone=1$/,
  },
  {
    that: "a limit of zero",
    machine: { ...debian, settings: { "user.max_user_namespaces": "0" } },
    complaint: "bwrap: Creating new namespace failed: No space left on device",
    message: /^the kernel.s limit of user namespaces .* user\.max_user_namespaces=10000$/,
  },
  {
    that: "Docker's seccomp filter",
    machine: { ...debian, root: true, inContainer: true },
    complaint: "bwrap: Creating new namespace failed: Operation not permitted\nmore",
    message:
      /^the container around this command forbids namespaces \(bwrap: Creating [^)]*\) Start it with --security-opt seccomp=unconfined/,
  },
  {
    that: "a root without setpriv",
    machine: { ...debian, root: true },
    complaint: "bwrap: execvp /usr/bin/setpriv: No such file or directory",
    message: /^root cannot run a submission as an unprivileged account .* package util-linux/,
  },
  {
    that: "something else, with bubblewrap's own message",
    machine: debian,
    complaint: "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted\n",
    message: /^bubblewrap could not create a sandbox \(bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted\)/,
  },
])("names the cause and the fix: $that", ({ machine, complaint, message }) => {
  const { cause, fix } = sandboxFailed(complaint, machine);
  expect(`${cause} ${fix}`).toMatch(message);
});

test("refuses root that may not look into other users' processes, and nobody else", () => {
  expect(blindRoot({ ...debian, root: true })?.cause).toContain("CAP_SYS_PTRACE is missing");
  expect(blindRoot({ ...debian, root: true, seesOthers: true })).toBeUndefined();
  expect(blindRoot(debian)).toBeUndefined();
});
