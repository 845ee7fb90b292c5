/** The width of text in terminal columns. Expects text that `sanitizeText` returned. */
import { eastAsianWidth } from "get-east-asian-width";

const ASCII = /^[\u0020-\u007e]*$/;
/** So much of a word's beginning, in characters, is left out with the rest of it. */
const LONGEST_CUT = 24;
const MARK = /\p{M}/u;

/** The columns one line of text takes. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Splits the text so that the first part takes at most `columns`, but has at least one character. */
export function splitAt(text: string, columns: number): [head: string, tail: string] {
  let width = 0;
  let index = 0;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns && index > 0) break;
    index += character.length;
  }
  return [text.slice(0, index), text.slice(index)];
}

/** The text cut to at most `columns` columns; a cut text ends in `...`. */
export function shortened(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns <= 3) return ".".repeat(Math.max(0, columns));
  const [head] = splitAt(text, columns - 3);
  return displayWidth(head) > columns - 3 ? "..." : `${head}...`;
}

/** The same, cut between words where one of them ends near the limit. */
export function shortenedAtWord(text: string, columns: number): string {
  const short = shortened(text, columns);
  if (short === text) return text;
  const kept = short.slice(0, -"...".length);
  const space = kept.lastIndexOf(" ");
  return text[kept.length] === " " || space < kept.length - LONGEST_CUT ? short : `${kept.slice(0, space)} ...`;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (MARK.test(character)) return 0;
  // Two columns for Wide and Fullwidth (UAX 11), which includes emoji.
  return eastAsianWidth(code);
}
