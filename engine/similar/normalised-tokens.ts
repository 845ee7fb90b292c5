import jsTokens from "js-tokens";

/** A token as it is compared, and its line. */
export interface NormalisedToken {
  /** The same for all identifiers, for all strings, for all numbers. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

const KEYWORDS = new Set(
  (
    "abstract as async await break case catch class const continue debugger declare default delete do else enum " +
    "export extends false finally for from function if implements import in infer instanceof interface keyof let " +
    "namespace new null of private protected public readonly return satisfies set get static super switch this " +
    "throw true try type typeof undefined var void while with yield"
  ).split(" "),
);
/** The keyword of a declaration is changed in a moment, so a difference says nothing about who wrote the code. */
const ONE_DECLARATION = new Map([
  ["let", "const"],
  ["var", "const"],
]);
const CLOSING = new Set([")", "]", "}"]);

/**
 * TypeScript as tokens that neither renaming nor reformatting changes: without comments, semicolons, trailing commas or
 * the parentheses around a single parameter; all identifiers are equal, and so are all strings, numbers and regular
 * expressions. The tokenizer never fails: it skips what it does not understand, so broken code can be compared too.
 */
export function normalisedTokens(source: string): NormalisedToken[] {
  const tokens: NormalisedToken[] = [];
  let line = 1;
  for (const token of jsTokens(source)) {
    const text = normalised(token.type, token.value);
    if (text !== undefined) add(tokens, { text, line });
    line += lineEndsIn(token.value);
  }
  return tokens;
}

function normalised(type: string, value: string): string | undefined {
  switch (type) {
    case "IdentifierName":
      return KEYWORDS.has(value) ? (ONE_DECLARATION.get(value) ?? value) : "identifier";
    case "PrivateIdentifier":
      return "identifier";
    case "StringLiteral":
    case "NoSubstitutionTemplate":
      return "string";
    case "NumericLiteral":
      return "number";
    case "RegularExpressionLiteral":
      return "expression";
    case "TemplateHead":
    case "TemplateMiddle":
    case "TemplateTail":
      return type;
    case "Punctuator":
      return value === ";" ? undefined : value;
    default:
      return undefined;
  }
}

/** Adds a token, and removes what formatters may insert just before it. */
function add(tokens: NormalisedToken[], token: NormalisedToken): void {
  if (CLOSING.has(token.text) && tokens.at(-1)?.text === ",") tokens.pop();
  if (token.text === "=>") {
    const [open, name, close] = tokens.slice(-3);
    if (open?.text === "(" && name?.text === "identifier" && close?.text === ")") tokens.splice(-3, 3, name);
  }
  tokens.push(token);
}

function lineEndsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
