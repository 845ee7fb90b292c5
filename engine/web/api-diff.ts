/** Files beside those of the solution. */
import type { FileComparison } from "../compare/file-comparison.ts";
import type { SideNames } from "../compare/side-names.ts";

export interface DiffView {
  /** As people type them: the solution is the left side. */
  readonly reference: string;
  readonly submission: string;
  /** What the two sides are called. */
  readonly names: SideNames;
  readonly files: readonly FileComparison[];
  /** The solution's README, which says why it works; empty when there is none. */
  readonly whyHtml: string;
}
