/**
 * Compares folders without holding up anything else in this process: a folder that somebody handed in may have been
 * made to be slow to compare.
 */
import { Worker } from "node:worker_threads";
import type { Lesson } from "../lesson.ts";
import { StarterError } from "../starter.ts";
import type { ComparedLesson } from "./compare-folder.ts";
import type { FileComparison } from "./file-comparison.ts";

/** What a thread is given: plain data only. */
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
  /** The solution is at fault, see StarterError. */
  | { readonly starterFault: string };

/** The files cannot be compared within the limits. Its message is one sentence for the reader. */
export class CompareLimitError extends Error {
  override name = "CompareLimitError";
}

const COMPARE_LIMIT_MS = 10_000;
const MEMORY_LIMIT_MB = 256;
/** Threads at a time, and comparisons that may wait for one. */
const MAX_THREADS = 2;
const MAX_WAITING = 20;

/** Beside this file, where the compiled engine has it. */
const ENTRY = new URL("compare-thread.mjs", import.meta.url);

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Like `compareFolder`, in a thread of its own.
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
    // The place goes to whoever has waited longest, if anybody has.
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}

async function inThread(comparison: FolderComparison): Promise<readonly FileComparison[]> {
  const thread = new Worker(ENTRY, {
    workerData: comparison,
    // Nothing of the page's secrets, and nothing of what it was started with.
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
