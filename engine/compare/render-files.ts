import { hang, type Page } from "../report/layout.ts";
import { count } from "../report/phrases.ts";
import type { DiffRow, Part } from "./diff-lines.ts";
import type { FileComparison } from "./files.ts";
import { ROLES, type SideNames } from "./side-names.ts";

/** Lines shown of a file that only the submission has. */
const ADDED_FILE_LINES = 60;

export interface Folders {
  /** As typed, for example `solutions/lesson-ws`. */
  readonly reference: string;
  readonly submission: string;
}

/**
 * The files view: a unified diff in which `-` is the reference and `+` the submission. Lines are not wrapped, so that
 * they can be copied.
 */
export function filesLines(
  page: Page,
  files: readonly FileComparison[],
  folders: Folders,
  names: SideNames = ROLES,
): string[] {
  return files.flatMap((file) => ["", ...fileLines(page, file, folders, names)]);
}

function fileLines(page: Page, file: FileComparison, folders: Folders, names: SideNames): string[] {
  const { bold, dim } = page.colors;
  const remark = `${file.file}: ${fileRemark(file, names)}`;
  switch (file.status) {
    case "missing":
      return hang(page, "  ", remark, { text: bold });
    case "unread":
      return hang(page, "  ", remark, { text: bold });
    case "alike":
      return hang(page, "  ", remark, { text: dim });
    case "added":
      return [...hang(page, "  ", remark, { text: bold }), ...diffRows(page, file.rows, ADDED_FILE_LINES)];
    case "changed":
      return [
        bold(`--- ${folders.reference}/${file.file}`),
        `${bold(`+++ ${folders.submission}/${file.file}`)}${file.untouched ? "  (untouched: still the starter)" : ""}`,
        ...diffRows(page, file.rows, Number.POSITIVE_INFINITY),
      ];
  }
}

/** What there is to say of a file in a line; empty when its difference says it. */
export function fileRemark({ status, why, added, untouched }: FileComparison, names: SideNames): string {
  switch (status) {
    case "missing":
      return `missing in ${names.submission.inSentence}`;
    case "unread":
      return `not shown, it ${why ?? "cannot be read"}`;
    case "alike":
      return `as in ${names.reference.inSentence}`;
    case "added":
      return `only in ${names.submission.inSentence}, ${count(added, "line")}`;
    case "changed":
      return untouched ? "untouched: still the starter" : "";
  }
}

function diffRows(page: Page, rows: readonly DiffRow[], most: number): string[] {
  const { dim } = page.colors;
  const width = Math.max(0, ...rows.map((row) => ("line" in row ? String(row.line).length : 0)));
  const gutter = (sign: string, line: number) => `${sign} ${String(line).padStart(width)}  `;
  const lines = rows.slice(0, most).map((row) => {
    switch (row.kind) {
      case "same":
        return dim(`${gutter(" ", row.line)}${row.text}`.trimEnd());
      case "folded":
        return dim(
          `  ${" ".repeat(width)}  ... ${row.starter ? `${count(row.lines, "line")} as in the starter` : `${count(row.lines, "line")} alike`}`,
        );
      case "removed":
        return changedLine(page, gutter("-", row.line), row.parts, "removed");
      case "added":
        return changedLine(page, gutter("+", row.line), row.parts, "added");
    }
  });
  return rows.length > most
    ? [...lines, dim(`  ${" ".repeat(width)}  ... ${count(rows.length - most, "more line")}`)]
    : lines;
}

/** With colours, changed words are drawn inverse; without, they stand in `[-...-]` or `{+...+}`. */
function changedLine(page: Page, gutter: string, parts: readonly Part[], side: "removed" | "added"): string {
  const { isColorSupported, green, inverse, red } = page.colors;
  const paint = side === "removed" ? red : green;
  const mark = (text: string) => {
    if (isColorSupported) return paint(inverse(text));
    return side === "removed" ? `[-${text}-]` : `{+${text}+}`;
  };
  const text = parts
    .map((part) =>
      part.changed && part.text !== "" ? mark(part.text) : isColorSupported ? paint(part.text) : part.text,
    )
    .join("");
  return `${paint(gutter)}${text}`.trimEnd();
}
