/** Commands that are printed for the user to paste into a shell. */
import { sanitizeLine } from "../text/sanitize-text.ts";

/** Long enough for any command that a person types. */
const COMMAND_CHARACTERS = 2_000;

/** The value of a flag; `false` and undefined leave it out. */
export type FlagValue = string | boolean | readonly (string | boolean)[] | undefined;

/** A command with all its options, for example `npm run grade lesson-ws class -- --roster "my class.csv" --apply`. */
export function commandLine(
  name: string,
  words: readonly string[],
  flags: Readonly<Record<string, FlagValue>> = {},
): string {
  const given = givenFlags(flags).flatMap(([flag, value]) => (value === undefined ? [flag] : [flag, value]));
  const parts = ["npm", "run", name, ...words, ...(given.length > 0 ? ["--", ...given] : [])];
  return sanitizeLine(parts.map(shellWord).join(" "), { maxChars: COMMAND_CHARACTERS });
}

/** The flags as words for a program, one each, so that a value may begin with a dash. */
export function flagWords(flags: Readonly<Record<string, FlagValue>>): string[] {
  return givenFlags(flags).map(([flag, value]) => (value === undefined ? flag : `${flag}=${value}`));
}

function givenFlags(
  flags: Readonly<Record<string, FlagValue>>,
): (readonly [flag: string, value: string | undefined])[] {
  return Object.entries(flags).flatMap(([flag, value]) =>
    [value]
      .flat()
      .filter((one) => one === true || typeof one === "string")
      .map((one) => [`--${flag}`, one === true ? undefined : one] as const),
  );
}

/**
 * One word as a shell reads it. Double quotation marks where they suffice, because they are the ones that the shells of
 * Windows know too.
 */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : `"${word}"`;
}
