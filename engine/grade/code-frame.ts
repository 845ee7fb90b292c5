import type { SourceLocation } from "../source-location.ts";

/** Longer than any line written by hand. */
const MAX_COLUMNS = 160;
const MAX_MARKS = 60;

/**
 * The source line with a marker below the fault, in the style of compilers.
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
