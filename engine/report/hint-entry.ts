/** What is known about one kind of failure. */
export interface HintEntry {
  /** Level 1: one question the reader can answer by looking at their own code. */
  readonly question: string;
  /** Level 2: the API or concept, and where it is described. */
  readonly pointer: string;
  /** Level 3: lines of the reader's file that are worth a look, best first. */
  readonly anchors: readonly RegExp[];
  /**
   * Where level 3 looks first. `todo`: probably nothing is written there yet. `code`: something is, and it does
   * something else.
   */
  readonly start: "todo" | "code";
  /** Other words for a handshake that got this HTTP status. */
  readonly byStatus?: Readonly<Record<number, { readonly question: string; readonly pointer: string }>>;
}
