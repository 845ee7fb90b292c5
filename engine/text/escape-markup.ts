/** Text in HTML and in XML: both know these references. */

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  // XML requires it only in `]]>` (section 2.4); escaping it everywhere is simpler.
  ">": "&gt;",
  '"': "&quot;",
  // XML reads literal ones in an attribute as spaces (section 3.3.3).
  "\n": "&#10;",
  "\t": "&#9;",
};
const CHARACTERS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(REFERENCES).map(([character, reference]) => [reference, character]),
);

/** Text between tags. */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => REFERENCES[character] ?? "");
}

/** An attribute's value in double quotes. */
export function escapeAttribute(value: string): string {
  return value.replace(/[&<>"\n\t]/g, (character) => REFERENCES[character] ?? "");
}

/** What `escapeText` or `escapeAttribute` was given. */
export function unescapeMarkup(markup: string): string {
  return markup.replace(/&(?:amp|lt|gt|quot|#10|#9);/g, (reference) => CHARACTERS[reference] ?? "");
}
