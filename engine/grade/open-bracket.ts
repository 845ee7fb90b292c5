import jsTokens from "js-tokens";

/** Longer files are not written by hand. */
const MAX_CHARACTERS = 200_000;

const CLOSED_BY: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);

/** A bracket that is not closed. */
export interface OpenBracket {
  readonly bracket: string;
  /** 1-based. */
  readonly line: number;
}

/**
 * The innermost bracket that is still open where a line begins: a compiler complains only about what comes next.
 * @param line 1-based
 */
export function openBracketAbove(text: string, line: number): OpenBracket | undefined {
  const open: OpenBracket[] = [];
  let at = 1;
  for (const { type, value } of jsTokens(text.slice(0, MAX_CHARACTERS))) {
    if (at >= line) break;
    if (type === "Punctuator" && CLOSED_BY.has(value)) open.push({ bracket: value, line: at });
    // One that closes nothing is passed over.
    else if (type === "Punctuator" && value === CLOSED_BY.get(open.at(-1)?.bracket ?? "")) open.pop();
    at += value.split("\n").length - 1;
  }
  return open.at(-1);
}
