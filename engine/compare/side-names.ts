import { sanitizeLine } from "../text/sanitize-text.ts";

/** What the two sides of a comparison are called. */
export interface SideNames {
  readonly reference: ConversationSide;
  readonly submission: ConversationSide;
}

interface ConversationSide {
  /** Beside a label, for example `reference` or `ada`. */
  readonly short: string;
  /** Inside a sentence, for example `the reference` or `ada`. */
  readonly inSentence: string;
}

/** A submission beside the solution. */
export const ROLES: SideNames = {
  reference: { short: "reference", inSentence: "the reference" },
  submission: { short: "submission", inSentence: "the submission" },
};

const NAME_CHARACTERS = 40;

/** A side called by a name that somebody else chose. */
export function sideName(name: string): ConversationSide {
  const clean = sanitizeLine(name, { maxChars: NAME_CHARACTERS });
  return { short: clean, inSentence: clean };
}
