import { hang, type Page } from "../report/layout.ts";
import { count } from "../report/phrases.ts";
import type { DiffRow, Part } from "./diff-lines.ts";
import type { FileComparison } from "./files.ts";

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
export function filesLines(page: Page, files: readonly FileComparison[], folders: Folders): string[] {
  return files.flatMap((file) => ["", ...fileLines(page, file, folders)]);
}

function fileLines(page: Page, file: FileComparison, folders: Folders): string[] {
  const { bold, dim } = page.colors;
  switch (file.status) {
    case "missing":
      return hang(page, "  ", `${file.file}: missing in the submission`, { text: bold });
    case "unread":
      return hang(page, "  ", `${file.file}: not shown, it ${file.why ?? "cannot be read"}`, { text: bold });
    case "alike":
      return hang(page, "  ", `${file.file}: as in the reference`, { text: dim });
    case "added":
      return [
        ...hang(page, "  ", `${file.file}: only in the submission, ${count(file.added, "line")}`, { text: bold }),
        ...diffRows(page, file.rows, ADDED_FILE_LINES),
      ];
    case "changed":
      return [
        bold(`--- ${folders.reference}/${file.file}`),
        `${bold(`+++ ${folders.submission}/${file.file}`)}${file.untouched ? "  (untouched: still the starter)" : ""}`,
        ...diffRows(page, file.rows, Number.POSITIVE_INFINITY),
      ];
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
