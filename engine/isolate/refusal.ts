/** Explains why an isolation level is not available and what to do about it, as pure functions. */

export interface Refusal {
  /** A sentence without a full stop. */
  readonly cause: string;
  /** What the user can do, as one sentence, with a command where there is one. */
  readonly fix: string;
}

/** The facts about a machine that explain why no sandbox could be created. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** `ID` and `ID_LIKE` of /etc/os-release, for example `["ubuntu", "debian"]`. */
  readonly distributions: readonly string[];
  /** Whether this process itself runs in a container. */
  readonly inContainer: boolean;
  readonly root: boolean;
  /** Whether this process may look into those of other users, as root usually may (CAP_SYS_PTRACE). */
  readonly seesOthers: boolean;
  /** Kernel settings (sysctl) by name; undefined where the kernel does not have the setting. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** The sysctl settings that decide whether a user may create namespaces. */
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
    fix: platform === "win32" ? "Grade in WSL 2." : "Grade on a Linux machine or in a Linux VM.",
  };
}

/** @param architecture as in `process.arch` */
export function noFilter(architecture: string): Refusal {
  return {
    cause: `there is no system call filter for the processor ${architecture}`,
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

/** @param version the output of `bwrap --version`, or undefined when it printed nothing */
export function tooOld(version: string | undefined): Refusal | undefined {
  const [, major, minor] = /\b(\d{1,9})\.(\d{1,9})/.exec(version ?? "") ?? [];
  if (major === undefined)
    return { cause: "bwrap --version prints no version", fix: "Install bubblewrap 0.8 or newer." };
  const [oldestMajor, oldestMinor] = OLDEST_BUBBLEWRAP;
  const old = Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor);
  return old
    ? {
        cause: `bubblewrap ${major}.${minor} cannot limit what a server writes`,
        fix: "Install bubblewrap 0.8 or newer.",
      }
    : undefined;
}

/** Root runs submissions as another user, and could not tell on which port their servers listen. */
export function blindRoot({ root, seesOthers }: Machine): Refusal | undefined {
  if (!root || seesOthers) return undefined;
  return {
    cause: "root may not look into the processes of other users here (CAP_SYS_PTRACE is missing)",
    fix: "Grade as another user than root, or start the container with --cap-add SYS_PTRACE.",
  };
}

/** @param complaint the standard error output of bubblewrap or of the command in it */
export function sandboxFailed(complaint: string, machine: Machine): Refusal {
  const { settings, inContainer, root } = machine;
  if (settings["kernel.apparmor_restrict_unprivileged_userns"] === "1" && !root)
    return {
      cause: "AppArmor does not let users create namespaces, the default of Ubuntu since 23.10",
      fix: "Allow it: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    };
  if (settings["kernel.unprivileged_userns_clone"] === "0" && !root)
    return {
      cause: "the kernel does not let users create namespaces",
      fix: "Allow it: sudo sysctl -w kernel.unprivileged_userns_clone=1",
    };
  if (settings["user.max_user_namespaces"] === "0")
    return {
      cause: "the kernel's limit of user namespaces is 0",
      fix: "Raise it: sudo sysctl -w user.max_user_namespaces=10000",
    };
  if (/setpriv/.test(complaint))
    return {
      cause: `root cannot run a submission as an unprivileged account (${firstLine(complaint)})`,
      fix: "Install setpriv from the package util-linux, or grade as another user than root.",
    };
  if (inContainer && /namespace|mount|uid map|RTM_NEWADDR|pivot_root/.test(complaint))
    return {
      cause: `the container around this command forbids namespaces (${firstLine(complaint)})`,
      fix: "Start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined, or grade outside of it.",
    };
  return {
    cause: `bubblewrap could not create a sandbox (${firstLine(complaint)})`,
    fix: "npm run doctor shows what else this machine offers.",
  };
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.slice(0, 200) || "without a message";
}
