/** The grade of one student by a policy. A value that reports show; what it is computed from stays in the verdict. */

export interface Grade {
  /** In exercises, from the verdict alone; null when the workbook has no score. */
  readonly exercises: { readonly earned: number; readonly possible: number } | null;
  /** Before penalty and override; null when the workbook has no score. */
  readonly points: number | null;
  /** Above 0. */
  readonly possible: number;
  readonly late: Lateness | null;
  /** What a person decided, and who. */
  readonly decision: Decision | null;
  /** The points that count; null when there is nothing to record, because of a fault of the workbook or an excuse. */
  readonly final: number | null;
  readonly excused: boolean;
  /** For the student; empty without one. */
  readonly comment: string;
  /** For example `2 of 3, late 10 %: 18 of 30`. */
  readonly text: string;
}

export interface Lateness {
  /** How long after the due date, in milliseconds; null when a mark says that it was late and nothing says when. */
  readonly byMs: number | null;
  /** What is taken off the earned points, in percent. */
  readonly percent: number;
}

export interface Decision {
  /** Null when the person left the points as they were. */
  readonly points: number | null;
  readonly by: string;
}
