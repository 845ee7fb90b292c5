/** Suggests names for a misspelt one, and puts names and typed words into sentences. */
import leven from "leven";

/** How many suggestions fit into one sentence. */
const SUGGESTIONS_LIMIT = 3;
/** How much of a typed word is quoted back, in UTF-16 code units. */
const SHOWN_LIMIT = 60;

/** The distance of a prefix of a name: more than one edit, less than two. */
const BEGINNING_DISTANCE = 1.5;

/**
 * The names closest to a misspelt word, all equally close, in the order given. Empty when no name is close, or when more
 * than three are: a suggestion would then be a guess.
 */
export function suggestNames(word: string, names: readonly string[]): string[] {
  const typed = word.toLowerCase();
  const limit = typed.length <= 3 ? 1 : typed.length <= 6 ? 2 : 3;
  const distances = names.map((name) => {
    const edits = leven(typed, name.toLowerCase());
    if (typed.length > 1 && name.toLowerCase().startsWith(typed)) return Math.min(edits, BEGINNING_DISTANCE);
    return edits <= limit ? edits : Infinity;
  });
  const best = Math.min(...distances);
  const nearest = names.filter((_, index) => best < Infinity && distances[index] === best);
  return nearest.length > SUGGESTIONS_LIMIT ? [] : nearest;
}

/** Names as a phrase: `a`, `a or b`, `a, b or c`. */
export function listOf(names: readonly string[], conjunction: "or" | "and" = "or"): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}

/** A typed word in quotation marks, shortened, with `?` for every control and invisible character. */
export function quoteWord(word: string): string {
  const clean = word.replaceAll(/\p{C}/gu, "?");
  return `"${clean.length > SHOWN_LIMIT ? `${clean.slice(0, SHOWN_LIMIT)}...` : clean}"`;
}
