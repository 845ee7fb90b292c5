import { sanitizeText } from "../../text/sanitize-text.ts";
import type { Headers } from "../api-console.ts";

/** The most headers of an answer that are kept. */
const HEADERS_KEPT = 100;
const VALUE_CHARACTERS = 2_000;

/** The headers of an answer as the console shows them: cleaned and capped, one pair for each header line. */
export function headerList(headers: ReadonlyMap<string, readonly string[]>): Headers {
  return [...headers]
    .flatMap(([name, values]) => values.map((value) => [name, value] as const))
    .slice(0, HEADERS_KEPT)
    .map(([name, value]) => [
      sanitizeText(name, { maxChars: 100 }),
      sanitizeText(value, { maxChars: VALUE_CHARACTERS }),
    ]);
}
