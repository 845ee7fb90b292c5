/**
 * What each level of isolation promises about hostile submissions. The tests and `npm run doctor` prove every promise
 * by grading submissions that try to break it, in engine/doctor/hostile.
 */
import { FILE_LIMIT_BYTES } from "../grade/limits.ts";
import { DISK_LIMIT_BYTES } from "../isolate/limits.ts";
import type { Level } from "../isolate/choose.ts";

export interface SafetyPromise {
  readonly id: string;
  /** The promise as the end of the sentence "a submission ...". */
  readonly words: string;
  readonly levels: readonly Level[];
  /** Folders of engine/doctor/hostile. */
  readonly attacks: readonly string[];
  /** Matches the verdict when the attack was stopped for what it did; absent where it is not stopped. */
  readonly proof?: RegExp;
  /** The most that the attack may report to have written, in bytes. */
  readonly mostBytes?: number;
  /** Whether the attacks target another submission, which is then graded at the same time. */
  readonly beside?: boolean;
  /** Whether the attacks are safe to run at levels that do not make the promise. */
  readonly harmless: boolean;
}

const SANDBOXED: readonly Level[] = ["namespaces", "container"];
const EVERYWHERE: readonly Level[] = ["namespaces", "container", "process"];

export const PROMISES: readonly SafetyPromise[] = [
  {
    id: "forgery",
    words: "gets no verdict that it wrote itself",
    levels: EVERYWHERE,
    attacks: ["forges-its-results", "forges-over-the-line"],
    harmless: true,
  },
  {
    id: "neighbour",
    words: "is not graded by what another server answers",
    levels: EVERYWHERE,
    attacks: ["answers-for-a-neighbour"],
    harmless: true,
  },
  {
    id: "survivors",
    words: "leaves no process behind, not even one with a session or parent of its own",
    levels: EVERYWHERE,
    attacks: ["leaves-a-daemon", "leaves-a-daemon-with-other-limits"],
    harmless: true,
  },
  {
    id: "hidden-survivors",
    words: "leaves no process behind that hides where it came from",
    levels: SANDBOXED,
    attacks: ["hides-a-daemon"],
    // At other levels the grader may still find the process if it looks at the right moment.
    harmless: false,
  },
  {
    id: "memory",
    words: "is ended when its processes take too much memory",
    levels: EVERYWHERE,
    attacks: ["takes-all-memory"],
    // Where a container enforces the limit, the only sign of it is SIGKILL.
    proof: /more than \d+ MB of memory|ended by SIGKILL/,
    harmless: true,
  },
  {
    id: "hidden-memory",
    words: "cannot hold memory that counts for no process",
    // A container counts such memory.
    levels: ["namespaces"],
    attacks: ["hides-memory"],
    harmless: true,
  },
  {
    id: "kernel-memory",
    words: "is ended when it fills the kernel's memory with connections, sockets or files",
    levels: ["namespaces"],
    attacks: ["hides-memory-in-connections", "opens-many-sockets", "makes-many-files"],
    // The first attack is not stopped where the kernel's own limit is lower, and then it never answers.
    proof: /more than \d+ (?:MB of memory|Unix sockets|files)|nothing within/,
    harmless: false,
  },
  {
    id: "processes",
    words: "is ended when it starts too many processes",
    // A container limits the number instead: see fork-bomb.
    levels: ["namespaces", "process"],
    attacks: ["starts-many-processes"],
    proof: /more than \d+ processes/,
    harmless: true,
  },
  {
    id: "much-output",
    words: "does no harm by printing a lot",
    levels: EVERYWHERE,
    attacks: ["floods-its-output"],
    harmless: true,
  },
  {
    id: "endless-output",
    words: "is ended when it prints without end",
    levels: EVERYWHERE,
    attacks: ["floods-its-output-without-end"],
    // On a busy machine it may not get as far as that within the time for its start, which then ends it.
    proof: /printed more than \d+ MB|never listened/,
    harmless: true,
  },
  {
    id: "compiler-input",
    words: "cannot make the compiler follow a source map",
    levels: EVERYWHERE,
    attacks: ["names-an-endless-source-map"],
    harmless: true,
  },
  {
    id: "compiler-resolution",
    words: "cannot import a file of yours through its own package.json",
    levels: EVERYWHERE,
    attacks: ["imports-a-folder-that-points-outside"],
    proof: /names a file that does not exist/,
    harmless: true,
  },
  {
    id: "compiler-limits",
    words: "is refused when compiling it takes too much time or memory",
    levels: EVERYWHERE,
    attacks: ["nests-without-end", "grows-without-end", "imports-without-end"],
    proof: /compiling it takes more than \d+ (?:s|MB)/,
    harmless: true,
  },
  {
    id: "file-size",
    words: "writes no file larger than the limit",
    levels: EVERYWHERE,
    attacks: ["writes-a-huge-file"],
    mostBytes: FILE_LIMIT_BYTES,
    harmless: true,
  },
  {
    id: "reading",
    words: "cannot read the checks, the solution or any file of yours",
    levels: SANDBOXED,
    attacks: ["reads-the-checks"],
    harmless: true,
  },
  {
    id: "compiling",
    words: "cannot get files of others compiled into it",
    levels: SANDBOXED,
    attacks: ["imports-with-a-gap", "imports-all-of-the-disk"],
    harmless: false,
  },
  {
    id: "environment",
    words: "finds nothing of the grader in its environment, in /proc or among its open files",
    levels: SANDBOXED,
    attacks: ["reads-the-environment"],
    harmless: true,
  },
  {
    id: "paths",
    words: "learns no path of this machine",
    // In a container, /proc/self/mountinfo shows the outside path of what the engine mounts.
    levels: ["namespaces"],
    attacks: ["finds-paths"],
    harmless: true,
  },
  {
    id: "writing",
    words: "changes no file outside its own folder",
    levels: SANDBOXED,
    attacks: ["writes-outside"],
    harmless: true,
  },
  {
    id: "network",
    words: "reaches no network, not even this machine",
    levels: SANDBOXED,
    attacks: ["reaches-the-network", "opens-foreign-sockets"],
    harmless: true,
  },
  {
    id: "others",
    words: "reaches no server of another submission",
    levels: SANDBOXED,
    attacks: ["knocks-at-neighbours"],
    beside: true,
    // Elsewhere it would find and request this machine's own servers.
    harmless: false,
  },
  {
    id: "disk",
    words: "fills no disk",
    levels: SANDBOXED,
    attacks: ["fills-the-disk"],
    // Its own folder and /tmp, each with the file system's own overhead.
    mostBytes: 2 * DISK_LIMIT_BYTES + 1024 * 1024,
    harmless: false,
  },
  {
    id: "grader",
    words: "neither kills nor stops the grader",
    levels: SANDBOXED,
    attacks: ["kills-the-grader", "stops-the-grader"],
    harmless: false,
  },
  {
    id: "fork-bomb",
    words: "cannot exhaust the machine with copies of itself",
    levels: SANDBOXED,
    attacks: ["fork-bomb"],
    harmless: false,
  },
];

/** The promises that a level makes. */
export function promisesOf(level: Level): SafetyPromise[] {
  return PROMISES.filter(({ levels }) => levels.includes(level));
}
