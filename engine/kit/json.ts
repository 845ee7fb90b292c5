/** Parses a text as JSON; undefined when it is not JSON. (undefined is not a JSON value.) */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
