import path from "node:path";

/** The folders and files of a workbook, as absolute paths. The engine gets all paths from here. */
export interface Workbook {
  readonly root: string;
  readonly lessons: string;
  readonly solutions: string;
  readonly checks: string;
  /** The workbook's own data: progress, runs, copies of earlier work. Deleting it loses progress, never the learner's files. */
  readonly state: string;
  /** The packages that a submission may import. */
  readonly modules: string;
  /** The folder in which the packages for a queue are installed; only needed to grade on several machines. */
  readonly queuePackages: string;
  /** The entry point of every process that runs a learner's server. Run from source, never bundled. */
  readonly childFile: string;
  /** Compiled check files and bundles. Deleting it costs some milliseconds. */
  readonly cache: string;
}

/**
 * The workbook in the folder `root`.
 * @param projectRoot the folder of this project; differs from `root` only for the fixture workbooks of the engine's tests
 */
export function workbookAt(root: string, projectRoot: string = root): Workbook {
  return {
    root,
    lessons: path.join(root, "lessons"),
    solutions: path.join(root, "solutions"),
    checks: path.join(root, "checks"),
    state: path.join(root, ".workbook"),
    modules: path.join(projectRoot, "node_modules"),
    queuePackages: path.join(projectRoot, "engine", "queue"),
    childFile: path.join(projectRoot, "engine", "grade", "child.mjs"),
    cache: path.join(projectRoot, "node_modules", ".cache", "workbook"),
  };
}
