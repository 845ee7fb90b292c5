/** What only the instructor can decide about a submission: nothing was graded, and there is no score until it is settled. */
export interface Question {
  /** One sentence without a full stop: why the submission was not graded. */
  readonly why: string;
  /** The files that were found, the most telling first, at most `MAX_FOUND`. */
  readonly found: readonly string[];
  /** How many files were found. */
  readonly files: number;
  /** The places that could be graded, when there are several; `.` is the whole hand-in. */
  readonly places: readonly string[];
}

export const MAX_FOUND = 8;

/** The question as one sentence: why, and what was found. */
export function questionText({ why, found, files, places }: Question): string {
  if (places.length > 0 || found.length === 0) return why;
  const more = files - found.length;
  return `${why}; found: ${found.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What of the hand-in could be graded if the instructor says so: the places, or else the code that was found. */
export function choicesIn({ found, places }: Question): readonly string[] {
  return places.length > 0 ? places : found.filter((file) => /\.[cm]?[jt]s$/i.test(file));
}
