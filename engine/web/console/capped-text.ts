/** Kept of a text that a server sends. */
const PAYLOAD_CHARACTERS = 20_000;

/** A text from a server, no longer than the console keeps it; what was cut off is said. */
export function cappedText(text: string): string {
  return text.length <= PAYLOAD_CHARACTERS ? text : `${text.slice(0, PAYLOAD_CHARACTERS)}… (${text.length} characters)`;
}
