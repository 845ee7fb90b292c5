/** What two sets of results differ in, as a value: made by batch, shown by reports. */
export interface Change {
  readonly name: string;
  /** In exercises. */
  readonly before: number;
  readonly after: number;
  /** Checks that say something else now, in the order of the lesson. */
  readonly checks: readonly { readonly id: string; readonly before: string; readonly after: string }[];
}

/** How a second set judges differently from the first. */
export interface Difference {
  readonly gains: readonly Change[];
  readonly loses: readonly Change[];
  /** The same score for other reasons. */
  readonly otherwise: readonly Change[];
  /** How many are judged just as before. */
  readonly same: number;
  /** Who has a result in the first set and none in the second, although they handed in something. */
  readonly lost: readonly string[];
  /** Who is no longer in the class's folder. */
  readonly gone: readonly string[];
  readonly added: readonly string[];
}
