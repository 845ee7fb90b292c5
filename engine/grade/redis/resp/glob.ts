/**
 * Whether a text matches a pattern of Redis: `*`, `?`, `[a-c]`, `[^a]`, `\x`. It takes at most the product of both lengths:
 * after a `*`, only the last one is tried again.
 */
export function globMatches(pattern: string, text: string): boolean {
  let [at, read, star, retry] = [0, 0, -1, 0];
  while (read < text.length) {
    const next = at < pattern.length && pattern[at] !== "*" ? oneMatches(pattern, at, text[read] as string) : undefined;
    if (pattern[at] === "*") [star, retry] = [at++, read];
    else if (next !== undefined) [at, read] = [next, read + 1];
    else if (star === -1) return false;
    else [at, read] = [star + 1, ++retry];
  }
  while (pattern[at] === "*") at++;
  return at >= pattern.length;
}

/** Where the pattern goes on after it matched one character; undefined when it does not match. */
function oneMatches(pattern: string, at: number, character: string): number | undefined {
  if (pattern[at] === "?") return at + 1;
  if (pattern[at] === "[") return classMatches(pattern, at + 1, character);
  const literal = pattern[at] === "\\" && at + 1 < pattern.length ? at + 1 : at;
  return pattern[literal] === character ? literal + 1 : undefined;
}

function classMatches(pattern: string, start: number, character: string): number | undefined {
  const isNegated = pattern[start] === "^";
  let at = isNegated ? start + 1 : start;
  let isIn = false;
  while (at < pattern.length && pattern[at] !== "]") {
    if (pattern[at] === "\\" && at + 1 < pattern.length) at++;
    const from = pattern[at] as string;
    const isRange = pattern[at + 1] === "-" && at + 2 < pattern.length;
    const to = isRange ? (pattern[at + 2] as string) : from;
    isIn ||= (from <= character && character <= to) || (to <= character && character <= from);
    at += isRange ? 3 : 1;
  }
  return isIn === isNegated ? undefined : at + 1;
}
