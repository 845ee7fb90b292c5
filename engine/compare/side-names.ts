import { sanitizeLine } from "../text/sanitize-text.ts";

/** The names of the two sides of a comparison. */
export interface SideNames {
  readonly reference: ConversationSide;
  readonly submission: ConversationSide;
}

interface ConversationSide {
  /** As a label, for example `reference` or `ada`. */
  readonly short: string;
  /** In a sentence, for example `the reference` or `ada`. */
  readonly inSentence: string;
}

/** The names for a submission and the solution. */
export const ROLES: SideNames = {
  reference: { short: "reference", inSentence: "the reference" },
  submission: { short: "submission", inSentence: "the submission" },
};

const NAME_CHARACTERS = 40;

/** A sanitized name of a side, chosen by a user. */
export function sideName(name: string): ConversationSide {
  const clean = sanitizeLine(name, { maxChars: NAME_CHARACTERS });
  return { short: clean, inSentence: clean };
}
