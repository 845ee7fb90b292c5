import type { SourceLocation } from "../source-location.ts";

/** More than a line that a person writes. */
const MAX_COLUMNS = 160;
const MAX_MARKS = 60;

/**
 * The line with a marker under the fault, as compilers print it.
 * @param length of the fault in UTF-16 code units
 */
export function codeFrame(
  lineText: string,
  { line, column }: Pick<Required<SourceLocation>, "line" | "column">,
  length = 1,
): string {
  const gutter = `${line} | `;
  const shown = lineText.length > MAX_COLUMNS ? `${lineText.slice(0, MAX_COLUMNS)}…` : lineText;
  const indent = " ".repeat(gutter.length + Math.min(column - 1, MAX_COLUMNS));
  return `${gutter}${shown.replaceAll("\t", " ")}\n${indent}${"^".repeat(Math.max(1, Math.min(length, MAX_MARKS)))}`;
}
