/** Why a level of isolation cannot be had on this machine, and what would change that. Pure. */

export interface Refusal {
  /** One sentence without a full stop. */
  readonly cause: string;
  /** What a person can do about it, as one sentence; a command where there is one. */
  readonly fix: string;
}

/** What is known about the machine when a sandbox could not be made. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** `ID` and `ID_LIKE` of /etc/os-release, for example `["ubuntu", "debian"]`. */
  readonly distributions: readonly string[];
  /** Whether this process itself runs in a container. */
  readonly inContainer: boolean;
  readonly root: boolean;
  /** By name with dots; undefined where the kernel has no such setting. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** The settings that decide whether a user may make namespaces. */
export const SETTINGS = [
  "kernel.apparmor_restrict_unprivileged_userns",
  "kernel.unprivileged_userns_clone",
  "user.max_user_namespaces",
] as const;

export const OLDEST_BUBBLEWRAP = [0, 8] as const;

const INSTALL: Readonly<Record<string, string>> = {
  debian: "sudo apt install bubblewrap",
  ubuntu: "sudo apt install bubblewrap",
  fedora: "sudo dnf install bubblewrap",
  rhel: "sudo dnf install bubblewrap",
  suse: "sudo zypper install bubblewrap",
  arch: "sudo pacman -S bubblewrap",
  alpine: "sudo apk add bubblewrap setpriv",
};

export function notLinux({ platform }: Machine): Refusal {
  const name = platform === "darwin" ? "macOS" : platform === "win32" ? "Windows" : platform;
  return {
    cause: `namespaces exist on Linux only, and this is ${name}`,
    fix: platform === "win32" ? "Grade in WSL 2, which is a Linux." : "Grade on a Linux machine or in a Linux VM.",
  };
}

/** @param architecture as Node names it */
export function noFilter(architecture: string): Refusal {
  return {
    cause: `no filter for system calls is known for the processor ${architecture}`,
    fix: "Grade on a machine with x64 or arm64, or use --isolation container.",
  };
}

export function notInstalled({ distributions }: Machine): Refusal {
  const known = distributions.find((name) => Object.hasOwn(INSTALL, name));
  return {
    cause: "bubblewrap is not installed",
    fix: known === undefined ? "Install the package bubblewrap." : `Install it: ${INSTALL[known]}`,
  };
}

/** @param version as `bwrap --version` prints it, or undefined when it printed nothing usable */
export function tooOld(version: string | undefined): Refusal | undefined {
  const [, major, minor] = /\b(\d{1,9})\.(\d{1,9})/.exec(version ?? "") ?? [];
  if (major === undefined) return { cause: "bwrap does not say its version", fix: "Install bubblewrap 0.8 or newer." };
  const [oldestMajor, oldestMinor] = OLDEST_BUBBLEWRAP;
  const old = Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor);
  return old
    ? {
        cause: `bubblewrap ${major}.${minor} cannot limit what a server writes`,
        fix: "Install bubblewrap 0.8 or newer.",
      }
    : undefined;
}

/** @param complaint what bubblewrap, or what it started, wrote to its standard error */
export function sandboxFailed(complaint: string, machine: Machine): Refusal {
  const { settings, inContainer, root } = machine;
  if (settings["kernel.apparmor_restrict_unprivileged_userns"] === "1" && !root)
    return {
      cause: "AppArmor forbids users to make namespaces, as Ubuntu does since 23.10",
      fix: "Allow it: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    };
  if (settings["kernel.unprivileged_userns_clone"] === "0" && !root)
    return {
      cause: "the kernel forbids users to make namespaces",
      fix: "Allow it: sudo sysctl -w kernel.unprivileged_userns_clone=1",
    };
  if (settings["user.max_user_namespaces"] === "0")
    return {
      cause: "the kernel allows no user namespaces",
      fix: "Allow some: sudo sysctl -w user.max_user_namespaces=10000",
    };
  if (/setpriv/.test(complaint))
    return {
      cause: `root cannot hand a submission to an account without rights (${firstLine(complaint)})`,
      fix: "Install setpriv from the package util-linux, or grade as another user than root.",
    };
  if (inContainer && /namespace|mount|uid map|RTM_NEWADDR|pivot_root/.test(complaint))
    return {
      cause: `the container in which this runs forbids namespaces (${firstLine(complaint)})`,
      fix: "Start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined, or grade outside of it.",
    };
  return {
    cause: `bubblewrap made no sandbox (${firstLine(complaint)})`,
    fix: "npm run doctor shows what else this machine offers.",
  };
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.slice(0, 200) || "it gave no reason";
}
