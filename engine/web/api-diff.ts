/** Files beside those of the solution. */

export interface DiffView {
  /** As people type them: the solution is the left side. */
  readonly reference: string;
  readonly submission: string;
  readonly files: readonly DiffFile[];
  /** The solution's README, which says why it works; empty when there is none. */
  readonly whyHtml: string;
}

export interface DiffFile {
  readonly name: string;
  readonly status: "same" | "changed" | "only-in-solution" | "only-in-submission" | "not-shown";
  /** Lines that only the one or the other has. */
  readonly removed: number;
  readonly added: number;
  /** By diff2html, in its classes (the page brings the styles). Empty when `same` or `not-shown`. */
  readonly sideBySideHtml: string;
  readonly inlineHtml: string;
  /** With `not-shown`: why, as one sentence. */
  readonly remark?: string;
}
