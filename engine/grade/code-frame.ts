/** What a compiler shows of a fault. `column` is 0-based, `length` in UTF-16 code units. */
export interface MarkedCode {
  readonly lineText: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** The line with a marker under the fault, as compilers print it. */
export function codeFrame({ lineText, line, column, length }: MarkedCode): string {
  const gutter = `${line} | `;
  const shown = lineText.length > 160 ? `${lineText.slice(0, 160)}…` : lineText;
  return `${gutter}${shown.replaceAll("\t", " ")}\n${" ".repeat(gutter.length + Math.min(column, 160))}${"^".repeat(Math.max(1, Math.min(length, 60)))}`;
}
