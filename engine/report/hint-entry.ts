/** The hints for one kind of failure. */
export interface HintEntry {
  /** Level 1: one question the reader can answer by looking at their own code. */
  readonly question: string;
  /** Level 2: the API or concept, and where it is described. */
  readonly pointer: string;
  /** Level 3: patterns for lines of the reader's file that are worth looking at, best first. */
  readonly anchors: readonly RegExp[];
  /**
   * Where level 3 looks first. `todo`: the code is probably not written yet. `code`: it is written, and does something
   * else.
   */
  readonly start: "todo" | "code";
  /** Replaces question and pointer for a handshake that was answered with this HTTP status. */
  readonly byStatus?: Readonly<Record<number, { readonly question: string; readonly pointer: string }>>;
}
