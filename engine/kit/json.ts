/** The JSON value in a text; undefined when the text is not JSON, which no JSON value is. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
