import { wrapText } from "../text/wrap.ts";

/** Longer lines are hard to read, however wide the terminal is. In characters. */
const WIDEST_LINE = 100;

/** Breaks text into lines between words. The first line begins with `first`, the others with `rest`. */
export function wrapped(text: string, columns: number, first: string, rest = " ".repeat(first.length)): string[] {
  const lines = wrapText(text, Math.min(columns, WIDEST_LINE) - rest.length);
  return lines.map((line, index) => (index === 0 ? first : rest) + line);
}
