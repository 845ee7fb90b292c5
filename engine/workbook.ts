import path from "node:path";

/** Where the parts of one workbook lie. Every path is absolute; the engine receives them and never guesses. */
export interface Workbook {
  readonly root: string;
  readonly lessons: string;
  readonly solutions: string;
  readonly checks: string;
  /** What the workbook writes for itself: progress, runs, attempts. Deleting it loses progress, never work. */
  readonly state: string;
  /** The packages a submission may import. */
  readonly modules: string;
  /** Where a queue's packages are installed, by graders of many machines only. */
  readonly queuePackages: string;
  /** The file that becomes a learner's server; it runs as it lies there. */
  readonly childFile: string;
  /** Compiled check files. Deleting it costs some milliseconds. */
  readonly cache: string;
}

/**
 * The workbook whose top folder is `root`.
 * @param home the folder of this project; another one than `root` only for the fixture workbooks of our own tests
 */
export function workbookAt(root: string, home: string = root): Workbook {
  return {
    root,
    lessons: path.join(root, "lessons"),
    solutions: path.join(root, "solutions"),
    checks: path.join(root, "checks"),
    state: path.join(root, ".workbook"),
    modules: path.join(home, "node_modules"),
    queuePackages: path.join(home, "engine", "queue"),
    childFile: path.join(home, "engine", "grade", "child.mjs"),
    cache: path.join(home, "node_modules", ".cache", "workbook"),
  };
}
