/**
 * Compares folders in a worker thread, because a submission may have been written to be slow to compare, and that must
 * not block this process.
 */
import { Worker } from "node:worker_threads";
import type { Lesson } from "../lesson.ts";
import { StarterError } from "../starter.ts";
import type { ComparedLesson } from "./compare-folder.ts";
import type { FileComparison } from "./file-comparison.ts";

/** The thread's input: plain data only. */
export interface FolderComparison {
  readonly lesson: Lesson;
  readonly definition: ComparedLesson;
  /** Absolute path. */
  readonly folder: string;
  /** Absolute path of another folder to compare with. @default the lesson's solution */
  readonly other?: string;
}

export type ThreadAnswer =
  | { readonly files: readonly FileComparison[] }
  /** The solution lacks a file, see StarterError. */
  | { readonly starterFault: string };

/** The files cannot be compared within the limits. The message is one sentence for the reader. */
export class CompareLimitError extends Error {
  override name = "CompareLimitError";
}

const COMPARE_LIMIT_MS = 10_000;
const MEMORY_LIMIT_MB = 256;
/** How many threads run at a time, and how many comparisons may wait for one. */
const MAX_THREADS = 2;
const MAX_WAITING = 20;

/** The compiled entry of the thread, which the build puts beside this module. */
const ENTRY = new URL("compare-thread.mjs", import.meta.url);

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Like `compareFolder`, in a worker thread.
 * @throws StarterError when the solution lacks a file
 * @throws CompareLimitError when it takes more than 10 s or 256 MB, or when too many comparisons wait already
 */
export async function compareInThread(comparison: FolderComparison): Promise<readonly FileComparison[]> {
  if (running < MAX_THREADS) running++;
  else if (waiting.length < MAX_WAITING) await new Promise<void>((resolve) => waiting.push(resolve));
  else throw new CompareLimitError("Too many comparisons wait already; ask again in a moment.");
  try {
    return await inThread(comparison);
  } finally {
    // The slot passes to the comparison that has waited longest.
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}

async function inThread(comparison: FolderComparison): Promise<readonly FileComparison[]> {
  const thread = new Worker(ENTRY, {
    workerData: comparison,
    // The thread gets none of the server's environment variables or options.
    env: {},
    argv: [],
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  try {
    return await answerOf(thread);
  } finally {
    await thread.terminate();
  }
}

function answerOf(thread: Worker): Promise<readonly FileComparison[]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new CompareLimitError(`Comparing these files takes more than ${COMPARE_LIMIT_MS / 1000} s.`));
    }, COMPARE_LIMIT_MS);
    thread.once("message", (answer: ThreadAnswer) => {
      if ("files" in answer) resolve(answer.files);
      else reject(new StarterError(answer.starterFault));
    });
    thread.once("error", (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      reject(isMemory ? new CompareLimitError(`Comparing these files takes more than ${MEMORY_LIMIT_MB} MB.`) : error);
    });
    thread.once("exit", () => {
      clearTimeout(timer);
      reject(new Error("the thread that compares ended without an answer"));
    });
  });
}
