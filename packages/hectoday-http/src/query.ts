/** Query strings, read the way HTML forms write them. */

/** A key that occurs once is a string, a repeated one an array in the order of the URL. */
export type RawQuery = Record<string, string | string[] | undefined>;

/**
 * Parses the query part of a URL.
 *
 * @param search what `URL.search` holds: empty, or `?` and the rest.
 * @returns an object without a prototype, so that `?toString=1` and `?__proto__=1` are keys like any other. Brackets,
 *   dots and semicolons mean nothing; keys are case-sensitive; nothing is trimmed. Never throws.
 */
export function parseQuery(search: string): RawQuery {
  const query: RawQuery = Object.create(null);
  for (const piece of search.replace(/^\?/, "").split("&")) {
    if (piece === "") continue;
    const equals = piece.indexOf("=");
    const key = decode(equals === -1 ? piece : piece.slice(0, equals));
    const value = equals === -1 ? "" : decode(piece.slice(equals + 1));
    const earlier = query[key];
    if (earlier === undefined) query[key] = value;
    else if (Array.isArray(earlier)) earlier.push(value);
    else query[key] = [earlier, value];
  }
  return query;
}

/** `+` is a space (the URL Standard's form encoding). Text with a broken escape such as `%zz` is not decoded. */
function decode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
