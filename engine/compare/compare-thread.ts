/** Compares folders in a worker thread, which ends after its answer: see compare-in-thread.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { StarterError } from "../starter.ts";
import { compareFolder } from "./compare-folder.ts";
import type { FolderComparison, ThreadAnswer } from "./compare-in-thread.ts";

const { lesson, definition, folder, other } = workerData as FolderComparison;

async function answer(): Promise<ThreadAnswer> {
  try {
    return { files: await compareFolder(lesson, definition, folder, other) };
  } catch (error) {
    // The structured clone between threads does not keep an error's class.
    if (error instanceof StarterError) return { starterFault: error.message };
    throw error;
  }
}

parentPort?.postMessage(await answer());
