/**
 * Finds and ends the descendants of a process, and processes that carry a run's mark. A submission may start children in
 * sessions of their own, which a signal to the process group does not reach.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { listProcFolder, readProcFile, readProcLink } from "../proc-files.ts";

/** Identifies a process, even when its id is reused later. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, in the kernel's clock ticks; empty where the system does not say. */
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

/** Ends these processes at once, except where the id now belongs to another process. */
export function killAll(processes: readonly ProcessId[]): void {
  for (const { pid, started } of processes) {
    if (LINUX && startOf(pid) !== started) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
}

/**
 * The process group of a sandboxed server: that of the first process below `pid` that does not belong to the sandbox itself.
 * @param sandboxProcessName the name of the sandbox's own processes
 */
export function groupBelow(pid: number, sandboxProcessName: string): number | undefined {
  for (let at: number | undefined = pid; at !== undefined; at = childrenOf(at)[0]) {
    const stat = readProcFile(`/proc/${at}/stat`);
    if (stat === undefined) return undefined;
    if (stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")) === sandboxProcessName) continue;
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
  }
  return undefined;
}

/** Kills these processes repeatedly; resolves once they are gone, or after `limitMs`. */
export async function allGone(processes: readonly ProcessId[], limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (processes.some(({ pid, started }) => startOf(pid) === started) && Date.now() < deadline) {
    killAll(processes);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Signals a process group; does nothing when there is none. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** A number derived from a mark, for a resource limit, which every child inherits. */
export function tagOf(mark: string): string {
  return String(2 ** 42 + createHash("sha1").update(mark).digest().readUIntBE(0, 5));
}

/** Identifies the processes of a run. */
export interface Trace {
  /** Text in their environment. */
  readonly mark: string;
  /** A number in their resource limits, see `tagOf`; absent where none was set. */
  readonly tag?: string;
  /** Absolute path of a folder used by this run alone: a process that runs in it, or from a file in it, belongs to it. */
  readonly folder?: string;
}

/** How ending processes by their traces went. */
export interface Ended {
  readonly found: number;
  /** The traces of processes that could not be ended. */
  readonly left: readonly Trace[];
}

/**
 * Ends every process that carries one of the traces, whatever its parent is now, until none is left. A process that tries
 * to hide can remove all of them; only a sandbox contains such a process.
 */
export async function killMarked(traces: readonly Trace[]): Promise<Ended> {
  let found = 0;
  let left: readonly Trace[] = [];
  // A process can start another between two searches; each round finds fewer.
  for (let round = 0; round < 20; round++) {
    const marked = LINUX ? markedOnLinux(traces) : await markedByPs(traces);
    left = marked.map(({ trace }) => trace);
    if (marked.length === 0) break;
    found += marked.length;
    killAll(marked);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return { found, left };
}

/** The same without waiting, for use while this process exits. */
export function killMarkedNow(traces: readonly Trace[]): void {
  if (!LINUX) return;
  for (let round = 0; round < 3; round++) killAll(markedOnLinux(traces));
}

/** Whether the main thread of a process waits for something. False where that cannot be established. */
export function isAsleep(pid: number): boolean {
  return LINUX && statOf(pid)?.[0] === "S";
}

/**
 * Whether a process has no child and has never had one, so that no descendant of it can exist, whatever its parent is now.
 * False where that cannot be established.
 */
export function hasHadNoChild(pid: number): boolean {
  const fields = LINUX ? statOf(pid) : undefined;
  // Page faults of children that have ended and were waited for: fields 11 and 13 of /proc/<pid>/stat. Every child has some.
  return fields !== undefined && fields[8] === "0" && fields[10] === "0" && childrenOf(pid).length === 0;
}

interface Marked extends ProcessId {
  readonly trace: Trace;
}

function markedOnLinux(traces: readonly Trace[]): Marked[] {
  return listProcFolder("/proc").flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    // A zombie keeps its process id, but not its environment.
    const environment = readProcFile(`/proc/${name}/environ`);
    if (environment === undefined) return [];
    const trace = traces.find(({ mark }) => environment.includes(mark)) ?? otherTrace(name, traces);
    const started = trace === undefined ? undefined : startOf(pid);
    return trace === undefined || started === undefined ? [] : [{ pid, started, trace }];
  });
}

/** The trace that survives a cleared environment, a new session and the parent's exit. */
function otherTrace(pid: string, traces: readonly Trace[]): Trace | undefined {
  const tagged = traces.filter(({ tag }) => tag !== undefined);
  const numbers = tagged.length === 0 ? [] : limitsOf(pid);
  const byTag = tagged.find(({ tag }) => numbers.includes(tag as string));
  if (byTag !== undefined) return byTag;
  const inFolder = traces.filter(({ folder }) => folder !== undefined);
  const places = inFolder.length === 0 ? [] : [readProcLink(`/proc/${pid}/cwd`), readProcLink(`/proc/${pid}/exe`)];
  return inFolder.find(({ folder }) => places.some((place) => place.startsWith(`${folder}${path.sep}`)));
}

/** The soft and hard values of the two limits that Linux ignores and that carry a tag; the second in kilobytes. */
function limitsOf(pid: string): string[] {
  const limits = readProcFile(`/proc/${pid}/limits`) ?? "";
  const locks = /^Max file locks +(\d+|unlimited) +(\d+|unlimited)/m.exec(limits)?.slice(1) ?? [];
  const resident = /^Max resident set +(\d+|unlimited) +(\d+|unlimited)/m.exec(limits)?.slice(1) ?? [];
  return [...locks, ...resident.map((bytes) => String(Number(bytes) / 1024))];
}

async function markedByPs(traces: readonly Trace[]): Promise<Marked[]> {
  if (process.platform === "win32") return [];
  const { stdout } = await promisify(execFile)("ps", ["-axEww", "-o", "pid=,command="], {
    maxBuffer: 64 * 1024 * 1024,
  }).catch(() => ({ stdout: "" }));
  return stdout.split("\n").flatMap((line) => {
    const pid = Number.parseInt(line, 10);
    const trace = traces.find(({ mark }) => line.includes(mark));
    return trace === undefined || pid === process.pid ? [] : [{ pid, started: "", trace }];
  });
}

/** Field 22 of /proc/<pid>/stat; undefined for a process that is gone or dead. */
function startOf(pid: number): string | undefined {
  const fields = statOf(pid);
  return fields === undefined || fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

/** The fields of /proc/<pid>/stat from the third on, which is the state; undefined for a process that is gone. */
function statOf(pid: number): string[] | undefined {
  const stat = readProcFile(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything, spaces and parentheses included.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function childrenOf(pid: number): number[] {
  const threads = listProcFolder(`/proc/${pid}/task`);
  return threads.flatMap((thread) =>
    (readProcFile(`/proc/${pid}/task/${thread}/children`) ?? "").split(" ").filter(Boolean).map(Number),
  );
}
