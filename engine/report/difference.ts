/** How the result of one submission differs between two sets. Computed in batch/, shown by reports. */
export interface Change {
  readonly name: string;
  /** In exercises. */
  readonly before: number;
  readonly after: number;
  /** Checks whose status changed, in the order of the lesson. */
  readonly checks: readonly { readonly id: string; readonly before: string; readonly after: string }[];
}

/** How a second set of results differs from the first. */
export interface Difference {
  readonly gains: readonly Change[];
  readonly loses: readonly Change[];
  /** The same score for other reasons. */
  readonly otherwise: readonly Change[];
  /** How many have the same result as before. */
  readonly same: number;
  /** Students with a result in the first set and none in the second, although their submission is there. */
  readonly lost: readonly string[];
  /** Students whose submission is no longer in the class's folder. */
  readonly gone: readonly string[];
  readonly added: readonly string[];
  /** Students whose submission has other content than before. */
  readonly again: readonly string[];
  /** Students about whose submission the instructor decided. */
  readonly decided: readonly string[];
}

/** Whether anything is different at all. */
export function isAnyChange({ gains, loses, otherwise, lost, gone, added, again, decided }: Difference): boolean {
  return [gains, loses, otherwise, lost, gone, added, again, decided].some((list) => list.length > 0);
}

/** The same with other names of the submissions. */
export function namedDifference(difference: Difference, nameOf: (submission: string) => string): Difference {
  const named = (names: readonly string[]) => names.map(nameOf);
  const changed = (changes: readonly Change[]) => changes.map((change) => ({ ...change, name: nameOf(change.name) }));
  const { gains, loses, otherwise, same, lost, gone, added, again, decided } = difference;
  return {
    gains: changed(gains),
    loses: changed(loses),
    otherwise: changed(otherwise),
    same,
    lost: named(lost),
    gone: named(gone),
    added: named(added),
    again: named(again),
    decided: named(decided),
  };
}
