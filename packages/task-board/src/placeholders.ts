/** What a statement wants to be given: so many values in order, or values by name. */
export interface Placeholders {
  /** How many values the `?` and `?1` of the statement stand for. */
  readonly positional: number;
  /** The names behind `:`, `@` and `$`, without that sign. */
  readonly named: ReadonlySet<string>;
}

/** Texts, quoted names and comments, in which nothing is a placeholder; then the placeholders. */
const TOKEN = /'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?\*\/|\?\d*|[:@$]\w+/g;

/** Reads the placeholders of an SQL text (https://sqlite.org/lang_expr.html#parameters). */
export function placeholdersOf(sql: string): Placeholders {
  let positional = 0;
  const named = new Set<string>();
  for (const [token] of sql.matchAll(TOKEN)) {
    // A bare ? takes the number after the largest one so far.
    if (token === "?") positional += 1;
    else if (token.startsWith("?")) positional = Math.max(positional, Number(token.slice(1)));
    else if (/^[:@$]/.test(token)) named.add(token.slice(1));
  }
  return { positional, named };
}
