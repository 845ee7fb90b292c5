/** Makes the names of people comparable: systems differ in case, accents, spaces, and which name comes first. */

/** Letters that Unicode does not decompose. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};
/** How German writes umlauts where there are none. */
const UMLAUTS: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue" };

/** No name is longer, and every part of one doubles the work of comparing. */
const MAX_NAME_CHARS = 200;
const MAX_NAME_PARTS = 10;

/** All spellings of a name without spaces, accents and capitals, in every order of its parts that systems use. */
export function nameKeys(name: string): Set<string> {
  const whole = name.slice(0, MAX_NAME_CHARS);
  const [family, given] = whole.split(",", 2);
  const parts = (given === undefined ? whole : `${given} ${family}`)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((part) => part !== "")
    .slice(0, MAX_NAME_PARTS);
  const keys = new Set<string>();
  for (const spelt of [plainLetters, withUmlautsWritten]) {
    const words = parts.map(spelt);
    // The family name may have several parts, so any of them may be the first.
    for (let from = 0; from < words.length; from++) keys.add([...words.slice(from), ...words.slice(0, from)].join(""));
  }
  keys.delete("");
  return keys;
}

function plainLetters(text: string): string {
  return text
    .normalize("NFD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^\p{L}\p{N}]/gu, "")
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? letter);
}

function withUmlautsWritten(text: string): string {
  return plainLetters(
    text
      .normalize("NFC")
      .toLowerCase()
      .replaceAll(/[äöü]/g, (letter) => UMLAUTS[letter] ?? letter),
  );
}
