/**
 * What each level of isolation promises about submissions that mean harm. Data: the tests and `npm run doctor` both read
 * it, and every promise is proved by grading submissions that try to break it, in engine/doctor/hostile.
 */
import { FILE_LIMIT_BYTES } from "../grade/limits.ts";
import { DISK_LIMIT_BYTES } from "../isolate/limits.ts";
import type { Level } from "../isolate/choose.ts";

export interface SafetyPromise {
  readonly id: string;
  /** What a submission cannot do, as the end of the sentence "a submission ...". */
  readonly words: string;
  readonly levels: readonly Level[];
  /** Folders of engine/doctor/hostile. */
  readonly attacks: readonly string[];
  /** What the verdict says when the attack was ended for what it did; absent where it is not to be ended. */
  readonly proof?: RegExp;
  /** The most that an attack may have written, by its own account, in bytes. */
  readonly mostBytes?: number;
  /** Whether the attacks are for another submission, which then is graded at the same time. */
  readonly beside?: boolean;
  /** Whether the attacks may be tried where the promise is not made: they show what they see and hurt nobody. */
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
    words: "leaves no process behind, in whatever session it is and whoever its parent",
    levels: EVERYWHERE,
    attacks: ["leaves-a-daemon", "leaves-a-daemon-with-other-limits"],
    harmless: true,
  },
  {
    id: "hidden-survivors",
    words: "leaves no process behind that sheds every trace of it",
    levels: SANDBOXED,
    attacks: ["hides-a-daemon"],
    // Where it is not promised, a look at the right moment may still find it.
    harmless: false,
  },
  {
    id: "memory",
    words: "is ended when its processes take too much memory",
    levels: EVERYWHERE,
    attacks: ["takes-all-memory"],
    // A container's own limit says nothing but this.
    proof: /more than \d+ MB of memory|ended by SIGKILL/,
    harmless: true,
  },
  {
    id: "hidden-memory",
    words: "hides no memory where no process shows it",
    // A container's engine counts it.
    levels: ["namespaces"],
    attacks: ["hides-memory"],
    harmless: true,
  },
  {
    id: "kernel-memory",
    words: "is ended when it fills the kernel's memory with connections, sockets or files",
    levels: ["namespaces"],
    attacks: ["hides-memory-in-connections", "opens-many-sockets", "makes-many-files"],
    // The first one is let be where the kernel itself gives it less than the limit, and answers nobody.
    proof: /more than \d+ (?:MB of memory|Unix sockets|files)|nothing within/,
    harmless: false,
  },
  {
    id: "processes",
    words: "is ended when it starts too many processes",
    // A container holds them back instead: see fork-bomb.
    levels: ["namespaces", "process"],
    attacks: ["starts-many-processes"],
    proof: /more than \d+ processes/,
    harmless: true,
  },
  {
    id: "much-output",
    words: "costs nobody anything by printing much",
    levels: EVERYWHERE,
    attacks: ["floods-its-output"],
    harmless: true,
  },
  {
    id: "endless-output",
    words: "is ended when it prints without end",
    levels: EVERYWHERE,
    attacks: ["floods-its-output-without-end"],
    proof: /printed more than \d+ MB/,
    harmless: true,
  },
  {
    id: "compiler-input",
    words: "has the compiler follow no source map",
    levels: EVERYWHERE,
    attacks: ["names-an-endless-source-map"],
    harmless: true,
  },
  {
    id: "compiler-resolution",
    words: "imports no file of yours by a package.json of its own",
    levels: EVERYWHERE,
    attacks: ["imports-a-folder-that-points-outside"],
    proof: /names a file that is not there/,
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
    words: "reads no check, no solution and no file of yours",
    levels: SANDBOXED,
    attacks: ["reads-the-checks"],
    harmless: true,
  },
  {
    id: "compiling",
    words: "has nothing compiled into it that is not its own",
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
    // In a container, /proc/self/mountinfo tells where what the engine mounts lies outside.
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
    // Elsewhere the servers that it finds are this machine's own.
    harmless: false,
  },
  {
    id: "disk",
    words: "fills no disk",
    levels: SANDBOXED,
    attacks: ["fills-the-disk"],
    // Its own folder and /tmp, each with a little that the file system needs itself.
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
    words: "cannot bury the machine under copies of itself",
    levels: SANDBOXED,
    attacks: ["fork-bomb"],
    harmless: false,
  },
];

/** The promises that a level makes. */
export function promisesOf(level: Level): SafetyPromise[] {
  return PROMISES.filter(({ levels }) => levels.includes(level));
}
