/** A part of a report. Where space is short, the parts with the highest priority are kept. */
export interface Section {
  readonly lines: readonly string[];
  readonly priority: number;
  /** Which lines are dropped when only a part of the section fits. @default "end" */
  readonly cut?: "end" | "middle";
}

/** What matters most on a small screen: the failing check first, then the other exercises, its conversation last. */
export const PRIORITY = {
  failingCheck: 4,
  exercise: 3,
  otherCheck: 2,
  details: 1,
  conversation: 0,
} as const;

/** All lines, for output without a limit. */
export function linesOf(sections: readonly Section[]): string[] {
  return sections.flatMap(({ lines }) => lines);
}
