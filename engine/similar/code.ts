import { normalisedTokens } from "./normalised-tokens.ts";

/** How many tokens of a submission are compared; a lesson's answer has a few hundred. */
export const MAX_TOKENS = 20_000;
/** Larger than any source file a person writes; larger files are not compared. */
export const MAX_SOURCE_CHARS = 256 * 1024;

/** The source files of one submission as tokens, small enough to keep a whole class in memory. */
export interface Code {
  /** Names, relative to the submission. */
  readonly files: readonly string[];
  /** One number per token, file after file: equal for equal tokens, on every machine. */
  readonly tokens: Int32Array;
  /** The line of each token in its file, 1-based. */
  readonly lines: Int32Array;
  /** The index in `tokens` where each file begins, and at the end the number of tokens. */
  readonly starts: readonly number[];
}

/**
 * Prepares the source files of a submission for comparison.
 * @param files name -> TypeScript or JavaScript; the order of names does not matter
 */
export function codeOf(files: ReadonlyMap<string, string>): Code {
  const names: string[] = [];
  const tokens: number[] = [];
  const lines: number[] = [];
  const starts: number[] = [];
  for (const name of [...files.keys()].toSorted()) {
    const source = files.get(name) ?? "";
    if (source.length > MAX_SOURCE_CHARS || tokens.length >= MAX_TOKENS) continue;
    names.push(name);
    starts.push(tokens.length);
    for (const { text, line } of normalisedTokens(source).slice(0, MAX_TOKENS - tokens.length)) {
      tokens.push(numberOf(text));
      lines.push(line);
    }
  }
  starts.push(tokens.length);
  return { files: names, tokens: Int32Array.from(tokens), lines: Int32Array.from(lines), starts };
}

const numbers = new Map<string, number>();

/** FNV-1a, as a signed 32-bit integer. Only punctuators, keywords and a few names occur, so the map stays small. */
function numberOf(text: string): number {
  let number = numbers.get(text);
  if (number !== undefined) return number;
  number = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) number = Math.imul(number ^ text.charCodeAt(index), 0x01000193);
  numbers.set(text, number);
  return number;
}
