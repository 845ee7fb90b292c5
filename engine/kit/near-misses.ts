/** Near misses as data: each is the solution with one mistake in it. Nothing is read or written here. */

/** Text of one file of the solution, and what stands there in the near miss. */
export interface Edit {
  /** Relative to the solution, with forward slashes. */
  readonly file: string;
  /** Must occur exactly once in the file, so that the edit follows the solution or fails. */
  readonly find: string;
  readonly replace: string;
}

/** What `checks/<lesson>/near-misses.ts` exports as default. */
export interface NearMisses {
  /** The lesson's folder name. */
  readonly lesson: string;
  /** By name, which begins with the id of the check that must catch it, for example `1.3-no-welcome`. */
  readonly edits: Readonly<Record<string, readonly Edit[]>>;
}

/**
 * Declares a lesson's near misses. A mistake that takes several edits is a list of them, applied in order. What no edit
 * can say is a folder `near-misses/<name>/` instead, with the files that differ from the solution.
 */
export function nearMisses(lesson: string, entries: Readonly<Record<string, Edit | readonly Edit[]>>): NearMisses {
  return {
    lesson,
    edits: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, [entry].flat()])),
  };
}

/**
 * One change to one file of the solution.
 * @param find text that occurs exactly once in the file, line ends written as `\n`
 * @param replace what takes its place; empty to remove it
 */
export function edit(file: string, find: string, replace: string): Edit {
  return { file, find, replace };
}
