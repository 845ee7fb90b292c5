/** The remarks about a compared file, shared by the terminal and the pages. */
import { count } from "../text/phrases.ts";
import type { FileComparison, FoldedRow } from "./file-comparison.ts";
import type { SideNames } from "./side-names.ts";

/** A remark about the file, without its name. The side names are not sanitized here. */
export function fileRemark({ status, why, removed, added, untouched }: FileComparison, names: SideNames): string {
  const { reference, submission } = names;
  switch (status) {
    case "missing":
      return `only in ${reference.inSentence}, ${count(removed, "line")}`;
    case "added":
      return `only in ${submission.inSentence}, ${count(added, "line")}`;
    case "not-compared":
      return `not compared: ${why ?? "it cannot be read"}`;
    case "alike":
      return `as in ${reference.inSentence}`;
    case "changed": {
      const lines = `${count(removed, "line")} only in ${reference.inSentence}, ${added} only in ${submission.inSentence}`;
      return untouched ? `untouched, still the starter: ${lines}` : lines;
    }
  }
}

/** For example `6 lines as in the starter`. */
export function foldRemark({ lines, starter }: FoldedRow): string {
  return `${count(lines, "line")} ${starter ? "as in the starter" : "alike"}`;
}
