/** The longest text from a server that is kept. */
const PAYLOAD_CHARACTERS = 20_000;

/** Shortens a text from a server to the length that the console keeps, with a note on what was cut off. */
export function cappedText(text: string): string {
  return text.length <= PAYLOAD_CHARACTERS ? text : `${text.slice(0, PAYLOAD_CHARACTERS)}… (${text.length} characters)`;
}
