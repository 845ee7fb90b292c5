import { hang, type Page } from "../text/layout.ts";
import { count } from "../text/phrases.ts";
import { unifiedRows, type ChangedLine, type FileComparison, type UnifiedRow } from "./file-comparison.ts";
import { fileRemark, foldRemark } from "./file-remark.ts";
import { ROLES, type SideNames } from "./side-names.ts";

/** The number of lines shown of a file that only one side has. */
const ONE_SIDED_LINES = 60;

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
  const remark = fileRemark(file, names);
  const heading = `${file.file}: ${remark}`;
  switch (file.status) {
    case "not-compared":
      return hang(page, "  ", heading, { text: bold });
    case "alike":
      return hang(page, "  ", heading, { text: dim });
    case "missing":
    case "added":
      return [...hang(page, "  ", heading, { text: bold }), ...rowLines(page, file, ONE_SIDED_LINES)];
    case "changed":
      return [
        bold(`--- ${folders.reference}/${file.file}`),
        bold(`+++ ${folders.submission}/${file.file}`),
        ...hang(page, "  ", remark, { text: dim }),
        ...rowLines(page, file, Number.POSITIVE_INFINITY),
      ];
  }
}

function rowLines(page: Page, { rows, leftOut }: FileComparison, most: number): string[] {
  const { dim } = page.colors;
  const unified = unifiedRows(rows);
  const width = Math.max(0, ...unified.map((row) => ("line" in row ? String(row.line).length : 0)));
  const remark = (text: string) => dim(`  ${" ".repeat(width)}  ... ${text}`);
  const more = Math.max(0, unified.length - most) + leftOut;
  return [
    ...unified.slice(0, most).map((row) => rowLine(page, row, width, remark)),
    ...(more === 0 ? [] : [remark(count(more, "more line"))]),
  ];
}

function rowLine(page: Page, row: UnifiedRow, width: number, remark: (text: string) => string): string {
  const gutter = (sign: string, line: number) => `${sign} ${String(line).padStart(width)}  `;
  switch (row.kind) {
    case "same":
      return page.colors.dim(`${gutter(" ", row.line)}${row.text}`.trimEnd());
    case "folded":
      return remark(foldRemark(row));
    case "removed":
      return changedLine(page, gutter("-", row.line), row, "removed");
    case "added":
      return changedLine(page, gutter("+", row.line), row, "added");
  }
}

/**
 * With colours, changed words are inverse; without, they are in `[-...-]` or `{+...+}`. The colours are not red and
 * green, because neither side is wrong.
 */
function changedLine(page: Page, gutter: string, { parts }: ChangedLine, side: "removed" | "added"): string {
  const { isColorSupported, cyan, inverse, magenta } = page.colors;
  const paint = side === "removed" ? cyan : magenta;
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
