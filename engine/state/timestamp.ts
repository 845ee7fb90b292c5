const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z(-\d+)?$/;

/** A moment as a file name that sorts by time and is legal on every system, for example `2026-11-22T18-40-12-345Z`. */
export function timestamp(at: Date): string {
  return at.toISOString().replaceAll(/[:.]/g, "-");
}

/** Whether a name came from `timestamp`, with or without the number that keeps two of the same millisecond apart. */
export function isTimestamp(name: string): boolean {
  return TIMESTAMP.test(name);
}
