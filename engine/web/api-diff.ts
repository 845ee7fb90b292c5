/** The comparison of files with those of the solution. */
import type { FileComparison } from "../compare/file-comparison.ts";
import type { SideNames } from "../compare/side-names.ts";

export interface DiffView {
  /** Paths as a user types them; the solution is on the left. */
  readonly reference: string;
  readonly submission: string;
  /** The names of the two sides. */
  readonly names: SideNames;
  readonly files: readonly FileComparison[];
  /** The solution's README, which explains it; empty when there is none. */
  readonly whyHtml: string;
}
