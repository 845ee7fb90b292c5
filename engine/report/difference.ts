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
}
