import path from "node:path";

/** Where the parts of one workbook lie. Every path is absolute; the engine receives them and never guesses. */
export interface Workbook {
  readonly root: string;
  readonly lessons: string;
  readonly solutions: string;
  readonly checks: string;
  /** What the workbook writes for itself: progress, runs, attempts. Deleting it loses progress, never work. */
  readonly state: string;
  /** Compiled check files. Deleting it costs some milliseconds. */
  readonly cache: string;
}

/** The workbook whose top folder is `root` (absolute). */
export function workbookAt(root: string): Workbook {
  return {
    root,
    lessons: path.join(root, "lessons"),
    solutions: path.join(root, "solutions"),
    checks: path.join(root, "checks"),
    state: path.join(root, ".workbook"),
    cache: path.join(root, "node_modules", ".cache", "workbook"),
  };
}
