/** Near misses as data: each is the solution with one mistake. This file does no I/O. */

/** A text in one file of the solution, and its replacement in the near miss. */
export interface Edit {
  /** Relative to the solution, with forward slashes. */
  readonly file: string;
  /** Must occur exactly once in the file, so that an edit fails when the solution has changed. */
  readonly find: string;
  readonly replace: string;
}

/** The default export of `checks/<lesson>/near-misses.ts`. */
export interface NearMisses {
  /** The lesson's folder name. */
  readonly lesson: string;
  /** By name, which begins with the id of the check that must fail, for example `1.3-no-welcome`. */
  readonly edits: Readonly<Record<string, readonly Edit[]>>;
}

/**
 * Declares a lesson's near misses. A mistake that takes several edits is a list, applied in order. A mistake that is not
 * practical as an edit is a folder `near-misses/<name>/` instead, with the files that differ from the solution.
 */
export function nearMisses(lesson: string, entries: Readonly<Record<string, Edit | readonly Edit[]>>): NearMisses {
  return {
    lesson,
    edits: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, [entry].flat()])),
  };
}

/**
 * One change to one file of the solution.
 * @param find text that occurs exactly once in the file, with line ends as `\n`
 * @param replace its replacement; empty to remove it
 */
export function edit(file: string, find: string, replace: string): Edit {
  return { file, find, replace };
}
