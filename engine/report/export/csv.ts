/** Writes comma-separated values (RFC 4180) that no spreadsheet reads as formulas. Lines end in a single newline. */
import { plainText } from "./plain.ts";

export type Cell = string | number | null | undefined;

const NUMBER = /^[-+]?\d+(?:\.\d+)?$/;
/**
 * The characters that begin a formula (OWASP, "CSV Injection"), including full-width forms. Also after a semicolon, a tab
 * or a newline: a spreadsheet that separates by semicolons ignores our quotation marks and starts a new cell there.
 */
const FORMULA = /(?<!\s)(\s*)([=+\-@\uff1d\uff0b\uff0d\uff20])/g;
/** A field that must be quoted (RFC 4180 section 2, rule 6), or may need to be for readers of other dialects. */
const SPECIAL = /[",;\t\r\n]|^\s|\s$/;

/** Excel takes a CSV file for UTF-8 only if it begins with a byte order mark. */
export const EXCEL_BOM = "\uFEFF";

/** Rows as one text that ends in a newline. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map((cell) => csvField(cell)).join(",")}\n`).join("");
}

/** One field, quoted where needed. A number that is not finite, null and undefined are empty. */
export function csvField(cell: Cell, maxChars = 1_000): string {
  const text = typeof cell === "number" ? (Number.isFinite(cell) ? String(cell) : "") : textCell(cell ?? "", maxChars);
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The text with an apostrophe before everything that would begin a formula. A number stays unchanged. */
function textCell(text: string, maxChars: number): string {
  // Checked before trimming: a leading tab or carriage return may begin a formula too.
  const guard = /^[\t\r\n]/.test(text) ? "'" : "";
  const plain = plainText(text, maxChars);
  if (NUMBER.test(plain)) return plain;
  const guarded = plain.replace(FORMULA, (found, space: string, sign: string, at: number) =>
    at === 0 || plain[at - 1] === ";" || /[\t\n]/.test(space) ? `${space}'${sign}` : found,
  );
  return guarded.startsWith("'") ? guarded : guard + guarded;
}
