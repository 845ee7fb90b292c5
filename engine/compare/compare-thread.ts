/** Compares folders in a thread of its own, which ends with its answer: see compare-in-thread.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { StarterError } from "../starter.ts";
import { compareFolder } from "./compare-folder.ts";
import type { FolderComparison, ThreadAnswer } from "./compare-in-thread.ts";

const { lesson, definition, folder, other } = workerData as FolderComparison;

async function answer(): Promise<ThreadAnswer> {
  try {
    return { files: await compareFolder(lesson, definition, folder, other) };
  } catch (error) {
    // Errors lose their class on the way to another thread.
    if (error instanceof StarterError) return { starterFault: error.message };
    throw error;
  }
}

parentPort?.postMessage(await answer());
