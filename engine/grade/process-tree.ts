/**
 * The processes below another one, and whatever carries a run's mark. A submission may start children of its own,
 * in sessions of their own; a group signal does not reach those.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

/** A process, told apart from a later one that got the same number. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, in the kernel's own clock ticks; empty where the system does not say. */
  readonly started: string;
}

const LINUX = process.platform === "linux";

/** Every living descendant of `pid`, itself included. */
export function treeOf(pid: number): ProcessId[] {
  if (!LINUX) return [{ pid, started: "" }];
  const tree: ProcessId[] = [];
  const queue = [pid];
  while (queue.length > 0) {
    const next = queue.pop() as number;
    const started = startOf(next);
    if (started === undefined) continue;
    tree.push({ pid: next, started });
    queue.push(...childrenOf(next));
  }
  return tree;
}

/** Ends these processes at once, unless their number belongs to somebody else by now. */
export function killAll(processes: readonly ProcessId[]): void {
  for (const { pid, started } of processes) {
    if (LINUX && startOf(pid) !== started) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended meanwhile.
    }
  }
}

/**
 * The process group of a sandboxed server: of the first process below `pid` that is not one of the sandbox's own.
 * @param keeper what the sandbox's own processes are called
 */
export function groupBelow(pid: number, keeper: string): number | undefined {
  for (let at: number | undefined = pid; at !== undefined; at = childrenOf(at)[0]) {
    const stat = read(`/proc/${at}/stat`);
    if (stat === undefined) return undefined;
    if (stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")) === keeper) continue;
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
  }
  return undefined;
}

/** Resolves once these processes are gone, killing them again and again, or after `limitMs`. */
export async function allGone(processes: readonly ProcessId[], limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (processes.some(({ pid, started }) => startOf(pid) === started) && Date.now() < deadline) {
    killAll(processes);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Ends a process group; quiet when there is none. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It ended meanwhile.
  }
}

/** A number that stands for a mark where only a number fits: in a limit that every child inherits. */
export function tagOf(mark: string): string {
  return String(2 ** 47 + createHash("sha1").update(mark).digest().readUIntBE(0, 5));
}

/**
 * Ends every process whose environment carries one of the marks, or whose limits the tag of one, whoever its parent is
 * by now, until none is left.
 * @param options.tags whether the processes were given the marks' tags as a limit
 * @returns how many were found
 */
export async function killMarked(marks: readonly string[], { tags = true }: { tags?: boolean } = {}): Promise<number> {
  let found = 0;
  const limits = tags ? marks.map(tagOf) : [];
  // A process can start another between two looks; each round finds fewer.
  for (let round = 0; round < 20; round++) {
    const marked = LINUX ? markedOnLinux(marks, limits) : await markedByPs(marks);
    if (marked.length === 0) return found;
    found += marked.length;
    killAll(marked);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return found;
}

/** The same without waiting, for the moment in which this process itself ends. */
export function killMarkedNow(marks: readonly string[]): void {
  if (!LINUX) return;
  const tags = marks.map(tagOf);
  for (let round = 0; round < 3; round++) killAll(markedOnLinux(marks, tags));
}

function markedOnLinux(marks: readonly string[], tags: readonly string[]): ProcessId[] {
  const marked: ProcessId[] = [];
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    // A dead process that nobody has waited for keeps its number, but no environment.
    const environment = read(`/proc/${name}/environ`);
    if (environment === undefined) continue;
    const carries = marks.some((mark) => environment.includes(mark)) || (tags.length > 0 && carriesTag(name, tags));
    if (!carries) continue;
    const started = startOf(pid);
    if (started !== undefined) marked.push({ pid, started });
  }
  return marked;
}

/** The limit survives a cleared environment, a new session and a lost parent. */
function carriesTag(pid: string, tags: readonly string[]): boolean {
  const locks = /^Max file locks +(\d+)/m.exec(read(`/proc/${pid}/limits`) ?? "")?.[1];
  return locks !== undefined && tags.includes(locks);
}

async function markedByPs(marks: readonly string[]): Promise<ProcessId[]> {
  if (process.platform === "win32") return [];
  const { stdout } = await promisify(execFile)("ps", ["-axEww", "-o", "pid=,command="], {
    maxBuffer: 64 * 1024 * 1024,
  }).catch(() => ({ stdout: "" }));
  return stdout
    .split("\n")
    .filter((line) => marks.some((mark) => line.includes(mark)))
    .map((line) => ({ pid: Number.parseInt(line, 10), started: "" }))
    .filter(({ pid }) => pid !== process.pid);
}

/** Field 22 of /proc/<pid>/stat; undefined for a process that is gone or dead. */
function startOf(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything, spaces and parentheses included.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields === undefined || fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

function childrenOf(pid: number): number[] {
  const threads = listed(`/proc/${pid}/task`);
  return threads.flatMap((thread) =>
    (read(`/proc/${pid}/task/${thread}/children`) ?? "").split(" ").filter(Boolean).map(Number),
  );
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
