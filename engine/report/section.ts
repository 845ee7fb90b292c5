/** A part of a report. Where there is no room for all of it, the parts of the highest priority stay. */
export interface Section {
  readonly lines: readonly string[];
  readonly priority: number;
  /** What goes first where only a part of the section has room. @default "end" */
  readonly cut?: "end" | "middle";
}

/** What is needed most on a small screen: the failing check, then what else there is to do, its conversation last. */
export const PRIORITY = {
  failingCheck: 4,
  exercise: 3,
  otherCheck: 2,
  details: 1,
  conversation: 0,
} as const;

/** All of it, for where there is room. */
export function linesOf(sections: readonly Section[]): string[] {
  return sections.flatMap(({ lines }) => lines);
}
